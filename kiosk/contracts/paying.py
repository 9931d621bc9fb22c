"""Ways to pay, and the account to which an invoice is paid."""

from dataclasses import dataclass
from enum import StrEnum


class PayWay(StrEnum):
    """CARD at the terminal; PAY_PAGE on the own phone; INVOICE by transfer, later."""

    CARD = "card"
    PAY_PAGE = "pay_page"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Account:
    """The town's account for transfers; `days` until the fee is due."""

    name: str
    iban: str
    bic: str = ""
    days: int = 14
