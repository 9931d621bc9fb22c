"""The days that the card terminal closed: ordered, begun, and what both sides had booked, to the cent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hardware.payment import DayTotals, Voucher
from kiosk.contracts.clock import Clock
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.payments import read_voucher, write_voucher
from kiosk.store.stamps import moment, stamp


class ClosingState(StrEnum):
    ORDERED = "ordered"
    BEGUN = "begun"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turnover:
    """What the journal booked since the day was closed last: `count` kept payments, `cents` in all."""

    count: int
    cents: int


@dataclass(frozen=True, slots=True)
class Closing:
    """One row of the book. `closed` is what the terminal said, None unless it closed its day.

    `until` is the journal's last row that `booked` counts.
    """

    seq: int
    state: ClosingState
    at: str
    booked: Turnover
    closed: Turnover | None
    voucher: Voucher
    fault: str
    until: int

    @property
    def difference(self) -> int:
        """Answer the cents that the terminal has more than the journal; 0 where nothing is closed."""
        return 0 if self.closed is None else self.closed.cents - self.booked.cents


# Only what the card terminal has a voucher of is its turnover.
_OURS = """
    p.seq > :since AND EXISTS (
        SELECT 1 FROM payments AS a WHERE a.reference = p.reference
        AND a.state <> 'intent' AND a.receipt NOTNULL)
"""
# A payment counts where the journal says "confirmed", and counts back where it is given back after.
_TURNOVER = f"""
SELECT coalesce(sum(sign), 0) AS count, coalesce(sum(sign * cents), 0) AS cents,
       coalesce(max(seq), :since) AS until
FROM (
    SELECT seq, cents, CASE
        WHEN state = 'confirmed' THEN 1
        WHEN state = 'reversed' AND 'confirmed' = (
            SELECT state FROM payments AS b WHERE b.reference = p.reference AND b.seq < p.seq
            ORDER BY b.seq DESC LIMIT 1) THEN -1
        ELSE 0 END AS sign
    FROM payments AS p
    WHERE {_OURS})
"""  # noqa: S608 - our own words


class Closings:
    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def turnover(self) -> Turnover:
        """Answer what the journal booked since the day was closed last."""
        return self._turnover()[0]

    def oldest(self) -> datetime | None:
        """Answer when the first of the payments was kept that no closed day has; None without any."""
        row = self._database.row(
            f"SELECT min(at) AS at FROM payments AS p WHERE state = 'confirmed' AND {_OURS}",  # noqa: S608 - our own words
            {"since": self._since()},
        )
        return None if row is None or row["at"] is None else moment(row["at"])

    def order(self) -> Closing:
        """Ask whoever has the card terminal to close the day as soon as nobody is there."""
        return self._append(ClosingState.ORDERED)

    def is_ordered(self) -> bool:
        last = self.last()
        return last is not None and last.state is ClosingState.ORDERED

    def begin(self, before: Voucher) -> Closing:
        """Write down that the day is being closed; `before` is the terminal's last transaction."""
        return self._append(ClosingState.BEGUN, voucher=before)

    def interrupted(self) -> Closing | None:
        """Answer the closing whose end was not heard, if the newest is one; orders do not end it."""
        row = self._database.row(
            "SELECT * FROM closings WHERE state <> 'ordered' ORDER BY seq DESC LIMIT 1"
        )
        begun = row is not None and row["state"] == ClosingState.BEGUN
        return _read(row) if row is not None and begun else None

    def close(self, begun: Closing, totals: DayTotals) -> Closing:
        """Write what the terminal closed its day with, beside what was booked when that began."""
        with self._database.transaction():
            closed = self._append(
                ClosingState.CLOSED,
                closed=Turnover(totals.count, totals.cents),
                voucher=totals.voucher,
                begun=begun,
            )
            self._events.record(
                "till.day_closed",
                count=totals.count,
                cents=totals.cents,
                booked=max(closed.booked.cents, 0),
            )
            return closed

    def fail(self, fault: str) -> Closing:
        with self._database.transaction():
            self._events.record("till.day_not_closed", fault=fault)
            return self._append(ClosingState.FAILED, fault=fault)

    def last(self) -> Closing | None:
        row = self._database.row("SELECT * FROM closings ORDER BY seq DESC LIMIT 1")
        return None if row is None else _read(row)

    def ended_since(self, seq: int) -> Closing | None:
        """Answer the first end of a closing behind that row: closed or failed."""
        row = self._database.row(
            "SELECT * FROM closings WHERE seq > :seq AND state IN ('closed', 'failed') "
            "ORDER BY seq LIMIT 1",
            {"seq": seq},
        )
        return None if row is None else _read(row)

    def _turnover(self) -> tuple[Turnover, int]:
        since = self._since()
        row = self._database.row(_TURNOVER, {"since": since})
        if row is None:
            return Turnover(0, 0), since
        return Turnover(row["count"], row["cents"]), row["until"]

    def _since(self) -> int:
        closed = self._database.row(
            "SELECT max(payments_until) AS until FROM closings WHERE state = 'closed'"
        )
        return (closed["until"] if closed else None) or 0

    def _append(
        self,
        state: ClosingState,
        *,
        closed: Turnover | None = None,
        voucher: Voucher | None = None,
        begun: Closing | None = None,
        fault: str = "",
    ) -> Closing:
        with self._database.transaction():
            end = self._database.row("SELECT coalesce(max(seq), 0) AS seq FROM closings")
            booked, until = (begun.booked, begun.until) if begun else self._turnover()
            row = {
                "seq": (end["seq"] if end else 0) + 1,
                "state": str(state),
                "at": stamp(self._clock.now()),
                "booked_count": booked.count,
                "booked_cents": booked.cents,
                "payments_until": until,
                "closed_count": closed.count if closed else None,
                "closed_cents": closed.cents if closed else None,
                **write_voucher(voucher or Voucher()),
                "fault": fault or None,
            }
            self._database.insert("closings", row)
        return _read(row)


def _read(row: Row) -> Closing:
    closed = None
    if row["closed_cents"] is not None:
        closed = Turnover(row["closed_count"] or 0, row["closed_cents"])
    return Closing(
        row["seq"],
        ClosingState(row["state"]),
        row["at"],
        Turnover(row["booked_count"], row["booked_cents"]),
        closed,
        read_voucher(row),
        row["fault"] or "",
        row["payments_until"],
    )
