"""Captures: sealed the moment they are accepted, tied to a session until a case has them, never old."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from kiosk.contracts.captures import Remarks, Rendition
from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import LARGEST, LARGEST_PART, LEGAL_HOURS, MOST_PARTS
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.draft import SealedCapture
from kiosk.store.events import EventLog
from kiosk.store.failures import CaptureGone, StoreFailed, StoreFault
from kiosk.store.renditions import check_names, listed_rendition, plain, size_class
from kiosk.store.sealing import AuthorityKey
from kiosk.store.stamps import stamp

# Room that a container's other piece, the case document, needs beside the captures.
DOCUMENT_ROOM = 256 * 1024


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
        renditions: Sequence[Rendition],
        remarks: Remarks,
        authority: AuthorityKey,
        destination: str,
    ) -> str:
        """Seal and store one capture, in the place of an earlier one of its kind; answer its id.

        All of its renditions are on disk when this returns, and none of them if it raises.
        `remarks` goes into the case document. Raises StoreFailed; ValueError for renditions that
        cannot be told apart and remarks that are no words and finite numbers.
        """
        if not session:
            raise ValueError("a capture belongs to a session")
        check_names(kind, renditions)
        told = {name: plain(name, value) for name, value in remarks.items()}
        sealed, listed = {}, []
        for rendition in renditions:
            piece = listed_rendition(rendition)
            listed.append(piece)
            sealed[piece.id] = authority.seal(rendition.content, rendition.media_type)
        capture = SealedCapture(str(uuid.uuid4()), str(kind), tuple(listed), told)
        sums = {name: hashlib.sha256(piece).hexdigest() for name, piece in sealed.items()}
        digest = hashlib.sha256("".join(sums.values()).encode("ascii")).hexdigest()
        now = self._clock.now()
        with self._database.transaction():
            before = self._delete(
                "session = :session AND kind = :kind", "replaced", session, capture.kind
            )
            self._keep_limits(session, tuple(len(piece) for piece in sealed.values()))
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
                },
            )
            for piece in listed:
                self._database.insert(
                    "renditions",
                    {
                        "id": piece.id,
                        "capture": capture.id,
                        "name": piece.name,
                        "sha256": sums[piece.id],
                        "sealed": sealed[piece.id],
                    },
                )
            self._events.record(
                "capture.sealed",
                capture=digest,
                kind=capture.kind,
                renditions=len(listed),
                size=size_class(sum(piece.size for piece in listed)),
            )
        self._forget(before)
        self._sealed[capture.id] = capture
        return capture.id

    def attach(self, session: str, ids: Iterable[str], destination: str, number: str) -> None:
        """Give these captures to a case and destroy the session's others; inside a transaction.

        Raises CaptureGone if one is not there any more, or has reached its age.
        """
        for capture in ids:
            given = self._database.write(
                "UPDATE captures SET session = NULL, case_number = :number WHERE id = :id "
                "AND session = :session AND destination = :destination AND expires_at > :now",
                {
                    "number": number,
                    "id": capture,
                    "session": session,
                    "destination": destination,
                    "now": stamp(self._clock.now()),
                },
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

    def _keep_limits(self, session: str, sizes: tuple[int, ...]) -> None:
        """Refuse now what a hand-over server would refuse later, when the citizen has gone."""
        row = self._database.row(
            "SELECT count(*) AS parts, coalesce(sum(length(r.sealed)), 0) AS size "
            "FROM renditions AS r JOIN captures AS c ON c.id = r.capture WHERE c.session = :session",
            {"session": session},
        )
        parts, size = (row["parts"], row["size"]) if row else (0, 0)
        if (
            max(sizes) > LARGEST_PART
            or size + sum(sizes) > LARGEST - DOCUMENT_ROOM
            or parts + len(sizes) > MOST_PARTS - 1
        ):
            raise StoreFailed(
                StoreFault.CAPTURE_TOO_LARGE,
                f"{len(sizes)} renditions of {sum(sizes)} bytes are too large for a container",
            )

    def _discard(self, which: str, reason: str, session: str = "") -> int:
        with self._database.transaction():
            gone = self._delete(which, reason, session)
        self._forget(gone)
        if gone:
            self._database.tidy()
        return len(gone)

    def _forget(self, gone: Iterable[str]) -> None:
        """Forget what is known of captures, once they are destroyed for good."""
        for capture in gone:
            self._sealed.pop(capture, None)

    def _delete(self, which: str, reason: str, session: str = "", kind: str = "") -> list[str]:
        """Destroy captures and answer their ids; inside a transaction that may yet fail."""
        values = {"session": session, "kind": kind, "now": stamp(self._clock.now())}
        doomed: list[Row] = self._database.rows(
            f"SELECT id, sha256 FROM captures WHERE {which}",  # noqa: S608 - our own words
            values,
        )
        for row in doomed:
            self._database.write("DELETE FROM captures WHERE id = :id", {"id": row["id"]})
            self._events.record("capture.deleted", capture=row["sha256"], reason=reason)
        return [row["id"] for row in doomed]


def _gone() -> CaptureGone:
    return CaptureGone("a capture of this case is not there any more")
