"""The eID service's sessions: who asked for what, and what was read; handed over once."""

import secrets
import threading
from dataclasses import dataclass, field

from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest

_MOST = 10_000
_LIFETIME = 1200.0


@dataclass(slots=True)
class Session:
    """`id` is in the token's URL and passes the client; `key` belongs to the service alone.

    `begun` says that a client took it up, which only one may; `failure` is a result minor.
    """

    id: str
    key: str = field(repr=False)
    request: IdentityRequest
    opened: float
    begun: bool = False
    identity: Identity | None = field(default=None, repr=False)
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such session: never opened, expired, or handed over before."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The card was not read yet."""


@dataclass(frozen=True, slots=True)
class Denied:
    """It ended without data; `minor` is the eCard API's result minor."""

    minor: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and what had been asked for."""

    identity: Identity = field(repr=False)
    request: IdentityRequest


Result = Unknown | Pending | Denied | Read


class Sessions:
    """All open sessions; safe to use from every thread. Seconds are the given clock's."""

    def __init__(self, clock: Clock, lifetime: float = _LIFETIME) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._lock = threading.Lock()
        self._by_id: dict[str, Session] = {}
        self._by_key: dict[str, Session] = {}

    def open(self, request: IdentityRequest) -> Session:
        """Begin a session; beyond many the oldest is forgotten."""
        session = Session(
            secrets.token_hex(16),
            secrets.token_hex(24),
            request,
            self._clock.monotonic(),
        )
        with self._lock:
            self._sweep()
            if len(self._by_id) >= _MOST:
                self._forget(next(iter(self._by_id.values())))
            self._by_id[session.id] = session
            self._by_key[session.key] = session
        return session

    def find(self, session_id: str) -> Session | None:
        with self._lock:
            self._sweep()
            return self._by_id.get(session_id)

    def peek(self, key: str) -> Session | None:
        """Answer the session without handing it over."""
        with self._lock:
            self._sweep()
            return self._by_key.get(key)

    def begin(self, session_id: str) -> Session | None:
        """Answer the session to the first client that takes it up, None to every other one."""
        with self._lock:
            self._sweep()
            session = self._by_id.get(session_id)
            if session is None or session.begun:
                return None
            session.begun = True
            return session

    def alive(self, session: Session) -> bool:
        """Answer whether the session is neither expired nor handed over."""
        return self.find(session.id) is session

    def fetch(self, key: str) -> Result:
        """Hand over how the session ended, once; one that is still open stays so."""
        with self._lock:
            self._sweep()
            session = self._by_key.get(key)
            if session is None:
                return Unknown()
            if session.identity is None and not session.failure:
                return Pending()
            self._forget(session)
        if session.identity is None:
            return Denied(session.failure)
        return Read(session.identity, session.request)

    def _sweep(self) -> None:
        """Forget what expired; sessions stand in the order in which they were opened."""
        eldest = self._clock.monotonic() - self.lifetime
        while self._by_id:
            first = next(iter(self._by_id.values()))
            if first.opened > eldest:
                return
            self._forget(first)

    def _forget(self, session: Session) -> None:
        self._by_id.pop(session.id, None)
        self._by_key.pop(session.key, None)


def granted(identity: Identity, attributes: frozenset[Attribute]) -> Identity:
    """Answer an identity with only those attributes that were allowed."""

    def kept(attribute: Attribute, text: str) -> str:
        return text if attribute in attributes else ""

    return Identity(
        family_name=kept(Attribute.FAMILY_NAME, identity.family_name),
        given_names=kept(Attribute.GIVEN_NAMES, identity.given_names),
        birth_name=kept(Attribute.BIRTH_NAME, identity.birth_name),
        doctoral_degree=kept(Attribute.DOCTORAL_DEGREE, identity.doctoral_degree),
        date_of_birth=kept(Attribute.DATE_OF_BIRTH, identity.date_of_birth),
        place_of_birth=kept(Attribute.PLACE_OF_BIRTH, identity.place_of_birth),
        nationality=kept(Attribute.NATIONALITY, identity.nationality),
        address=identity.address if Attribute.ADDRESS in attributes else None,
    )
