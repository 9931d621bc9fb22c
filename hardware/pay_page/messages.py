"""XBezahldienste 1.0.0 (FITKO): a demand as JSON, and what the service answers; pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from hardware.pay_page import Demand, PayPage, PayPageState

LONGEST_PURPOSE = 27
LONGEST_DESCRIPTION = 250
_CENTS = 100

_STATES = {
    "INITIAL": PayPageState.OPEN,
    "PAYED": PayPageState.PAID,
    "FAILED": PayPageState.FAILED,
    "CANCELED": PayPageState.CANCELLED,
    "CANCELLED": PayPageState.CANCELLED,
}


class AnswerGarbled(ValueError):
    """What the service said is no answer of the standard; the text names the field alone."""


def payment_request(demand: Demand, now: datetime, back: str) -> dict[str, Any]:
    """Answer the body of `POST /paymenttransaction/{originatorId}/{endPointId}`.

    One item without tax: fees of sovereign acts bear none (§ 2b UStG). `grosAmount` is spelt as the
    standard spells it. `back` is where the phone's browser goes afterwards.
    """
    amount = demand.cents / _CENTS
    item = {
        "id": "1",
        "reference": demand.reference,
        "description": demand.purpose[:LONGEST_DESCRIPTION],
        "taxRate": 0,
        "quantity": 1,
        "totalNetAmount": amount,
        "totalTaxAmount": 0,
        "singleNetAmount": amount,
        "singleTaxAmount": 0,
    }
    return {
        "requestId": demand.reference,
        "requestTimestamp": now.isoformat(timespec="seconds"),
        "currency": "EUR",
        "grosAmount": amount,
        "purpose": demand.purpose[:LONGEST_PURPOSE],
        "description": demand.purpose[:LONGEST_DESCRIPTION],
        "redirectUrl": back,
        "items": [item],
    }


def pay_page(body: object, cents: int) -> PayPage:
    """Answer the opened transaction. Raises AnswerGarbled, also when it asks for another amount."""
    said = _object(body)
    information = _object(said.get("paymentInformation", said))
    transaction = _text(information, "transactionReference")
    address = _text(information, "transactionRedirectUrl")
    if urlsplit(address).scheme not in ("https", "http") or not urlsplit(address).netloc:
        raise AnswerGarbled("transactionRedirectUrl is no address")
    amount = information.get("grosAmount")
    if amount is not None and round(float(_number(amount)) * _CENTS) != cents:
        raise AnswerGarbled("grosAmount is another amount")
    return PayPage(transaction, address)


def state(body: object) -> PayPageState:
    """Answer the state of a transaction. Raises AnswerGarbled."""
    said = _object(body)
    information = _object(said.get("paymentInformation", said))
    name = _text(information, "status").upper()
    if name not in _STATES:
        raise AnswerGarbled("status is none of the standard's")
    return _STATES[name]


def access_token(body: object) -> tuple[str, float]:
    """Answer the token and for how many seconds it holds (RFC 6749, 5.1). Raises AnswerGarbled."""
    said = _object(body)
    return _text(said, "access_token"), float(_number(said.get("expires_in", 60)))


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise AnswerGarbled("the answer is no object")
    return value


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise AnswerGarbled(f"{name} is missing or no text")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerGarbled("a number is no number")
    return value
