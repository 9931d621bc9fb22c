"""kill -9 of courier and server at every boundary: one container, nothing undeleted, nothing lost."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.contracts.handover import Receipt
from kiosk.store.signing import load_public_key, make_device_key
from remote_assist.desk.handover.office import Office, open_office
from remote_assist.desk.handover.settings import Settings
from tests.remote_assist.desk.handover.conftest import Served, table_to
from tests.remote_assist.desk.handover.dying import (
    TERMINAL,
    hand_over,
    lane,
    office_at,
    parcel_at,
    store_at,
)

ROOT = Path(__file__).resolve().parents[4]


def strike(scenario: str, folder: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.remote_assist.desk.handover.dying", scenario, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.fixture
def folder(tmp_path: Path, private_jwk: dict[str, Any]) -> Path:
    key = tmp_path / "authority.jwk"
    key.touch(0o600)
    key.write_text(json.dumps(private_jwk))
    return tmp_path


class Hasty:
    """A counter that takes over whatever waits, at once."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        while not self._ended.wait(0.005):
            waiting = "SELECT id FROM containers WHERE state = 'waiting'"
            for row in self._office.database.rows(waiting):
                assert len(self._office.containers.parts(row["id"])) == 3, "whole, or not there"
                self._office.containers.settle(row["id"], "fetched")

    def close(self) -> None:
        self._ended.set()
        self._thread.join()


def test_a_courier_killed_at_any_boundary_leaves_one_container_and_no_copy(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_device_key(folder / "courier.key")
    town = folder / "town"
    settings = Settings(
        database=town / "handover.db",
        keys=(folder / "authority.jwk",),
        signing_key=town / "signing.key",
        pepper=town / "pepper",
        export=town / "export",
        terminals={TERMINAL: folder / "courier.pub"},
    )
    office = open_office(settings, SystemClock())
    served = Served(office)
    counter = Hasty(office)
    table = {**table_to(served.url, folder), "look_seconds": 0.01}
    (folder / "table.json").write_text(json.dumps(table))
    try:
        deaths = strike("courier", folder)
        assert deaths > 60
        for moment in range(deaths + 1):
            finish(folder / f"{moment:04d}", folder, table)
        rows = office.database.rows("SELECT state, reason FROM containers")
        assert rows == [{"state": "deleted", "reason": "fetched"}] * (deaths + 1)
        assert office.database.rows("SELECT * FROM parts") == []
    finally:
        counter.close()
        served.close()
    with capsys.disabled():
        sys.stdout.write(f" struck at {deaths} boundaries ")


def finish(home: Path, folder: Path, table: dict[str, Any]) -> None:
    """Let a courier that lives bring the case to its end."""
    with store_at(home, folder) as store:
        one_lane = lane(store, table, home)
        deadline = SystemClock().monotonic() + 30
        while {(one.standing, one.size) for one in store.oversight.cases()} != {
            ("fetched and deleted", 0)
        }:
            assert SystemClock().monotonic() < deadline, store.oversight.cases()
            if not one_lane.step():
                threading.Event().wait(0.005)
        rows = store._database.rows("SELECT 1 FROM events WHERE event = 'handover.deleted'")
        assert len(rows) == 1


def test_a_server_killed_at_any_boundary_loses_nothing_and_keeps_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deaths = strike("server", folder)
    assert deaths > 60
    parcel = parcel_at(folder / "seed")
    key = load_public_key(folder / "signing.pub")
    for moment in range(deaths + 1):
        home = folder / f"{moment:04d}"
        office = office_at(home, folder)
        hand_over(office, parcel)
        standing = office.containers.standing(parcel.key, TERMINAL)
        assert Receipt.read(standing.receipt, key.verify).reason == "fetched"
        assert len(office.database.rows("SELECT * FROM containers")) == 1
        assert office.database.rows("SELECT * FROM parts") == []
        office.close()
        exported = [path.name for path in (home / "export").iterdir()]
        assert len(exported) == 1, exported
        (whole,) = (home / "export").iterdir()
        assert len(list(whole.iterdir())) == 3
    with capsys.disabled():
        sys.stdout.write(f" struck at {deaths} boundaries ")
