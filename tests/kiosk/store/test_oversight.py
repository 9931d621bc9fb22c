"""What a technician sees of cases: numbers and states, never content."""

from dataclasses import asdict

import pytest

from kiosk.store import CaseDraft, Store
from kiosk.store.numbers import read_number
from tests.kiosk.store.test_cases import DRAFT


@pytest.fixture
def number(store: Store) -> str:
    return store.store_case(DRAFT).number


def test_a_line_tells_number_state_and_size(store: Store, number: str) -> None:
    (line,) = store.oversight.cases()
    seen = asdict(line)
    assert seen.pop("size") > 500
    assert len(seen.pop("sha256")) == 64
    assert seen == {
        "number": number,
        "service": "fuehrungszeugnis",
        "destination": "folder",
        "created_at": "2026-11-21T09:00:00.000Z",
        "state": "pending",
        "attempts": 0,
        "next_at": "2026-11-21T09:00:00.000Z",
        "submitted_at": None,
        "settled_at": None,
        "fault": None,
        "problems": (),
        "submission": "",
        "container": "",
        "kid": "authority-1",
    }


def test_a_case_is_found_by_its_number_as_a_person_types_it(store: Store, number: str) -> None:
    typed = number.replace("-", " ").lower()
    assert [line.number for line in store.oversight.case(read_number(typed))] == [number]
    assert store.oversight.case("0000-0000") == ()


def test_lines_can_be_had_by_state_oldest_first(store: Store, number: str) -> None:
    other = store.store_case(CaseDraft("s2", "s", "folder", {})).number
    parcel = store.outbox.claim("folder")
    assert parcel is not None
    store.outbox.quarantined(parcel, "courier.refused")
    assert [line.number for line in store.oversight.cases()] == [number, other]
    assert [line.number for line in store.oversight.cases(state="quarantined")] == [number]


def test_the_log_tells_what_was_done_to_it_by_hash_alone(store: Store, number: str) -> None:
    (line,) = store.oversight.case(number)
    store.oversight.retry(number)
    event = store._database.rows("SELECT * FROM events ORDER BY seq DESC LIMIT 1")[0]
    assert (event["event"], event["actor"]) == ("case.retried", "technician")
    assert line.sha256 in event["attributes"]
    assert number not in event["attributes"]
