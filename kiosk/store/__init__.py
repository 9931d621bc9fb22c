"""What outlives a session: sealed cases, payments and events, on disk before they are acknowledged."""

from kiosk.store.draft import CaseDraft, Demand, Payment, StoredCase
from kiosk.store.failures import StoreFailed, StoreFault
from kiosk.store.payments import OpenPayment, PaymentState
from kiosk.store.store import DATABASE, Recovery, Store, StoreSettings

__all__ = [
    "DATABASE",
    "CaseDraft",
    "Demand",
    "OpenPayment",
    "Payment",
    "PaymentState",
    "Recovery",
    "Store",
    "StoreFailed",
    "StoreFault",
    "StoreSettings",
    "StoredCase",
]
