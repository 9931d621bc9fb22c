"""Destinations are found by name, and what the configuration gets wrong is said in words."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.courier.destinations import DestinationRefused, make_destination
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
