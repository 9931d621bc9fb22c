"""The delivery service: takes what is rightly sealed, keeps the event log and its deadlines."""

import secrets
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from kiosk.contracts.clock import Clock
from kiosk.demo.fit_connect.keys import KeyPair
from kiosk.demo.fit_connect.problems import Problem
from kiosk.demo.fit_connect.submissions import DeliveryPoint, State, Submission
from kiosk.demo.fit_connect.tokens import (
    EVENTS,
    JWE_PARTS,
    JWS_PARTS,
    claims_of,
    header_of,
    problems_of,
    signed_event,
    tags_of,
)

DAY = 86_400
UNFINISHED, UNFETCHED, KEPT = 1 * DAY, 14 * DAY, 7 * DAY
PAGE = 500
LARGEST = 16 * 1024 * 1024
DATA_TYPES = ("application/json", "application/xml")
SEALED_WITH = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}

Asked = ParamSpec("Asked")
Answered = TypeVar("Answered")


def _one_at_a_time(
    call: Callable[Concatenate["DeliveryService", Asked], Answered],
) -> Callable[Concatenate["DeliveryService", Asked], Answered]:
    @wraps(call)
    def turn(self: "DeliveryService", /, *asked: Asked.args, **named: Asked.kwargs) -> Answered:
        with self.lock:
            self.sweep()
            return call(self, *asked, **named)

    return turn


class DeliveryService:
    """The API's calls as methods; each raises Problem where the service refuses."""

    def __init__(self, clock: Clock, key: KeyPair, token_seconds: float = 1800.0) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.issuer = "https://delivery.invalid"
        self.points: dict[str, DeliveryPoint] = {}
        self.submissions: dict[str, Submission] = {}
        self.clients: dict[str, str] = {}
        self.token_seconds = token_seconds
        self._key = key
        self._tokens: dict[str, float] = {}
        self._logs: dict[str, list[str]] = {}

    @_one_at_a_time
    def token(self, form: Mapping[str, str]) -> dict[str, object]:
        if form.get("grant_type") != "client_credentials":
            raise Problem(400, "unsupported-grant-type")
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
        if not secret or self.clients.get(client) != secret:
            raise Problem(401, "invalid-client")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self.clock.monotonic() + self.token_seconds
        return {"access_token": token, "expires_in": self.token_seconds, "token_type": "Bearer"}

    @_one_at_a_time
    def authorise(self, header: str) -> None:
        ends = self._tokens.get(header.removeprefix("Bearer "), 0.0)
        if self.clock.monotonic() >= ends:
            raise Problem(401, "unauthorized", "the token is missing, unknown or out of date")

    def withdraw_tokens(self) -> None:
        """Make every token that was given out worthless, as a restart of the real service does."""
        with self.lock:
            self._tokens.clear()

    def jwks(self) -> dict[str, object]:
        return {"keys": [self._key.public]}

    @_one_at_a_time
    def destination(self, point: str) -> dict[str, object]:
        return self._point(point).described()

    @_one_at_a_time
    def key(self, point: str, kid: str) -> dict[str, object]:
        try:
            return self._point(point).keys[kid]
        except KeyError:
            raise Problem(404, "key-not-found") from None

    @_one_at_a_time
    def create(self, body: Mapping[str, Any]) -> dict[str, object]:
        point = self._point(str(body.get("destinationId", "")))
        if point.status != "active":
            raise Problem(422, "inactive-destination")
        service = body.get("publicService")
        offered = {offer["identifier"] for offer in point.services}
        if not isinstance(service, dict) or service.get("identifier") not in offered:
            raise Problem(422, "unsupported-service")
        if not isinstance(service.get("name"), str):
            raise Problem(400, "schema-violation", "publicService.name")
        announced = body.get("announcedAttachments", [])
        if not isinstance(announced, list) or not all(_is_uuid(name) for name in announced):
            raise Problem(400, "schema-violation", "announcedAttachments")
        if len(set(announced)) < len(announced):
            raise Problem(422, "duplicate-attachment")
        made = Submission(
            str(uuid.uuid4()),
            str(uuid.uuid4()),
            point.id,
            tuple(announced),
            str(service["identifier"]),
            self._now(),
        )
        self.submissions[made.id] = made
        self._log(made, "create-submission", {})
        return {"submissionId": made.id, "caseId": made.case, "destinationId": point.id}

    @_one_at_a_time
    def attach(self, submission: str, attachment: str, kind: str, body: bytes) -> None:
        found = self._submission(submission)
        if found.state is not State.INCOMPLETE:
            raise Problem(409, "already-submitted")
        if attachment not in found.announced:
            raise Problem(404, "attachment-not-announced")
        if kind != "application/jose":
            raise Problem(415, "unsupported-media-type")
        if len(body) > LARGEST:
            raise Problem(413, "attachment-too-large")
        sealed = body.decode("ascii", "replace")
        self._rightly_sealed(found, sealed, "attachment")
        found.attachments[attachment] = sealed

    @_one_at_a_time
    def submit(self, submission: str, body: Mapping[str, Any]) -> dict[str, object]:
        found = self._submission(submission)
        if found.state is not State.INCOMPLETE:
            raise Problem(409, "already-submitted")
        metadata, data = body.get("encryptedMetadata"), body.get("encryptedData")
        if not isinstance(metadata, str) or not isinstance(data, str):
            raise Problem(400, "schema-violation", "both metadata and data are needed")
        if missing := set(found.announced) - found.attachments.keys():
            raise Problem(422, "missing-attachments", f"{len(missing)} announced, not uploaded")
        for name, sealed in (("metadata", metadata), ("data", data)):
            header = self._rightly_sealed(found, sealed, name)
            if header.get("cty") not in DATA_TYPES:
                raise Problem(422, "invalid-content-type", f"cty of {name}")
        found.metadata, found.data = metadata, data
        found.move(State.SUBMITTED, self._now())
        tags = {"authenticationTags": tags_of(metadata, data, found.attachments)}
        self._log(found, "submit-submission", tags)
        self._log(found, "notify-submission", {"notifyType": "callback"})
        return {"submissionId": found.id, "caseId": found.case, "destinationId": found.destination}

    @_one_at_a_time
    def events(self, case: str, offset: int, limit: int) -> dict[str, object]:
        if case not in self._logs:
            raise Problem(404, "case-not-found")
        if not 0 < limit <= PAGE or offset < 0:
            raise Problem(400, "invalid-page")
        log = self._logs[case]
        page = log[offset : offset + limit]
        return {"offset": offset, "count": len(page), "totalCount": len(log), "eventLog": page}

    @_one_at_a_time
    def waiting(self, point: str) -> Sequence[Submission]:
        """Answer what a receiver may fetch."""
        return [
            submission
            for submission in self.submissions.values()
            if submission.destination == point and submission.state is State.SUBMITTED
        ]

    @_one_at_a_time
    def take_event(self, case: str, token: str) -> None:
        """Take a receiver's event: signed by a key that its delivery point has registered."""
        try:
            point = self._point(str(_unverified(token)["iss"]))
            claims = claims_of(token, point.keys[str(header_of(token, JWS_PARTS)["kid"])])
        except (ValueError, KeyError) as error:
            raise Problem(400, "invalid-event", str(error)) from None
        found = self._submission(str(claims["sub"]).removeprefix("submission:"))
        if found.case != case or claims["txn"] != f"case:{case}" or found.destination != point.id:
            raise Problem(422, "invalid-event", "it is another case's")
        (uri,) = claims["events"]
        ends = {"accept-submission": State.ACCEPTED, "reject-submission": State.REJECTED}
        end = ends.get(uri.removeprefix(EVENTS))
        if end is None or found.state is not State.SUBMITTED:
            raise Problem(409, "event-not-allowed")
        self._logs[case].append(token)
        found.move(end, self._now())

    def append(self, case: str, token: str) -> None:
        """Put a token into the log unseen: what a service that was broken into could do."""
        with self.lock:
            self._logs[case].append(token)

    def sweep(self) -> None:
        """Do what is due by the service's deadlines."""
        for submission in tuple(self.submissions.values()):
            age = self._now() - submission.changed_at
            match submission.state:
                case State.INCOMPLETE if age > UNFINISHED:
                    del self.submissions[submission.id], self._logs[submission.case]
                case State.SUBMITTED if age > UNFETCHED:
                    problems = {"problems": problems_of("not-fetched")}
                    self._log(submission, "reject-submission", problems)
                    submission.move(State.REJECTED, self._now())
                case State.ACCEPTED | State.REJECTED if age > KEPT:
                    self._log(submission, "delete-submission", {})
                    submission.move(State.DELETED, self._now())
                    submission.drop_content()

    def submitted(self) -> Iterable[Submission]:
        """Answer everything that ever was submitted, whatever became of it."""
        with self.lock:
            return [s for s in self.submissions.values() if State.SUBMITTED in s.history]

    def _log(self, submission: Submission, event: str, payload: Mapping[str, object]) -> None:
        token = signed_event(
            self._key,
            issuer=self.issuer,
            at=self._now(),
            submission=submission.id,
            case=submission.case,
            event=event,
            payload=payload,
        )
        self._logs.setdefault(submission.case, []).append(token)

    def _rightly_sealed(self, submission: Submission, sealed: str, what: str) -> dict[str, Any]:
        try:
            header = header_of(sealed, JWE_PARTS)
        except ValueError as error:
            raise Problem(400, "invalid-jwe", f"{what}: {error}") from None
        for name, wanted in SEALED_WITH.items():
            if header.get(name) != wanted:
                raise Problem(422, "unsupported-encryption", f"{what}: {name}")
        key = self._point(submission.destination).keys.get(str(header.get("kid")))
        if key is None or "wrapKey" not in key["key_ops"]:  # type: ignore[operator] # our own table
            raise Problem(422, "invalid-encryption-kid", what)
        return header

    def _point(self, point: str) -> DeliveryPoint:
        try:
            return self.points[point]
        except KeyError:
            raise Problem(404, "destination-not-found") from None

    def _submission(self, submission: str) -> Submission:
        try:
            return self.submissions[submission]
        except KeyError:
            raise Problem(404, "submission-not-found") from None

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _unverified(token: str) -> dict[str, Any]:
    return header_of(token.split(".")[1] + "..", JWS_PARTS)


def _is_uuid(text: object) -> bool:
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text
    except ValueError:
        return False
