"""The payment journal: every state that every card payment reached, never changed, never deleted."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.contracts.clock import Clock
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.failures import PaymentMismatch
from kiosk.store.stamps import stamp


class PaymentState(StrEnum):
    """Where a payment stands; the last three need nothing more."""

    INTENT = "intent"
    AUTHORISED = "authorised"
    BOOKED = "booked"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    REVERSED = "reversed"
    NEVER_AUTHORISED = "never_authorised"


_OPEN = (PaymentState.INTENT, PaymentState.AUTHORISED, PaymentState.BOOKED, PaymentState.UNKNOWN)


class PaymentRefused(ValueError):
    """A payment cannot take this step; a mistake in the program, and nothing was written."""


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment whose end is not known; `number` is the case that it paid for, if one was stored."""

    reference: str
    state: PaymentState
    cents: int
    at: str
    number: str | None


def may_follow(state: PaymentState, before: PaymentState | None) -> bool:
    """Answer whether a payment can reach `state` after `before` (None: never heard of it).

    What the card terminal says is written even where it should not be so (kept without a case):
    a journal that refuses the truth helps nobody. Staff may give a kept payment back later.
    """
    match state:
        case PaymentState.INTENT:
            return before is None
        case PaymentState.AUTHORISED:
            return before in (PaymentState.INTENT, PaymentState.UNKNOWN)
        case PaymentState.BOOKED:
            return before is PaymentState.AUTHORISED
        case PaymentState.REVERSED:
            return before in (*_OPEN, PaymentState.CONFIRMED)
        case _:
            return before in _OPEN


class PaymentJournal:
    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def move(self, reference: str, state: PaymentState, cents: int) -> None:
        """Write that a payment reached `state`; the state it is in already is not written twice.

        BOOKED is not among them: only a stored case books. Raises PaymentRefused, StoreFailed.
        """
        if state is PaymentState.BOOKED:
            raise PaymentRefused("only a stored case books a payment")
        with self._database.transaction():
            last = self._last(reference)
            if last is not None and last["state"] == state and last["cents"] == cents:
                return
            self._append(reference, state, cents, last)

    def book(self, reference: str, cents: int, number: str) -> None:
        """Write, in the case's transaction, that the case `number` is what was paid for.

        Raises PaymentMismatch unless this very amount is authorised.
        """
        last = self._last(reference)
        payable = last is not None and (last["state"], last["cents"]) == ("authorised", cents)
        if last is None or not payable or self._is_booked(reference):
            raise PaymentMismatch(f"payment {reference} is not free over {cents} cents")
        self._append(reference, PaymentState.BOOKED, cents, {**last, "case_number": number})

    def unresolved(self) -> tuple[OpenPayment, ...]:
        """Answer the payments that the card terminal must be asked about, oldest first."""
        return tuple(
            OpenPayment(
                row["reference"],
                PaymentState(row["state"]),
                row["cents"],
                row["at"],
                row["case_number"],
            )
            for row in self._database.rows(
                "SELECT * FROM payments AS p WHERE seq = "
                "(SELECT max(seq) FROM payments WHERE reference = p.reference) "
                "AND state NOT IN ('confirmed', 'reversed', 'never_authorised') ORDER BY seq"
            )
        )

    def _append(self, reference: str, state: PaymentState, cents: int, last: Row | None) -> None:
        before = None if last is None else PaymentState(last["state"])
        if not may_follow(state, before):
            raise PaymentRefused(f"payment {reference} goes not from {before} to {state}")
        if last is not None and last["cents"] != cents:
            raise PaymentRefused(f"payment {reference} is over {last['cents']}, not {cents} cents")
        end = self._database.row("SELECT coalesce(max(seq), 0) AS seq FROM payments")
        self._database.insert(
            "payments",
            {
                "seq": (end["seq"] if end else 0) + 1,
                "reference": reference,
                "state": str(state),
                "cents": cents,
                "at": stamp(self._clock.now()),
                "case_number": last["case_number"] if last else None,
            },
        )
        self._events.record("payment.moved", reference=reference, state=str(state), cents=cents)

    def _last(self, reference: str) -> Row | None:
        return self._database.row(
            "SELECT * FROM payments WHERE reference = :reference ORDER BY seq DESC LIMIT 1",
            {"reference": reference},
        )

    def _is_booked(self, reference: str) -> bool:
        booked = self._database.row(
            "SELECT 1 FROM payments WHERE reference = :reference AND state = 'booked'",
            {"reference": reference},
        )
        return booked is not None
