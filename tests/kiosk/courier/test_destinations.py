"""Destinations are found by name, and what the configuration gets wrong is said in words."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.courier.destinations import DestinationRefused, make_cover, make_destination
from kiosk.courier.folder import Folder
from tests.fake_clock import FakeClock

ROOT = Path(__file__).resolve().parents[3]


def test_the_table_makes_the_destination(clock: FakeClock, tmp_path: Path) -> None:
    table = {"driver": "folder", "path": str(tmp_path)}
    assert isinstance(make_destination("intake", table, clock), Folder)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({}, "'driver' is missing"),
        ({"driver": "../folder"}, "no name"),
        ({"driver": "carrier_pigeon"}, "no driver 'carrier_pigeon'"),
        ({"driver": "retries"}, "no driver of a destination"),
        (
            {"driver": "folder", "path": "/x", "colour": "red"},
            r"no setting 'colour' \(it has: marker",
        ),
        ({"driver": "folder"}, "path"),
    ],
)
def test_a_wrong_table_is_refused_with_its_name(
    table: dict[str, object], reason: str, clock: FakeClock
) -> None:
    with pytest.raises(DestinationRefused, match=reason) as refused:
        make_destination("intake", table, clock)
    assert "destinations.intake" in str(refused.value)


def test_the_courier_has_nothing_to_open_cases_with() -> None:
    code = (
        "import sys, kiosk.courier.worker, kiosk.courier.folder; "
        "print([name for name in sys.modules if name in ('kiosk.store.opening', 'kiosk.store.unsealing', 'jwcrypto')])"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert seen.stdout.strip() == "[]"


FIT_CONNECT: dict[str, object] = {
    "driver": "fit_connect",
    "token_url": "https://auth.example/token",
    "submission_api": "https://api.example/submission-api",
    "destination": "6c3a6d9f-3a55-4d4a-9b9e-0d8a41a6a6e2",
    "credentials": "keys_fit-connect.json",
    "services": {"s": {"identifier": "urn:x:y", "name": "S", "schema": "https://schema.example/s"}},
}


def test_a_destination_says_whether_it_wants_a_cover_sheet(tmp_path: Path) -> None:
    assert make_cover("intake", {"driver": "folder", "path": str(tmp_path)}) is None
    cover = make_cover("intake", FIT_CONNECT)
    assert cover is not None
    assert (cover.offers("s"), cover.offers("t")) == (True, False)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"token_url": "http://auth.example/token"}, "token_url: must begin with https"),
        ({"submission_api": "ftp://x"}, "submission_api"),
        ({"destination": "4711"}, "badly formed"),
        ({"destination": "6C3A6D9F-3A55-4D4A-9B9E-0D8A41A6A6E2"}, "small letters"),
        ({"credentials": ""}, "credentials"),
        ({"services": {}}, "at least one"),
        ({"services": {"s": {"identifier": "urn:x:y"}}}, "name"),
        ({"services": {"s": {**FIT_CONNECT["services"]["s"], "fee": "1"}}}, "knows only"),  # type: ignore[index]
        ({"services": {"s": {"identifier": "x", "name": "", "schema": "https://s"}}}, "URN"),
        ({"services": {"s": {"identifier": "urn:x:y", "name": "", "schema": "s"}}}, "URI"),
        ({"look_seconds": 0}, "look_seconds"),
    ],
)
def test_what_fit_connect_is_told_wrong_is_refused_with_its_key(
    changes: dict[str, object], reason: str, clock: FakeClock
) -> None:
    with pytest.raises(DestinationRefused, match=reason):
        make_destination("intake", {**FIT_CONNECT, **changes}, clock)
