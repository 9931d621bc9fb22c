"""A lane asks after what it handed over, and keeps the authority's key fresh for the sessions."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.courier.authority_file import AuthorityFile, thumbprint
from kiosk.courier.destinations import (
    Accepted,
    CourierFault,
    Refused,
    Rejected,
    Submitted,
    Unavailable,
    Unclaimed,
    Waiting,
)
from kiosk.courier.lane import BATCH
from kiosk.store import Store
from kiosk.store.sealing import load_authority_key
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import Commanded, lane_to, store_case
from tests.kiosk.courier.test_lane import states
from tests.kiosk.store.conftest import TEST_BITS, public_half

AWAY = Unavailable(CourierFault.UNREACHABLE, "no route")


def submitting(count: int, *words: Any) -> Commanded:
    return Commanded([lambda _parcel, _remember: Submitted(60)] * count, list(words))


async def test_the_receivers_words_become_the_cases_states(store: Store, clock: FakeClock) -> None:
    numbers = [store_case(store, f"s{place}") for place in range(4)]
    wrong = Refused("other bytes", CourierFault.RECEIPT_WRONG)
    words = (Accepted(proven=True), Rejected(("hash-mismatch",)), Unclaimed(), wrong)
    destination = submitting(4, *words)
    lane = lane_to(destination, store, clock)
    while lane.step():
        pass
    assert states(store) == ["submitted"] * 4
    assert destination.asked == []
    await clock.advance(60)
    assert lane.step()
    assert destination.asked == numbers
    assert states(store) == ["accepted", "rejected", "unclaimed", "quarantined"]


async def test_asking_does_not_keep_new_cases_waiting_and_goes_in_batches(
    store: Store, clock: FakeClock
) -> None:
    count = 3 * BATCH
    destination = submitting(count + 1, *[Waiting(600)] * count)
    lane = lane_to(destination, store, clock)
    for place in range(count):
        store_case(store, f"s{place}")
    while lane.step():
        pass
    await clock.advance(60)
    store_case(store, "new")
    assert lane.step()
    assert len(destination.asked) == BATCH
    assert states(store) == ["submitted"] * (count + 1)


async def test_a_receiver_that_cannot_be_asked_is_asked_later(
    store: Store, clock: FakeClock
) -> None:
    store_case(store)
    destination = submitting(1, AWAY, Waiting(60), Accepted(proven=False))
    lane = lane_to(destination, store, clock)
    lane.step()
    await clock.advance(60)
    assert not lane.step()
    assert lane.rests()
    assert states(store) == ["submitted"]
    await clock.advance(60)
    lane.step()
    assert states(store) == ["submitted"]
    await clock.advance(60)
    lane.step()
    assert states(store) == ["accepted"]


async def test_an_answer_that_nobody_expected_is_passed_over_and_its_text_not_logged(
    store: Store, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    store_case(store, "s1")
    store_case(store, "s2")
    destination = submitting(2, RuntimeError("MUSTERMANN"), Accepted(proven=True))
    lane = lane_to(destination, store, clock)
    lane.step()
    lane.step()
    await clock.advance(60)
    lane.step()
    assert states(store) == ["submitted", "accepted"]
    assert "MUSTERMANN" not in caplog.text


class TestTheKey:
    @pytest.fixture
    def jwk(self, private_jwk: Mapping[str, Any]) -> dict[str, Any]:
        return public_half(dict(private_jwk)) | {"x5c": ["certificate"]}

    @pytest.fixture
    def key_file(self, database: Path) -> Path:
        return database.parent / "keys" / "folder.jwk"

    def tended(self, store: Store, clock: FakeClock, path: Path, key: Any) -> None:
        state = store._database.path.parent
        lane = lane_to(Commanded(key=key), store, clock)
        lane._authority = AuthorityFile(path, state, "folder", store)
        lane.step()

    def events(self, store: Store) -> list[str]:
        sql = "SELECT attributes FROM events WHERE event = 'authority.key_renewed' ORDER BY seq"
        return [row["attributes"] for row in store._database.rows(sql)]

    def test_a_fresh_key_is_left_for_the_sessions_once(
        self, store: Store, clock: FakeClock, key_file: Path, jwk: dict[str, Any]
    ) -> None:
        self.tended(store, clock, key_file, jwk)
        assert load_authority_key(key_file, minimum_bits=TEST_BITS).kid == "authority-1"
        assert "x5c" not in json.loads(key_file.read_text())
        written = key_file.stat().st_ino
        self.tended(store, clock, key_file, jwk)
        assert key_file.stat().st_ino == written
        (event,) = self.events(store)
        assert thumbprint(jwk) in event

    def test_a_rotated_key_takes_its_place(
        self,
        store: Store,
        clock: FakeClock,
        key_file: Path,
        jwk: dict[str, Any],
        other_private_jwk: dict[str, Any],
    ) -> None:
        self.tended(store, clock, key_file, jwk)
        self.tended(store, clock, key_file, public_half(other_private_jwk))
        assert json.loads(key_file.read_text())["kid"] == "authority-2"
        assert len(self.events(store)) == 2
        assert [path.name for path in key_file.parent.iterdir()] == ["folder.jwk"]

    def test_a_key_that_a_person_pinned_is_left_alone(
        self,
        store: Store,
        clock: FakeClock,
        tmp_path: Path,
        jwk: dict[str, Any],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        pinned = tmp_path / "etc.jwk"
        pinned.write_text("{}")
        self.tended(store, clock, pinned, jwk)
        assert pinned.read_text() == "{}"
        assert "publishes another, 'authority-1'" in caplog.text
        assert self.events(store) == []

    def test_a_place_that_cannot_be_written_stops_no_delivery(
        self, store: Store, clock: FakeClock, key_file: Path, jwk: dict[str, Any]
    ) -> None:
        key_file.parent.parent.joinpath("keys").touch()
        store_case(store)
        self.tended(store, clock, key_file, jwk)
        assert states(store) == ["delivered"]

    def test_the_thumbprint_is_rfc_7638s(self) -> None:
        n = (
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ"
            "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW"
            "2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQ"
            "Fh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        )
        jwk = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
        # RFC 7638, 3.1
        said = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        assert thumbprint(jwk) == base64.urlsafe_b64decode(said + "=").hex()
