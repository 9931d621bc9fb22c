"""The eID service's sessions: who asked for what, and what was read; handed over once."""

import secrets
import threading
from dataclasses import dataclass, field

from kiosk.contracts.identity import Attribute, Identity, IdentityRequest

_MOST = 10_000


@dataclass(slots=True)
class Session:
    """`id` is in the token's URL and passes the client; `key` belongs to the service alone."""

    id: str
    key: str = field(repr=False)
    request: IdentityRequest
    identity: Identity | None = field(default=None, repr=False)
    failure: str = ""


class Sessions:
    """All open sessions; safe to use from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[str, Session] = {}
        self._by_key: dict[str, Session] = {}

    def open(self, request: IdentityRequest) -> Session:
        """Begin a session; beyond many the oldest is forgotten."""
        session = Session(secrets.token_hex(16), secrets.token_urlsafe(24), request)
        with self._lock:
            if len(self._by_id) >= _MOST:
                self._forget(next(iter(self._by_id.values())))
            self._by_id[session.id] = session
            self._by_key[session.key] = session
        return session

    def find(self, session_id: str) -> Session | None:
        with self._lock:
            return self._by_id.get(session_id)

    def peek(self, key: str) -> Session | None:
        with self._lock:
            return self._by_key.get(key)

    def close(self, session: Session) -> None:
        """Forget a session with all that was read in it."""
        with self._lock:
            self._forget(session)

    def _forget(self, session: Session) -> None:
        self._by_id.pop(session.id, None)
        self._by_key.pop(session.key, None)


def granted(identity: Identity, attributes: frozenset[Attribute]) -> Identity:
    """Answer an identity with only those attributes that were allowed."""
    fields = {
        Attribute.FAMILY_NAME: ("family_name", identity.family_name),
        Attribute.GIVEN_NAMES: ("given_names", identity.given_names),
        Attribute.BIRTH_NAME: ("birth_name", identity.birth_name),
        Attribute.DOCTORAL_DEGREE: ("doctoral_degree", identity.doctoral_degree),
        Attribute.DATE_OF_BIRTH: ("date_of_birth", identity.date_of_birth),
        Attribute.PLACE_OF_BIRTH: ("place_of_birth", identity.place_of_birth),
        Attribute.NATIONALITY: ("nationality", identity.nationality),
    }
    texts = dict(fields[name] for name in attributes if name in fields)
    address = identity.address if Attribute.ADDRESS in attributes else None
    return Identity(**texts, address=address)
