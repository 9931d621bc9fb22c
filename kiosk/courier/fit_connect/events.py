"""FIT-Connect's event log: security event tokens (RFC 8417), believed only with the right signature."""

import base64
import binascii
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.courier.destinations import CourierFault, Unavailable
from kiosk.courier.fit_connect.keys import SIGNING, Keyring
from kiosk.courier.fit_connect.link import Link, word

PREFIX = "https://schema.fitko.de/fit-connect/events/"
TYPE = "secevent+jwt"
PAGE = 500  # the most that the service answers at once
MOST_PAGES = 20
PARTS = 3  # RFC 7515, 7.1

_log = logging.getLogger(__name__)


class Kind(StrEnum):
    CREATED = "create-submission"
    SUBMITTED = "submit-submission"
    NOTIFIED = "notify-submission"
    FORWARDED = "forward-submission"
    ACCEPTED = "accept-submission"
    REJECTED = "reject-submission"
    DELETED = "delete-submission"


# Only the receiver can accept; it or the service, after 14 days, rejects; the rest is the service's.
_BY_RECEIVER = (Kind.ACCEPTED, Kind.REJECTED)
_BY_SERVICE = tuple(kind for kind in Kind if kind is not Kind.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Event:
    """One believed event. `tags` are the authentication tags that it speaks of, None if of none."""

    kind: Kind
    by_service: bool
    tags: Mapping[str, Any] | None
    problems: tuple[str, ...]


class _Wrong(Exception):
    """This token is no event of this submission, or not to be believed; the sentence says why."""


class EventLog:
    """Reads the events of submissions of one delivery point."""

    def __init__(self, link: Link, keys: Keyring, destination: str) -> None:
        self._link = link
        self._keys = keys
        self._destination = destination

    def events(self, case: str, submission: str) -> tuple[Event, ...]:
        """Answer the believed events of one submission, in the log's order.

        What cannot be believed is left out and reported: nobody can halt a case by forging.
        Raises Unavailable and ServiceRefused.
        """
        return tuple(self._believed(case, submission))

    def _believed(self, case: str, submission: str) -> Iterator[Event]:
        for token in self._tokens(case):
            try:
                event = self._event(token, case, submission)
            except _Wrong as wrong:
                _log.error("an event of submission %s is not believed: %s", submission, wrong)
                continue
            if event is not None:
                yield event

    def _tokens(self, case: str) -> Iterator[str]:
        offset = 0
        for _ in range(MOST_PAGES):
            page = self._link.get(f"/v2/cases/{case}/events", {"offset": offset, "limit": PAGE})
            log, total = page.get("eventLog"), page.get("totalCount")
            if not isinstance(log, list) or not isinstance(total, int):
                raise Unavailable(CourierFault.UNREACHABLE, "the answer holds no event log")
            yield from (str(token) for token in log)
            offset += len(log)
            if not log or offset >= total:
                return

    def _event(self, token: str, case: str, submission: str) -> Event | None:
        header, claims = _read(token)
        if header.get("typ") != TYPE or header.get("alg") != SIGNING:
            raise _Wrong(f"it is no {TYPE} signed with {SIGNING}")
        for claim in ("jti", "iss", "iat", "sub", "txn", "events"):
            if claim not in claims:
                raise _Wrong(f"claim '{claim}' is missing")
        if claims["txn"] != f"case:{case}":
            raise _Wrong("it belongs to another case")
        by_service = self._by_service(claims["iss"])
        self._verify(token, str(header.get("kid", "")), by_service=by_service)
        if claims["sub"] != f"submission:{submission}":
            return None  # of another submission, or an answer, in the same case
        return _told(claims["events"], by_service=by_service)

    def _by_service(self, issuer: object) -> bool:
        """Answer whether the delivery service itself speaks, by the issuer's form."""
        if isinstance(issuer, str) and issuer.startswith("http"):
            return True
        if issuer != self._destination:
            raise _Wrong("its issuer is another delivery point")
        return False

    def _verify(self, token: str, kid: str, *, by_service: bool) -> None:
        from jwcrypto import jws  # noqa: PLC0415 - 75 ms that a folder's courier need not spend

        key = self._keys.signing(kid, of_service=by_service)
        if key is None:
            raise _Wrong("its signing key is not published, or not fit for signing")
        try:
            jws.JWS().deserialize(token, key, alg=SIGNING)
        except jws.InvalidJWSObject:
            raise _Wrong("its signature is wrong") from None
        except jws.InvalidJWSSignature:
            raise _Wrong("its signature is wrong") from None


def _read(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    parts = token.split(".")
    if len(parts) != PARTS:
        raise _Wrong("it is no compact token")
    read = []
    for part in parts[:2]:
        try:
            value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (ValueError, binascii.Error):
            value = None
        if not isinstance(value, dict):
            raise _Wrong("it is no token of JSON")
        read.append(value)
    return read[0], read[1]


def _told(events: object, *, by_service: bool) -> Event | None:
    """Answer the one event in `events`; None for one that a sender has no use for."""
    if not isinstance(events, dict) or len(events) != 1:
        raise _Wrong("it does not tell exactly one event")
    ((uri, payload),) = events.items()
    name = str(uri).removeprefix(PREFIX)
    if name not in tuple(Kind):
        return None
    kind = Kind(name)
    if kind not in (_BY_SERVICE if by_service else _BY_RECEIVER):
        raise _Wrong(f"{kind} is not its issuer's to say")
    told = payload if isinstance(payload, dict) else {}
    tags, problems = told.get("authenticationTags"), told.get("problems")
    return Event(
        kind,
        by_service,
        tags if isinstance(tags, dict) else None,
        tuple(
            word(problem.get("type"))
            for problem in (problems if isinstance(problems, list) else ())
            if isinstance(problem, dict)
        )[:8],
    )
