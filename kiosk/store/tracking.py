"""Cases that were handed over: what their receivers say of them, followed to the end."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.contracts.clock import Clock
from kiosk.store.canonical import stamped
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.outbox import FURTHEST, later
from kiosk.store.retention import destroy_content, settle
from kiosk.store.stamps import stamp

_AWAITED = """
SELECT o.id, o.case_number, o.destination, o.submitted_at, o.remembered, c.sha256
FROM outbox AS o JOIN cases AS c ON c.number = o.case_number
WHERE o.state = 'submitted' AND o.destination = :destination
  AND (o.next_at <= :now OR o.next_at > :furthest)
ORDER BY o.next_at, o.id LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A case whose receiver has not spoken; its content is not needed to ask.

    `remembered` is what the destination put down while it delivered; `submitted_at` is a stamp.
    """

    row: int
    destination: str
    number: str
    sha256: str
    submitted_at: str
    remembered: Mapping[str, str]


class Tracking:
    """What the courier writes of receivers' answers. A refused case keeps its sealed content."""

    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def due(self, destination: str, limit: int) -> tuple[Awaited, ...]:
        """Answer up to `limit` cases that should be asked after now, longest due first."""
        now = self._clock.now()
        rows = self._database.rows(
            _AWAITED,
            {
                "destination": destination,
                "now": stamp(now),
                "furthest": stamp(now + FURTHEST),
                "limit": limit,
            },
        )
        return tuple(_awaited(row) for row in rows)

    def postponed(self, case: Awaited, seconds: float) -> None:
        """Ask again in `seconds`."""
        with self._database.transaction():
            self._database.write(
                "UPDATE outbox SET next_at = :next_at WHERE id = :id",
                {"id": case.row, "next_at": later(self._clock, seconds)},
            )

    def accepted(self, case: Awaited, *, proven: bool) -> None:
        """Mark what the receiver has, and destroy the terminal's copy.

        `proven`: the receipt names the very bytes that were sent.
        """
        with self._database.transaction():
            self._settle(case, "accepted")
            destroy_content(self._database, case.number)
            self._record("case.accepted", case, receipt="proven" if proven else "bare")

    def rejected(self, case: Awaited, problems: Sequence[str], fault: str) -> None:
        """Set aside what the receiver refused, with the codes it gave; staff must see to it."""
        with self._database.transaction():
            self._settle(case, "rejected", fault)
            self._database.write(
                "UPDATE outbox SET problems = :problems WHERE id = :id",
                {"id": case.row, "problems": stamped(list(problems))},
            )
            self._record("case.rejected", case, problem=problems[0] if problems else "unnamed")

    def unclaimed(self, case: Awaited, fault: str) -> None:
        """Set aside what no receiver fetched in time; staff must see to it."""
        with self._database.transaction():
            self._settle(case, "unclaimed", fault)
            self._record("case.unclaimed", case)

    def deleted(self, case: Awaited, receipt: str, reason: str, *, fetched: bool) -> None:
        """Settle what is deleted at its destination, and destroy the terminal's copy.

        `receipt` is the SHA-256 of the signed receipt, empty where the law's hours passed without.
        """
        with self._database.transaction():
            self._settle(case, "accepted" if fetched else "expired")
            destroy_content(self._database, case.number)
            if receipt:
                self._record("handover.deleted", case, receipt=receipt, reason=reason)
            else:
                self._record("case.expired", case)
        self._database.tidy()

    def quarantined(self, case: Awaited, fault: str) -> None:
        """Set aside what has a receipt that cannot be right; staff must see to it."""
        with self._database.transaction():
            self._settle(case, "quarantined", fault)
            self._record("case.quarantined", case, fault=fault)

    def _settle(self, case: Awaited, state: str, fault: str | None = None) -> None:
        settle(self._database, case.row, state, self._clock.now(), fault)

    def _record(self, event: str, case: Awaited, **attributes: object) -> None:
        self._events.record(event, case=case.sha256, destination=case.destination, **attributes)


def _awaited(row: Row) -> Awaited:
    return Awaited(
        row=row["id"],
        destination=row["destination"],
        number=row["case_number"],
        sha256=row["sha256"],
        submitted_at=row["submitted_at"],
        remembered=json.loads(row["remembered"]),
    )
