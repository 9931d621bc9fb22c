"""Delivers to one delivery point of FIT-Connect, and follows what became of each submission."""

import logging
import uuid
from collections.abc import Mapping
from enum import Enum
from typing import Any

from kiosk.contracts.clock import Clock
from kiosk.courier.destinations import (
    Accepted,
    CourierFault,
    Refused,
    Rejected,
    Remember,
    Submitted,
    Unavailable,
    Unclaimed,
    Waiting,
    Word,
)
from kiosk.courier.fit_connect import PublicService, Settings
from kiosk.courier.fit_connect.certificates import Trust
from kiosk.courier.fit_connect.events import EventLog, Kind
from kiosk.courier.fit_connect.keys import GONE, Keyring
from kiosk.courier.fit_connect.link import Link, ServiceRefused
from kiosk.courier.fit_connect.metadata import VERSION
from kiosk.courier.fit_connect.papers import Notes, Papers
from kiosk.store.outbox import Parcel
from kiosk.store.stamps import moment
from kiosk.store.tracking import Awaited

DAY = 86_400
CONFLICT = 409
TOO_LARGE = 413
# A receiver is asked after ever more seldom, up to once an hour: by a share of the time waited.
SHARE, SELDOM = 0.1, 3600.0

_log = logging.getLogger(__name__)


class Standing(Enum):
    """How the service has a submission whose delivery broke off."""

    OPEN = "open"
    SUBMITTED = "submitted"
    DELETED = "deleted"


class FitConnect:
    """Implements `kiosk.courier.destinations.Destination`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._services = settings.public_services()
        self._clock = clock
        self._link = Link(settings, clock)
        self._keys = Keyring(self._link, settings.destination, Trust(settings.pki), clock)
        self._events = EventLog(self._link, self._keys, settings.destination)
        self._checked_until = float("-inf")
        self._point: Mapping[str, Any] = {}

    def deliver(self, parcel: Parcel, remember: Remember) -> Submitted:
        """Create, attach, submit; each step is on record before the next, so that a death resumes.

        The one submission whose id is on record is the only one that is ever submitted: one whose
        creation was not heard of stays unfinished, and the service deletes it after a day.
        """
        papers = Papers.of(parcel)
        notes = Notes.read(parcel.remembered)
        if notes is not None:
            match self._standing(notes):
                case Standing.SUBMITTED:
                    return self._submitted()
                case Standing.DELETED:
                    notes = None
        try:
            if notes is None:
                notes = self._create(parcel, papers)
                remember(notes.written())
            for part in papers.attachments:
                if part.name not in notes.uploaded:
                    path = f"/v2/submissions/{notes.submission}/attachments/{part.name}"
                    self._link.put_sealed(path, part.sealed)
                    notes = notes.with_uploaded(part.name)
                    remember(notes.written())
            self._submit(papers, notes)
        except ServiceRefused as refused:
            if refused.status in GONE:
                # Deleted while we were at it, or another server answers: the next try finds out.
                raise Unavailable(CourierFault.UNREACHABLE, str(refused)) from None
            large = refused.status == TOO_LARGE
            fault = CourierFault.TOO_LARGE if large else CourierFault.REFUSED
            raise Refused(str(refused), fault) from None
        return self._submitted()

    def follow(self, case: Awaited) -> Word:
        notes = Notes.read(case.remembered)
        if notes is None:
            raise Refused("its submission is not on record", CourierFault.RECEIPT_WRONG)
        try:
            events = self._events.events(notes.case, notes.submission)
        except ServiceRefused as refused:
            _log.warning("submission %s: %s", notes.submission, refused)
            events = ()
        for event in events:
            if event.tags is not None and event.tags != notes.tags:
                raise Refused(f"{event.kind} speaks of other bytes", CourierFault.RECEIPT_WRONG)
            match event.kind:
                case Kind.ACCEPTED:
                    return Accepted(proven=event.tags is not None)
                case Kind.REJECTED:
                    return Unclaimed() if event.by_service else Rejected(event.problems)
        waited = (self._clock.now() - moment(case.submitted_at)).total_seconds()
        return Waiting(min(max(self._settings.look_seconds, waited * SHARE), SELDOM))

    def tend(self) -> Mapping[str, Any] | None:
        """Look at the delivery point anew when its time has come; answer its key."""
        if self._clock.monotonic() < self._checked_until:
            return None
        self._keys.forget()
        self._look()
        kid = str(self._point.get("encryptionKid", ""))
        jwk = self._keys.sealing(kid)
        if jwk is None:
            raise Unavailable(CourierFault.KEY_REFUSED, "the delivery point publishes no key")
        return jwk

    def close(self) -> None:
        self._link.close()

    def _submitted(self) -> Submitted:
        return Submitted(self._settings.look_seconds)

    def _standing(self, notes: Notes) -> Standing:
        """Answer how an earlier try ended.

        Only a whole day, after which the service deletes what is unfinished, lets "not found" mean
        that it is gone: nothing is submitted anew as long as the first might still be there.
        """
        try:
            events = self._events.events(notes.case, notes.submission)
        except ServiceRefused as refused:
            old = self._clock.now().timestamp() - notes.created > DAY
            if refused.status in GONE and refused.problem and old:
                return Standing.DELETED
            raise Unavailable(CourierFault.UNREACHABLE, str(refused)) from None
        kinds = {event.kind for event in events}
        if kinds - {Kind.CREATED, Kind.DELETED}:
            return Standing.SUBMITTED
        return Standing.DELETED if Kind.DELETED in kinds else Standing.OPEN

    def _create(self, parcel: Parcel, papers: Papers) -> Notes:
        service = self._services.get(parcel.service)
        if service is None:
            raise Refused(f"no public service is set for '{parcel.service}'")
        self._check(parcel.kid)
        told = self._link.post("/v2/submissions", self._announcement(service, papers))
        try:
            submission, case = (str(uuid.UUID(told[name])) for name in ("submissionId", "caseId"))
        except (KeyError, ValueError, TypeError, AttributeError):
            raise Unavailable(CourierFault.UNREACHABLE, "the answer names no submission") from None
        return Notes(submission, case, int(self._clock.now().timestamp()), papers.tags())

    def _announcement(self, service: PublicService, papers: Papers) -> dict[str, object]:
        announcement: dict[str, object] = {
            "destinationId": self._settings.destination,
            "announcedAttachments": [part.name for part in papers.attachments],
            "publicService": {"identifier": service.identifier, "name": service.name},
        }
        return announcement | ({"region": service.region} if service.region else {})

    def _submit(self, papers: Papers, notes: Notes) -> None:
        """Submit; done only when the service has put its signature to it in the event log."""
        body = {
            "encryptedMetadata": papers.metadata.decode("ascii"),
            "encryptedData": papers.data.decode("ascii"),
        }
        objection: ServiceRefused | None = None
        try:
            self._link.put(f"/v2/submissions/{notes.submission}", body)
        except ServiceRefused as refused:
            if refused.status != CONFLICT:
                raise
            objection = refused
        if self._standing(notes) is not Standing.SUBMITTED:
            raise objection or Unavailable(
                CourierFault.UNREACHABLE, "the event log does not show the submission yet"
            )

    def _check(self, kid: str) -> None:
        """See that the delivery point is open and still has the key that the case is sealed to."""
        if self._clock.monotonic() >= self._checked_until:
            self._look()
        if self._keys.sealing(kid) is None:
            raise Refused(
                f"the delivery point has withdrawn the key '{kid}' that it is sealed to",
                CourierFault.KEY_WITHDRAWN,
            )

    def _look(self) -> None:
        try:
            point = self._link.get(f"/v2/destinations/{self._settings.destination}")
        except ServiceRefused as refused:
            raise Unavailable(CourierFault.DESTINATION_CLOSED, str(refused)) from None
        if objection := self._objection(point):
            raise Unavailable(CourierFault.DESTINATION_CLOSED, objection)
        self._point = point
        self._checked_until = self._clock.monotonic() + self._settings.check_seconds

    def _objection(self, point: Mapping[str, Any]) -> str:
        """Answer why nothing can be sent to this delivery point, as it describes itself."""
        if point.get("status") != "active":
            return "the delivery point is not active"
        if VERSION not in (point.get("metadataVersions") or (VERSION,)):
            return f"the delivery point does not read metadata {VERSION}"
        offered = {
            (service.get("identifier"), schema.get("schemaUri"))
            for service in point.get("publicServices") or ()
            for schema in service.get("submissionSchemas") or ()
        }
        for name, service in self._services.items():
            if (service.identifier, service.schema) not in offered:
                return f"the delivery point does not take '{name}' with its schema"
        return ""
