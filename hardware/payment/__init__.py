"""Payment port: a card terminal under vending rules (ZVT 13.08): confirmed only once the case is booked."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PaymentFault(StrEnum):
    UNREACHABLE = "payment.unreachable"
    OUT_OF_ORDER = "payment.out_of_order"
    BUSY = "payment.busy"
    OUTCOME_UNKNOWN = "payment.outcome_unknown"
    DECLINED = "payment.declined"
    CANCELLED = "payment.cancelled"
    TIMED_OUT = "payment.timed_out"


class PaymentProgress(StrEnum):
    """What the card terminal is doing; each has a text for the citizen."""

    PRESENT_CARD = "present_card"
    ENTER_PIN = "enter_pin"
    CONNECTING = "connecting"
    REMOVE_CARD = "remove_card"


class PaymentOutcome(StrEnum):
    """What became of an earlier payment, as the card terminal knows it."""

    NEVER_AUTHORISED = "never_authorised"
    AUTHORISED = "authorised"
    CONFIRMED = "confirmed"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The bank's yes; nothing is kept until it is confirmed."""

    reference: str
    cents: int
    card_type: str


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    fault: PaymentFault | None = None


class PaymentTerminal(Protocol):
    async def authorise(
        self, reference: str, cents: int, report: Callable[[PaymentProgress], None]
    ) -> Authorisation:
        """Take one card payment of `cents` euro cents under our unique `reference`.

        Raises DeviceFailed(PaymentFault). OUTCOME_UNKNOWN means: ask `outcome` before anything else.
        """
        ...

    async def confirm(self, reference: str) -> None:
        """Keep an authorised payment, after the case is durably booked. Repeating is harmless."""
        ...

    async def reverse(self, reference: str) -> None:
        """Give an authorised payment back. Repeating is harmless."""
        ...

    async def outcome(self, reference: str) -> PaymentOutcome:
        """Ask what became of a payment (after a crash, a cut line)."""
        ...

    async def abort(self) -> None:
        """Ask the terminal to stop a running authorisation; it may refuse."""
        ...

    def watch(self) -> AsyncIterator[PaymentStatus]: ...
