"""How long the terminal keeps what: not longer than delivery, the law's hours, or a person's request."""

from datetime import datetime, timedelta

from kiosk.contracts.clock import Clock
from kiosk.store.database import TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.stamps import stamp


class Retention:
    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def expire(self) -> int:
        """Destroy undelivered cases whose captures reached their legal age; answer how many."""
        now = self._clock.now()
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT o.id, o.case_number, o.destination, c.sha256 FROM outbox AS o "
                "JOIN cases AS c ON c.number = o.case_number "
                "WHERE o.state IN ('pending', 'quarantined') AND EXISTS (SELECT 1 FROM captures "
                "WHERE case_number = o.case_number AND expires_at <= :now)",
                {"now": stamp(now)},
            )
            for row in rows:
                settle(self._database, row["id"], "expired", now)
                destroy_content(self._database, row["case_number"])
                self._events.record(
                    "case.expired", case=row["sha256"], destination=row["destination"]
                )
        return len(rows)

    def forget(self, older_than: timedelta) -> int:
        """Remove the numbers of cases that were settled long ago; answer how many."""
        before = stamp(self._clock.now() - older_than)
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT case_number FROM outbox GROUP BY case_number "
                "HAVING sum(state IN ('pending', 'quarantined')) = 0 AND max(settled_at) < :before",
                {"before": before},
            )
            for row in rows:
                self._remove(row["case_number"])
            if rows:
                self._events.record("cases.forgotten", cases=len(rows))
        return len(rows)

    def erase(self, number: str) -> bool:
        """Destroy one case, delivered or not, on request; answer whether there was one.

        Event log and payment journal stay whole: they hold a hash, a number and an amount.
        """
        with self._database.transaction():
            row = self._database.row(
                "SELECT sha256 FROM cases WHERE number = :number", {"number": number}
            )
            if row is None:
                return False
            self._remove(number)
            self._events.record("case.erased", case=row["sha256"])
        self._database.tidy()
        return True

    def _remove(self, number: str) -> None:
        for table in ("parts", "captures", "outbox"):
            self._database.write(
                f"DELETE FROM {table} WHERE case_number = :number",  # noqa: S608 - our own names
                {"number": number},
            )
        self._database.write("DELETE FROM cases WHERE number = :number", {"number": number})


def settle(
    database: TerminalDatabase, row: int, state: str, now: datetime, fault: str | None = None
) -> None:
    """Mark an outbox row as delivered, quarantined or expired; inside a transaction."""
    database.write(
        "UPDATE outbox SET state = :state, fault = :fault, settled_at = :now WHERE id = :id",
        {"id": row, "state": state, "fault": fault, "now": stamp(now)},
    )


def destroy_content(database: TerminalDatabase, number: str) -> None:
    """Overwrite a case's sealed parts, unless a destination still waits for them."""
    waiting = database.row(
        "SELECT 1 FROM outbox WHERE case_number = :number AND state IN ('pending', 'quarantined')",
        {"number": number},
    )
    if waiting is None:
        for table in ("parts", "captures"):
            database.write(
                f"DELETE FROM {table} WHERE case_number = :number",  # noqa: S608 - our own names
                {"number": number},
            )
