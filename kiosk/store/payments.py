"""The payment journal: every state that every card payment reached, never changed, never deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from hardware.payment import Voucher
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

_NEWEST = (
    "SELECT * FROM payments AS p WHERE seq = "
    "(SELECT max(seq) FROM payments WHERE reference = p.reference)"
)


class PaymentRefused(ValueError):
    """A payment cannot take this step; a mistake in the program, and nothing was written."""


@dataclass(frozen=True, slots=True)
class OpenPayment:
    """A payment whose end is not known; `number` is the case that it paid for, if one was stored.

    `asked_at` is when it was asked for, `before` the card terminal's last transaction then, `voucher`
    the payment's own if the bank's yes was heard.
    """

    reference: str
    state: PaymentState
    cents: int
    at: str
    number: str | None
    asked_at: str = ""
    before: Voucher = field(default_factory=Voucher)
    voucher: Voucher | None = None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment as the treasury reads it: where it stands now, and how the terminal calls it."""

    reference: str
    asked_at: str
    state: PaymentState
    cents: int
    voucher: Voucher
    number: str


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

    def move(
        self, reference: str, state: PaymentState, cents: int, voucher: Voucher | None = None
    ) -> None:
        """Write that a payment reached `state`; the state it is in already is not written twice.

        With an intent comes the card terminal's last transaction before it, with what follows the
        payment's own voucher. BOOKED is not among them: only a stored case books.
        Raises PaymentRefused, StoreFailed.
        """
        if state is PaymentState.BOOKED:
            raise PaymentRefused("only a stored case books a payment")
        with self._database.transaction():
            last = self._last(reference)
            if last is not None and last["state"] == state and last["cents"] == cents:
                return
            self._append(reference, state, cents, last, voucher)

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
            self._open(row)
            for row in self._database.rows(
                f"{_NEWEST} AND state NOT IN ('confirmed', 'reversed', 'never_authorised') "
                "ORDER BY seq"
            )
        )

    def lines(self, since: str = "") -> Iterator[PaymentLine]:
        """Yield all payments that were asked for since a stamp, oldest first."""
        rows = self._database.rows(
            "SELECT reference, at FROM payments WHERE state = 'intent' AND at >= :since "
            "ORDER BY seq",
            {"since": since},
        )
        for row in rows:
            last = self._last(row["reference"])
            if last is not None:
                yield PaymentLine(
                    row["reference"],
                    row["at"],
                    PaymentState(last["state"]),
                    last["cents"],
                    self._voucher(row["reference"]) or Voucher(),
                    last["case_number"] or "",
                )

    def _open(self, row: Row) -> OpenPayment:
        reference = row["reference"]
        asked = self._database.row(
            "SELECT * FROM payments WHERE reference = :reference ORDER BY seq LIMIT 1",
            {"reference": reference},
        )
        return OpenPayment(
            reference,
            PaymentState(row["state"]),
            row["cents"],
            row["at"],
            row["case_number"],
            asked["at"] if asked else row["at"],
            read_voucher(asked) if asked else Voucher(),
            self._voucher(reference),
        )

    def _voucher(self, reference: str) -> Voucher | None:
        row = self._database.row(
            "SELECT * FROM payments WHERE reference = :reference AND state <> 'intent' "
            "AND (receipt NOTNULL OR trace NOTNULL) ORDER BY seq DESC LIMIT 1",
            {"reference": reference},
        )
        return None if row is None else read_voucher(row)

    def _append(
        self,
        reference: str,
        state: PaymentState,
        cents: int,
        last: Row | None,
        voucher: Voucher | None = None,
    ) -> None:
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
                **({} if voucher is None else write_voucher(voucher)),
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


def write_voucher(voucher: Voucher) -> Row:
    """Answer the columns of a voucher; what the terminal did not say is NULL."""
    return {
        "terminal": voucher.terminal or None,
        "receipt": voucher.receipt or None,
        "trace": voucher.trace or None,
        "terminal_at": voucher.at or None,
    }


def read_voucher(row: Row) -> Voucher:
    return Voucher(
        row["terminal"] or "", row["receipt"] or 0, row["trace"] or 0, row["terminal_at"] or ""
    )
