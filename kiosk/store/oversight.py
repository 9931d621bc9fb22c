"""What a technician may see and do about cases: numbers, states and reasons, never content."""

import json
from dataclasses import dataclass

from kiosk.contracts.clock import Clock
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.stamps import stamp

SET_ASIDE = "courier.by_technician"
_RETRIED = ("pending", "quarantined", "rejected", "unclaimed")
_LINES = (
    "SELECT o.*, c.service, c.created_at, c.sha256, c.kid, "
    "(SELECT coalesce(sum(length(sealed)), 0) FROM parts WHERE case_number = c.number) + "
    "(SELECT coalesce(sum(length(r.sealed)), 0) FROM renditions AS r "
    "JOIN captures AS k ON k.id = r.capture WHERE k.case_number = c.number) AS size "
    "FROM outbox AS o JOIN cases AS c ON c.number = o.case_number "
)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case on its way to one destination. Times are UTC texts; `size` is sealed bytes kept here.

    `problems` are the codes that a receiver refused it with, `submission` is the remote side's id,
    `container` that of a case at a counter.
    """

    number: str
    service: str
    destination: str
    created_at: str
    state: str
    attempts: int
    next_at: str
    submitted_at: str | None
    settled_at: str | None
    fault: str | None
    problems: tuple[str, ...]
    submission: str
    container: str
    kid: str
    sha256: str
    size: int

    @property
    def standing(self) -> str:
        """Answer in words how the case stands."""
        match self.state:
            case "pending":
                return "sending" if self.submission or self.container else "stored"
            case "submitted" if self.container:
                return "waiting for the counter"
            case "accepted" if self.container:
                return "fetched and deleted"
            case "rejected":
                return f"rejected: {', '.join(self.problems) or 'no reason given'}"
            case "unclaimed":
                return "timed out"
            case "quarantined":
                return "set aside"
            case state:
                return state


class Oversight:
    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def cases(self, *, state: str | None = None) -> tuple[CaseLine, ...]:
        """Answer all cases, or those in one state, oldest first."""
        rows = self._database.rows(
            f"{_LINES} WHERE :state IS NULL OR o.state = :state ORDER BY o.id", {"state": state}
        )
        return tuple(_line(row) for row in rows)

    def case(self, number: str) -> tuple[CaseLine, ...]:
        """Answer one case, a line per destination; empty if there is none of that number."""
        rows = self._database.rows(
            f"{_LINES} WHERE o.case_number = :number ORDER BY o.id", {"number": number}
        )
        return tuple(_line(row) for row in rows)

    def retry(self, number: str) -> int:
        """Send a case out again that was set aside, or at once if it waits; answer how many rows."""
        with self._database.transaction():
            lines = [line for line in self.case(number) if line.state in _RETRIED]
            for line in lines:
                # What a receiver has refused is over; the case goes out as a new submission.
                self._database.write(
                    "UPDATE outbox SET state = 'pending', strikes = 0, next_at = :now, "
                    "remembered = CASE WHEN state IN ('rejected', 'unclaimed') THEN '{}' "
                    "ELSE remembered END, "
                    "submitted_at = NULL, settled_at = NULL, fault = NULL, problems = NULL "
                    "WHERE case_number = :number AND destination = :destination",
                    {
                        "now": stamp(self._clock.now()),
                        "number": number,
                        "destination": line.destination,
                    },
                )
                self._events.record("case.retried", case=line.sha256, destination=line.destination)
        return len(lines)

    def set_aside(self, number: str) -> int:
        """Keep a case that waits from going out, until it is retried; answer how many rows.

        What was handed over cannot be called back and stays as it is.
        """
        with self._database.transaction():
            lines = [line for line in self.case(number) if line.state == "pending"]
            for line in lines:
                self._database.write(
                    "UPDATE outbox SET state = 'quarantined', settled_at = :now, fault = :fault "
                    "WHERE case_number = :number AND destination = :destination",
                    {
                        "now": stamp(self._clock.now()),
                        "fault": SET_ASIDE,
                        "number": number,
                        "destination": line.destination,
                    },
                )
                self._events.record(
                    "case.set_aside", case=line.sha256, destination=line.destination
                )
        return len(lines)


def _line(row: Row) -> CaseLine:
    return CaseLine(
        number=row["case_number"],
        service=row["service"],
        destination=row["destination"],
        created_at=row["created_at"],
        state=row["state"],
        attempts=row["attempts"],
        next_at=row["next_at"],
        submitted_at=row["submitted_at"],
        settled_at=row["settled_at"],
        fault=row["fault"],
        problems=tuple(json.loads(row["problems"] or "[]")),
        submission=json.loads(row["remembered"]).get("submission", ""),
        container=json.loads(row["remembered"]).get("container", ""),
        kid=row["kid"],
        sha256=row["sha256"],
        size=row["size"],
    )
