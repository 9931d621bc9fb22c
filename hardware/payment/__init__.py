"""Payment port: a card terminal under vending rules (ZVT 13.08): confirmed only once the case is booked."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class PaymentFault(StrEnum):
    UNREACHABLE = "payment.unreachable"
    OUT_OF_ORDER = "payment.out_of_order"
    BUSY = "payment.busy"
    END_OF_DAY_NEEDED = "payment.end_of_day_needed"
    CARD_LEFT = "payment.card_left"
    OUTCOME_UNKNOWN = "payment.outcome_unknown"
    DECLINED = "payment.declined"
    CARD_EXPIRED = "payment.card_expired"
    CARD_UNREADABLE = "payment.card_unreadable"
    CARD_UNKNOWN = "payment.card_unknown"
    PIN_WRONG = "payment.pin_wrong"
    LIMIT = "payment.limit"
    BANK_UNREACHABLE = "payment.bank_unreachable"
    CANCELLED = "payment.cancelled"
    TIMED_OUT = "payment.timed_out"


class PaymentProgress(StrEnum):
    """What the card terminal is doing; each has a text for the citizen."""

    PRESENT_CARD = "present_card"
    ENTER_PIN = "enter_pin"
    CHOOSE = "choose"
    CONNECTING = "connecting"
    WAIT = "wait"
    REMOVE_CARD = "remove_card"
    PIN_WAS_WRONG = "pin_was_wrong"
    CARD_WAS_UNREADABLE = "card_was_unreadable"
    CARD_NOT_TAKEN = "card_not_taken"
    DECLINED = "declined"
    APPROVED = "approved"
    GIVING_BACK = "giving_back"


class PaymentOutcome(StrEnum):
    """What became of an earlier payment, as the card terminal knows it."""

    NEVER_AUTHORISED = "never_authorised"
    AUTHORISED = "authorised"
    CONFIRMED = "confirmed"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Voucher:
    """By what the card terminal itself knows a transaction; zero or empty where it does not say.

    `terminal` is its number (TID), `receipt` and `trace` count there; `at` is MMDDhhmmss there.
    """

    terminal: str = ""
    receipt: int = 0
    trace: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """A payment of ours as the journal has it: enough to tell it from anybody else's.

    `at` is when it was asked for, `before` the terminal's last transaction then, `voucher` the
    payment's own if the bank's yes was heard.
    """

    reference: str
    cents: int
    at: datetime
    before: Voucher = field(default_factory=Voucher)
    voucher: Voucher | None = None


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The bank's yes; nothing is kept until it is confirmed."""

    reference: str
    cents: int
    card_type: str
    voucher: Voucher = field(default_factory=Voucher)


@dataclass(frozen=True, slots=True)
class Slip:
    """The citizen's card receipt, line by line as the card terminal sets it, card number masked."""

    lines: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """What the card terminal closed its day with: its own number of it, payments, and their sum."""

    voucher: Voucher
    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    fault: PaymentFault | None = None


class PaymentTerminal(Protocol):
    async def last(self) -> Voucher:
        """Answer the last transaction that the terminal knows, to be kept before `authorise`.

        Raises DeviceFailed(PaymentFault).
        """
        ...

    async def authorise(
        self, reference: str, cents: int, report: Callable[[PaymentProgress], None]
    ) -> Authorisation:
        """Take one card payment of `cents` euro cents under our unique `reference`.

        Raises DeviceFailed(PaymentFault). OUTCOME_UNKNOWN means: ask `outcome` before anything else.
        """
        ...

    async def confirm(self, reference: str) -> Slip:
        """Keep an authorised payment, after the case is durably booked. Repeating is harmless.

        Only in the process that authorised it: a terminal gives back what nobody confirms.
        """
        ...

    async def reverse(self, sought: Sought) -> None:
        """Give a payment back, authorised or kept. Repeating is harmless."""
        ...

    async def outcome(self, sought: Sought) -> PaymentOutcome:
        """Ask what became of a payment (after a crash, a cut line); UNKNOWN while it may still run."""
        ...

    async def close_day(self) -> DayTotals:
        """Hand all kept payments to the bank and answer their totals. Raises DeviceFailed."""
        ...

    async def last_closing(self) -> DayTotals | None:
        """Answer the totals if the terminal's last transaction was the end of a day."""
        ...

    async def abort(self) -> None:
        """Ask the terminal to stop a running authorisation; it may refuse."""
        ...

    def watch(self) -> AsyncIterator[PaymentStatus]: ...

    async def close(self) -> None:
        """Let go of the terminal; what is authorised and not confirmed is given back."""
        ...
