"""How long the terminal keeps what: not longer than delivery, the law's hours, or a person's request."""

from datetime import datetime, timedelta

from kiosk.contracts.clock import Clock
from kiosk.store.database import TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.stamps import stamp

# States in which a case still needs its sealed content: it may have to go out again.
OPEN = "('pending', 'submitted', 'quarantined', 'rejected', 'unclaimed')"


class Retention:
    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def expire(self) -> int:
        """Destroy undelivered cases whose captures reached their legal age; answer how many.

        Of a case that was handed over only the terminal's copy goes: its receiver may still speak.
        """
        now = self._clock.now()
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT o.id, o.case_number, o.destination, o.state, c.sha256 FROM outbox AS o "  # noqa: S608 - our own words
                "JOIN cases AS c ON c.number = o.case_number "
                f"WHERE o.state IN {OPEN} AND EXISTS (SELECT 1 FROM captures "
                "WHERE case_number = o.case_number AND expires_at <= :now)",
                {"now": stamp(now)},
            )
            expired = [row for row in rows if row["state"] != "submitted"]
            for row in expired:
                settle(self._database, row["id"], "expired", now)
                self._events.record(
                    "case.expired", case=row["sha256"], destination=row["destination"]
                )
            for row in rows:
                self._strip(row["case_number"])
        return len(rows)

    def forget(self, older_than: timedelta) -> int:
        """Remove the numbers of cases that were settled long ago; answer how many."""
        before = stamp(self._clock.now() - older_than)
        with self._database.transaction():
            rows = self._database.rows(
                "SELECT case_number FROM outbox GROUP BY case_number "  # noqa: S608 - our own words
                f"HAVING sum(state IN {OPEN}) = 0 AND max(settled_at) < :before",
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

    def _strip(self, number: str) -> None:
        """Overwrite a case's sealed parts: their captures have reached the legal age."""
        delete(self._database, number, "parts", "captures")

    def _remove(self, number: str) -> None:
        delete(self._database, number, "parts", "captures", "outbox")
        self._database.write("DELETE FROM cases WHERE number = :number", {"number": number})


def settle(
    database: TerminalDatabase, row: int, state: str, now: datetime, fault: str | None = None
) -> None:
    """Mark an outbox row with what became of it; inside a transaction."""
    database.write(
        "UPDATE outbox SET state = :state, fault = :fault, settled_at = :now WHERE id = :id",
        {"id": row, "state": state, "fault": fault, "now": stamp(now)},
    )


def destroy_content(database: TerminalDatabase, number: str) -> None:
    """Overwrite a case's sealed parts, unless a destination may still need them."""
    waiting = database.row(
        f"SELECT 1 FROM outbox WHERE case_number = :number AND state IN {OPEN}",  # noqa: S608 - our own words
        {"number": number},
    )
    if waiting is None:
        delete(database, number, "parts", "captures")


def delete(database: TerminalDatabase, number: str, *tables: str) -> None:
    for table in tables:
        database.write(
            f"DELETE FROM {table} WHERE case_number = :number",  # noqa: S608 - our own names
            {"number": number},
        )
