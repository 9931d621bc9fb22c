"""Clerks' accounts (argon2id) and their sessions, which live in RAM and end with the server."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.contracts.clock import Clock
from kiosk.store.database import TerminalDatabase
from kiosk.store.stamps import stamp
from remote_assist.desk.handover.keys import Pepper
from remote_assist.desk.handover.tries import Tries

LEAST_LETTERS = 12
MOST_LETTERS = 256
IDLE_SECONDS, LONGEST_SECONDS = 15 * 60.0, 10 * 3600.0
LOGIN_TRIES, LOGIN_HOLD = 5, timedelta(minutes=5)


@dataclass(slots=True)
class Session:
    """One signed-in browser; `csrf` must come back with every form."""

    clerk: str
    workplace: str
    token: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))
    csrf: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))
    began: float = 0.0
    seen: float = 0.0


class Accounts:
    """Blocks (argon2id takes its time); any thread may call."""

    def __init__(self, database: TerminalDatabase, clock: Clock, pepper: Pepper) -> None:
        self._database = database
        self._clock = clock
        self._pepper = pepper
        self._hasher = PasswordHasher()
        self._tries = Tries(database, clock, LOGIN_TRIES, LOGIN_HOLD)
        self._sessions: dict[str, Session] = {}

    def add(self, name: str, password: str) -> None:
        """Make an account, or give it a new password. Raises ValueError."""
        if not (name.isascii() and name.isidentifier() and len(name) <= 64):  # noqa: PLR2004
            raise ValueError("a clerk's name has letters, digits and _, and begins with a letter")
        if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
            raise ValueError(f"a password has {LEAST_LETTERS} to {MOST_LETTERS} letters")
        row = {
            "n": name,
            "h": self._hasher.hash(password),
            "now": stamp(self._clock.now()),
        }
        self._database.write(
            "INSERT INTO clerks (name, hash, added_at) VALUES (:n, :h, :now) "
            "ON CONFLICT (name) DO UPDATE SET hash = :h",
            row,
        )

    def sign_in(self, name: str, password: str, workplace: str) -> Session | None:
        """Answer a new session; None for a wrong name or password, or too many tries with this name.

        Takes as long for a name that does not exist.
        """
        whose = self._pepper.whose("login", name)
        if self._tries.exhausted(whose) or len(password) > MOST_LETTERS:
            return None
        row = self._database.row("SELECT hash FROM clerks WHERE name = :n", {"n": name})
        if not self._fits(row["hash"] if row else _decoy(), password) or row is None:
            self._tries.wrong(whose)
            return None
        self._tries.forget(whose)
        now = self._clock.monotonic()
        session = Session(name, workplace, began=now, seen=now)
        self._sessions[session.token] = session
        return session

    def session(self, token: str) -> Session | None:
        """Answer the session of a cookie, unless it was idle for too long."""
        now = self._clock.monotonic()
        for old in [one for one in self._sessions.values() if _over(one, now)]:
            self._sessions.pop(old.token, None)
        session = self._sessions.get(token)
        if session is not None:
            session.seen = now
        return session

    def sign_out(self, session: Session) -> None:
        self._sessions.pop(session.token, None)

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _decoy() -> str:
    """Answer a hash to compare with where there is no account."""
    return PasswordHasher().hash(secrets.token_urlsafe(16))


def _over(session: Session, now: float) -> bool:
    return now - session.seen > IDLE_SECONDS or now - session.began > LONGEST_SECONDS
