"""A store with cases in it, a folder to deliver to, and a destination that a test commands."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.contracts.captures import Rendition
from kiosk.courier.destinations import Delivered, Destination, Outcome, Remember, Word
from kiosk.courier.lane import Lane
from kiosk.courier.retries import Backoff
from kiosk.store import CaseDraft, Store
from kiosk.store.ballast import Ballast
from kiosk.store.outbox import Parcel
from kiosk.store.tracking import Awaited
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import (
    authority,
    database,
    device_key,
    other_private_jwk,
    other_private_key,
    private_jwk,
    private_key,
    store,
)

__all__ = [
    "authority",
    "database",
    "device_key",
    "other_private_jwk",
    "other_private_key",
    "private_jwk",
    "private_key",
    "store",
]

REMARKS = {"quality": 80}
PICTURE = b"\xff\xd8\xff" + b"portrait of a citizen" * 500
FILES = (Rendition("interchange", "image/jpeg", PICTURE),)


def store_case(store: Store, session: str = "s1") -> str:
    """Store one case with a photo and answer its number."""
    photo = store.seal_capture(session, "photo", FILES, REMARKS, destination="folder")
    draft = CaseDraft(session, "ausweis-vorerfassung", "folder", {"q": session}, captures=(photo,))
    return store.store_case(draft).number


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "delivered"
    path.mkdir()
    return path


@dataclass
class Commanded:
    """A destination that does what the test says, parcel by parcel, and keeps what it got."""

    answers: list[Callable[[Parcel, Remember], Outcome]] = field(default_factory=list)
    words: list[Word | Exception] = field(default_factory=list)
    key: Mapping[str, Any] | Exception | None = None
    got: list[Parcel] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def deliver(self, parcel: Parcel, remember: Remember) -> Outcome:
        self.got.append(parcel)
        return self.answers.pop(0)(parcel, remember) if self.answers else Delivered()

    def follow(self, case: Awaited) -> Word:
        self.asked.append(case.number)
        word = self.words.pop(0)
        if isinstance(word, Exception):
            raise word
        return word

    def tend(self) -> Mapping[str, Any] | None:
        if isinstance(self.key, Exception):
            raise self.key
        return self.key

    def close(self) -> None:
        pass


def failing(error: Exception) -> Callable[[Parcel, Remember], Delivered]:
    def fail(_parcel: Parcel, _remember: Remember) -> Delivered:
        raise error

    return fail


def lane_to(destination: Destination, store: Store, clock: FakeClock) -> Lane:
    chance = random.Random(7)  # noqa: S311 - a test's own
    ballast = Ballast(store._database.path, 0)
    return Lane("folder", destination, store, clock, Backoff(), chance, ballast)
