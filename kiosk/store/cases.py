"""Stores a case: sealed document, captures, outbox row, booked payment and event, all or none."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from kiosk.contracts.clock import Clock
from kiosk.store.captures import Captures
from kiosk.store.cover import COVER_PART, COVER_TYPE, GIVEN_BACK, Cover
from kiosk.store.database import TerminalDatabase
from kiosk.store.document import CONTENT_TYPE, case_document
from kiosk.store.draft import CaseDraft, SealedCapture, StoredCase
from kiosk.store.events import EventLog
from kiosk.store.numbers import new_number, new_token, token_hash
from kiosk.store.payments import PaymentJournal
from kiosk.store.sealing import AuthorityKey
from kiosk.store.stamps import stamp

CASE_PART = "case"
# Makes the idempotency key of a journey's one case; never changed, or a case could go out twice.
_CASES = uuid.UUID("9b3f2c52-5b0e-4c35-9d0b-0c4f7a1f6d11")


class Cases:
    def __init__(
        self,
        database: TerminalDatabase,
        events: EventLog,
        captures: Captures,
        payments: PaymentJournal,
        clock: Clock,
        authorities: Mapping[str, AuthorityKey],
        covers: Mapping[str, Cover],
        *,
        site: str,
        link: str,
    ) -> None:
        self._database = database
        self._events = events
        self._captures = captures
        self._payments = payments
        self._clock = clock
        self._authorities = authorities
        self._covers = covers
        self._site = site
        self._link = link.rstrip("/")
        self._stored: dict[str, StoredCase] = {}
        self._tried: dict[str, list[StoredCase]] = {}

    def store(self, draft: CaseDraft) -> StoredCase:
        """Seal and store a case; it is on disk, wholly, when this returns, and absent if it raises.

        One journey leaves one case: asked again for the same session and service, it answers the
        case that is there. Raises StoreFailed, and ValueError for a draft that makes no sense.
        """
        key = str(uuid.uuid5(_CASES, f"{draft.session}\n{draft.service}"))
        if key in self._stored:
            return self._stored[key]
        authority = self._authorities.get(draft.destination)
        if authority is None:
            raise ValueError(f"destination '{draft.destination}' has no authority's key")
        if len(set(draft.captures)) != len(draft.captures):
            raise ValueError("a capture is named twice")
        now = self._clock.now()
        number, token = self._unused_number(), new_token()
        captures = self._captures.sealed(draft.captures)
        pieces = dict(self._pieces(draft, captures, authority, number, now))
        digest = hashlib.sha256(pieces[CASE_PART]).hexdigest()
        stored = StoredCase(number, f"{self._link}/{token}")
        with self._database.transaction():
            if there := self._there(key):
                return there
            self._tried.setdefault(key, []).append(stored)
            self._database.insert(
                "cases",
                {
                    "number": number,
                    "key": key,
                    "service": draft.service,
                    "created_at": stamp(now),
                    "kid": authority.kid,
                    "sha256": digest,
                    "link_sha256": token_hash(token),
                },
            )
            for name, sealed in pieces.items():
                sha256 = None if name == CASE_PART else hashlib.sha256(sealed).hexdigest()
                self._database.insert(
                    "parts",
                    {"case_number": number, "name": name, "sealed": sealed, "sha256": sha256},
                )
            self._captures.attach(draft.session, draft.captures, draft.destination, number)
            self._database.insert(
                "outbox",
                {
                    "case_number": number,
                    "destination": draft.destination,
                    "next_at": stamp(now),
                },
            )
            if draft.payment is not None:
                self._payments.book(draft.payment.reference, draft.payment.cents, number)
            self._events.record(
                "case.stored",
                case=digest,
                service=draft.service,
                destination=draft.destination,
                captures=len(draft.captures),
            )
        self._stored[key] = stored
        return stored

    def _pieces(
        self,
        draft: CaseDraft,
        captures: Sequence[SealedCapture],
        authority: AuthorityKey,
        number: str,
        now: datetime,
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the sealed pieces by name: case, cover sheet, and both as they are without the money."""
        cover = self._covers.get(draft.destination)
        wordings = ["", GIVEN_BACK] if cover is not None and draft.payment is not None else [""]
        for wording in wordings:
            document = case_document(
                draft,
                captures,
                number=number,
                site=self._site,
                created=now,
                given_back=wording == GIVEN_BACK,
            )
            yield CASE_PART + wording, authority.seal(document, CONTENT_TYPE)
            if cover is not None:
                sheet = cover.sheet(draft.service, document, captures)
                yield COVER_PART + wording, authority.seal(sheet, COVER_TYPE)

    def _there(self, key: str) -> StoredCase | None:
        """Answer the case of an earlier try whose end was not heard (the disk kept it all the same)."""
        row = self._database.row("SELECT number FROM cases WHERE key = :key", {"key": key})
        if row is None:
            return None
        for tried in self._tried.get(key, ()):
            if tried.number == row["number"]:
                return tried
        raise ValueError("another process has stored this session's case")

    def _unused_number(self) -> str:
        while True:
            number = new_number()
            if not self._database.row("SELECT 1 FROM cases WHERE number = :n", {"n": number}):
                return number
