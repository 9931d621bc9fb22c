"""The outbox: what must leave the terminal, delivered at least once, in order, and never dropped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kiosk.contracts.clock import Clock
from kiosk.store.canonical import stamped
from kiosk.store.cases import CASE_PART
from kiosk.store.cover import GIVEN_BACK
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.events import EventLog
from kiosk.store.retention import destroy_content, settle
from kiosk.store.stamps import stamp

# A payment whose end is open holds its case back, so that the authority is told how it ended; but
# not for long: whoever paid must not wait for a card terminal that is broken.
PAYMENT_HOLD = timedelta(minutes=30)
# No retry is put off further than this. A row that seems to be was written under a wrong clock.
FURTHEST = timedelta(hours=1)

_WORDING = "wording"

_CLAIMABLE = """
SELECT o.id, o.case_number, o.attempts, o.strikes, o.remembered,
       c.key, c.service, c.created_at, c.kid, c.sha256, c.link_sha256
FROM outbox AS o JOIN cases AS c ON c.number = o.case_number
WHERE o.state = 'pending' AND o.destination = :destination
  AND (o.next_at <= :now OR o.next_at > :furthest)
  AND NOT EXISTS (
    SELECT 1 FROM outbox AS earlier WHERE earlier.case_number = o.case_number
    AND earlier.id < o.id
    AND earlier.state IN ('pending', 'quarantined', 'rejected', 'unclaimed'))
  AND (c.created_at <= :held OR NOT EXISTS (
    SELECT 1 FROM payments AS p WHERE p.case_number = o.case_number
    AND p.state IN ('booked', 'unknown', 'authorised')
    AND p.seq = (SELECT max(seq) FROM payments WHERE reference = p.reference)))
ORDER BY o.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed piece: the case document or a capture's rendition, a compact JWE each."""

    name: str
    sealed: bytes = field(repr=False)

    def sha256(self) -> str:
        return hashlib.sha256(self.sealed).hexdigest()


@dataclass(frozen=True, slots=True)
class PaymentNote:
    """How the case's payment stands, as far as the terminal knows."""

    reference: str
    cents: int
    state: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One case on its way to one destination: sealed parts, and what may be read on the outside.

    `key` is the idempotency key: the same for every try. `remembered` is what the destination put
    down in earlier tries. `intact` is False if the disk gave back other bytes than were stored.
    `given_back` says that the parts are worded for a payment that was reversed; what a destination has
    put down once was said in one wording, and stays in it. `expires_at` is when the oldest capture reaches its age, empty without captures.
    """

    row: int
    destination: str
    number: str
    key: str
    service: str
    created_at: str
    kid: str
    sha256: str
    link_sha256: str
    attempts: int
    strikes: int
    remembered: Mapping[str, str]
    payment: PaymentNote | None
    parts: tuple[Part, ...]
    intact: bool
    expires_at: str = ""
    given_back: bool = False


class Outbox:
    """What the courier may do. One courier at a time; a claim survives the courier's death."""

    def __init__(self, database: TerminalDatabase, events: EventLog, clock: Clock) -> None:
        self._database = database
        self._events = events
        self._clock = clock

    def claim(self, destination: str) -> Parcel | None:
        """Answer the next parcel due for a destination, oldest first, or None.

        The try is counted, on disk, before it is made: a case that kills the courier is found out.
        """
        now = self._clock.now()
        values = {
            "destination": destination,
            "now": stamp(now),
            "furthest": stamp(now + FURTHEST),
            "held": stamp(now - PAYMENT_HOLD),
        }
        if self._database.row(_CLAIMABLE, values) is None:
            return None
        with self._database.transaction():
            row = self._database.row(_CLAIMABLE, values)
            if row is None:
                return None
            self._database.write(
                "UPDATE outbox SET attempts = attempts + 1, strikes = strikes + 1 WHERE id = :id",
                {"id": row["id"]},
            )
            return self._parcel(row, destination)

    def remember(self, parcel: Parcel, notes: Mapping[str, str]) -> None:
        """Put down on disk what a later try must know, before it is acted upon (a remote id).

        What makes progress is not what kills the courier: earlier tries are forgiven.
        """
        known = dict(notes) | ({_WORDING: GIVEN_BACK} if parcel.given_back else {})
        with self._database.transaction():
            self._update(parcel, "remembered = :notes, strikes = 0", notes=stamped(known))

    def delivered(self, parcel: Parcel) -> None:
        """Mark what the destination has, and destroy the terminal's copy."""
        with self._database.transaction():
            settle(self._database, parcel.row, "delivered", self._clock.now())
            destroy_content(self._database, parcel.number)
            self._events.record(
                "case.delivered",
                case=parcel.sha256,
                destination=parcel.destination,
                attempts=parcel.attempts,
            )

    def submitted(self, parcel: Parcel, seconds: float) -> None:
        """Mark what was handed over whole; its receiver's word is asked for in `seconds`.

        The terminal keeps its copy until then: a receiver may refuse it.
        """
        with self._database.transaction():
            now = self._clock.now()
            self._update(
                parcel,
                "state = 'submitted', strikes = 0, fault = NULL, submitted_at = :at, "
                "next_at = :next_at",
                at=stamp(now),
                next_at=later(self._clock, seconds),
            )
            self._events.record(
                "case.submitted",
                case=parcel.sha256,
                destination=parcel.destination,
                attempts=parcel.attempts,
            )

    def released(self, parcel: Parcel, fault: str) -> None:
        """Leave the parcel first in line, blameless: the destination could not take anything."""
        with self._database.transaction():
            self._update(parcel, "strikes = :strikes, fault = :fault", fault=fault)

    def unfinished(self, parcel: Parcel, seconds: float) -> None:
        """Ask again in `seconds`: the destination is still at work on it."""
        with self._database.transaction():
            self._update(
                parcel,
                "strikes = 0, fault = NULL, next_at = :next_at",
                next_at=later(self._clock, seconds),
            )

    def struck(self, parcel: Parcel, fault: str, seconds: float) -> None:
        """Try again in `seconds`, others go on meanwhile: something about this parcel went wrong."""
        with self._database.transaction():
            self._update(
                parcel,
                "fault = :fault, next_at = :next_at",
                fault=fault,
                next_at=later(self._clock, seconds),
            )

    def quarantined(self, parcel: Parcel, fault: str) -> None:
        """Set the parcel aside, whole, until a technician sends it out again."""
        with self._database.transaction():
            settle(self._database, parcel.row, "quarantined", self._clock.now(), fault)
            self._events.record(
                "case.quarantined",
                case=parcel.sha256,
                destination=parcel.destination,
                fault=fault,
            )

    def _parcel(self, row: Row, destination: str) -> Parcel:
        number = row["case_number"]
        parts = self._database.rows(
            "SELECT name, sealed, sha256 FROM parts WHERE case_number = :n "
            "UNION ALL SELECT r.id, r.sealed, r.sha256 FROM renditions AS r "
            "JOIN captures AS c ON c.id = r.capture WHERE c.case_number = :n",
            {"n": number},
        )
        stored = {part["name"]: part["sha256"] for part in parts} | {CASE_PART: row["sha256"]}
        pieces = tuple(Part(part["name"], part["sealed"]) for part in parts)
        intact = stored.keys() == {piece.name for piece in pieces} and all(
            stored[piece.name] in (None, piece.sha256()) for piece in pieces
        )
        age = self._database.row(
            "SELECT coalesce(min(expires_at), '') AS at FROM captures WHERE case_number = :n",
            {"n": number},
        )
        remembered, payment = json.loads(row["remembered"]), self._payment(number)
        reversed_ = payment is not None and payment.state == "reversed"
        given_back = remembered.get(_WORDING) == GIVEN_BACK if remembered else reversed_
        return Parcel(
            row=row["id"],
            destination=destination,
            number=number,
            key=row["key"],
            service=row["service"],
            created_at=row["created_at"],
            kid=row["kid"],
            sha256=row["sha256"],
            link_sha256=row["link_sha256"].hex(),
            attempts=row["attempts"] + 1,
            strikes=row["strikes"],
            remembered=remembered,
            payment=payment,
            parts=_worded(pieces, given_back=given_back),
            intact=intact,
            expires_at=age["at"] if age else "",
            given_back=given_back,
        )

    def _payment(self, number: str) -> PaymentNote | None:
        row = self._database.row(
            "SELECT reference, cents, state FROM payments WHERE case_number = :n "
            "ORDER BY seq DESC LIMIT 1",
            {"n": number},
        )
        return None if row is None else PaymentNote(row["reference"], row["cents"], row["state"])

    def _update(self, parcel: Parcel, changes: str, **values: object) -> None:
        self._database.write(
            f"UPDATE outbox SET {changes} WHERE id = :id",  # noqa: S608 - our own words
            {"id": parcel.row, "strikes": parcel.strikes, **values},
        )


def _worded(pieces: tuple[Part, ...], *, given_back: bool) -> tuple[Part, ...]:
    """Answer the pieces in one wording, under their plain names."""
    others = {
        piece.name.removesuffix(GIVEN_BACK): piece.sealed
        for piece in pieces
        if piece.name.endswith(GIVEN_BACK)
    }
    plain = (piece for piece in pieces if not piece.name.endswith(GIVEN_BACK))
    if not given_back:
        return tuple(plain)
    return tuple(Part(piece.name, others.get(piece.name, piece.sealed)) for piece in plain)


def later(clock: Clock, seconds: float) -> str:
    """Answer the moment of the next try, as the outbox writes it."""
    return stamp(clock.now() + min(timedelta(seconds=seconds), FURTHEST))
