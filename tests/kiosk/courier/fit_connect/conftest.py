"""A terminal whose one destination is a FIT-Connect delivery point, played by the double."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.contracts.captures import Rendition
from kiosk.courier.destinations import make_cover, make_destination
from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import CLIENT, SECRET, Double, Keys
from kiosk.demo.fit_connect.judging import Opened
from kiosk.demo.fit_connect.keys import KeyPair
from kiosk.demo.fit_connect.submissions import Submission
from kiosk.store import CaseDraft, Store
from kiosk.store.sealing import authority_key
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import PICTURE, REMARKS, lane_to
from tests.kiosk.store.conftest import SETTINGS

OpenStore = Callable[[KeyPair], Store]
ANSWERS = {"purpose": "Kinderbetreuung"}


@pytest.fixture(scope="session")
def keys() -> Keys:
    return Keys(
        KeyPair.for_signing(), KeyPair.for_signing(), KeyPair.for_sealing(), KeyPair.for_sealing()
    )


@pytest.fixture
def old(keys: Keys) -> KeyPair:
    """The delivery point's key before the present one; registered, though no longer given out."""
    assert keys.old is not None
    return keys.old


@dataclass
class Taken:
    """What the receiver took, by submission."""

    opened: dict[str, Opened] = field(default_factory=dict)

    def __call__(self, submission: Submission, opened: Opened) -> None:
        assert submission.id not in self.opened, "the same submission was taken twice"
        self.opened[submission.id] = opened

    def numbers(self) -> list[str]:
        return [json.loads(opened.data)["number"] for opened in self.opened.values()]


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def double(clock: FakeClock, keys: Keys, taken: Taken) -> Iterator[Double]:
    made = Double(clock, keys, taken)
    yield made
    made.close()


@pytest.fixture
def credentials(tmp_path: Path) -> str:
    path = tmp_path / "fit-connect.json"
    path.write_text(json.dumps({"client_id": CLIENT, "client_secret": SECRET}))
    return str(path)


@pytest.fixture
def table(double: Double, credentials: str) -> dict[str, object]:
    return double.table(credentials)


@pytest.fixture
def open_store(
    database: Path, clock: FakeClock, table: Mapping[str, object]
) -> Iterator[OpenStore]:
    opened: list[Store] = []

    def make(key: KeyPair) -> Store:
        cover = make_cover("folder", table)
        assert cover is not None
        authorities = {"folder": authority_key(key.public)}
        store = Store.open(
            database, clock, SETTINGS, authorities=authorities, covers={"folder": cover}
        )
        opened.append(store)
        return store

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore, keys: Keys) -> Store:
    """The terminal's, sealing to the delivery point's present key; takes the folder's place."""
    return open_store(keys.sealing)


@pytest.fixture
def lane(store: Store, table: Mapping[str, object], clock: FakeClock) -> Iterator[Lane]:
    destination = make_destination("folder", table, clock)
    yield lane_to(destination, store, clock)
    destination.close()


def put_in(store: Store, session: str = "s1", *, photos: int = 1) -> str:
    """Store a case with so many captures, and answer its number."""
    kinds = ("photo", "finger_right", "finger_left")[:photos]
    captures = tuple(
        store.seal_capture(
            session,
            kind,
            (Rendition("interchange", "image/jpeg", PICTURE + kind.encode()),),
            REMARKS,
            destination="folder",
        )
        for kind in kinds
    )
    draft = CaseDraft(session, "fuehrungszeugnis", "folder", ANSWERS, captures=captures)
    return store.store_case(draft).number


def drain(lane: Lane) -> None:
    """Let the lane work until it has nothing to do or must rest."""
    while not lane.rests() and lane.step():
        pass


def state(store: Store, number: str) -> str:
    (line,) = store.oversight.case(number)
    return line.state


def fault(store: Store, number: str) -> str | None:
    (line,) = store.oversight.case(number)
    return line.fault


def logged(store: Store) -> list[tuple[str, dict[str, Any]]]:
    """Answer the event log: names and attributes."""
    rows = store._database.rows("SELECT event, attributes FROM events ORDER BY seq")
    return [(row["event"], json.loads(row["attributes"])) for row in rows]
