"""Captures: sealed the moment they are accepted, tied to a session until a case has them, never old."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta

from kiosk.contracts.clock import Clock
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.draft import SealedCapture
from kiosk.store.events import EventLog
from kiosk.store.failures import CaptureGone
from kiosk.store.sealing import AuthorityKey
from kiosk.store.stamps import stamp

# § 1f (2) PassDEÜV, § 5 (1) PAuswV: unfetched captures are deleted after at most 96 hours.
LEGAL_HOURS = 96

Remarks = Mapping[str, str | int | bool]


class Captures:
    """The table of sealed captures. What is known of their content lives in this process only."""

    def __init__(
        self, database: TerminalDatabase, events: EventLog, clock: Clock, hours: float
    ) -> None:
        if not 0 < hours <= LEGAL_HOURS:
            raise ValueError(f"captures are kept for up to {LEGAL_HOURS} hours, not for {hours}")
        self._database = database
        self._events = events
        self._clock = clock
        self._age = timedelta(hours=hours)
        self._sealed: dict[str, SealedCapture] = {}

    def seal(
        self,
        session: str,
        kind: str,
        content: bytes,
        remarks: Remarks,
        authority: AuthorityKey,
        destination: str,
    ) -> str:
        """Seal and store one capture, in the place of an earlier one of its kind; answer its id.

        `remarks` must hold `media_type`; the rest (quality, device) goes into the case document.
        """
        if not session:
            raise ValueError("a capture belongs to a session")
        media_type = str(remarks["media_type"])
        sealed = authority.seal(content, media_type)
        capture = SealedCapture(
            str(uuid.uuid4()),
            str(kind),
            media_type,
            hashlib.sha256(content).hexdigest(),
            hashlib.sha512(content).hexdigest(),
            len(content),
            {name: value for name, value in remarks.items() if name != "media_type"},
        )
        digest = hashlib.sha256(sealed).hexdigest()
        now = self._clock.now()
        with self._database.transaction():
            self._delete("session = :session AND kind = :kind", "replaced", session, capture.kind)
            self._database.insert(
                "captures",
                {
                    "id": capture.id,
                    "session": session,
                    "kind": capture.kind,
                    "destination": destination,
                    "sha256": digest,
                    "sealed_at": stamp(now),
                    "expires_at": stamp(now + self._age),
                    "sealed": sealed,
                },
            )
            self._events.record("capture.sealed", capture=digest, kind=capture.kind)
        self._sealed[capture.id] = capture
        return capture.id

    def attach(self, session: str, ids: Iterable[str], destination: str, number: str) -> None:
        """Give these captures to a case and destroy the session's others; inside a transaction.

        Raises CaptureGone if one is not there any more.
        """
        for capture in ids:
            given = self._database.write(
                "UPDATE captures SET session = NULL, case_number = :number WHERE id = :id "
                "AND session = :session AND destination = :destination",
                {"number": number, "id": capture, "session": session, "destination": destination},
            )
            if given != 1:
                raise _gone()
        self._delete("session = :session", "no_case", session)

    def sealed(self, ids: Iterable[str]) -> list[SealedCapture]:
        """Answer what the case document says of these captures. Raises CaptureGone."""
        found = [self._sealed.get(capture) for capture in ids]
        if None in found:
            raise _gone()
        return [capture for capture in found if capture is not None]

    def discard(self, session: str) -> int:
        """Destroy what a session sealed and no case has; answer how many."""
        return self._discard("session = :session", "no_case", session)

    def recover(self) -> int:
        """Destroy what sessions left that are no more; only while no session runs."""
        return self._discard("session IS NOT NULL", "recovered")

    def expire(self) -> int:
        """Destroy what is too old and no case has; cases with old captures are the outbox's."""
        return self._discard("session IS NOT NULL AND expires_at <= :now", "expired")

    def _discard(self, which: str, reason: str, session: str = "") -> int:
        with self._database.transaction():
            count = self._delete(which, reason, session)
        if count:
            self._database.tidy()
        return count

    def _delete(self, which: str, reason: str, session: str = "", kind: str = "") -> int:
        values = {"session": session, "kind": kind, "now": stamp(self._clock.now())}
        doomed: list[Row] = self._database.rows(
            f"SELECT id, sha256 FROM captures WHERE {which}",  # noqa: S608 - our own words
            values,
        )
        for row in doomed:
            self._database.write("DELETE FROM captures WHERE id = :id", {"id": row["id"]})
            self._events.record("capture.deleted", capture=row["sha256"], reason=reason)
            self._sealed.pop(row["id"], None)
        return len(doomed)


def _gone() -> CaptureGone:
    return CaptureGone("a capture of this case is not there any more")
