"""kill -9 of the courier around every FIT-Connect call: nothing lost, nothing submitted twice."""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.demo.fit_connect.double import Double, Keys
from kiosk.demo.fit_connect.submissions import State
from kiosk.store import Store
from tests.kiosk.courier.fit_connect.conftest import Taken
from tests.kiosk.courier.fit_connect.dying import RANDOM_DEATHS, lane, opened

ROOT = Path(__file__).resolve().parents[4]
LONGEST = 240


class Office:
    """The double on the machine's clock, its receiver collecting all the time."""

    def __init__(self, keys: Keys, folder: Path, credentials: str) -> None:
        self.taken = Taken()
        self.double = Double(SystemClock(), keys, self.taken)
        self.folder = folder
        self.table: dict[str, Any] = {
            **self.double.table(credentials),
            "look_seconds": 0.01,
            "call_seconds": 10,
        }
        (folder / "table.json").write_text(json.dumps(self.table))
        (folder / "authority.jwk").write_text(json.dumps(keys.sealing.public))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._collect)
        self._thread.start()

    def _collect(self) -> None:
        while not self._ended.wait(0.01):
            self.double.receiver.collect()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self.double.close()

    def strike(self, scenario: str) -> int:
        """Let couriers die; answer how many did."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.kiosk.courier.fit_connect.dying", scenario, self.folder],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    def finish(self, folder: Path) -> None:
        """Let a courier that lives bring everything to its end, and check the terminal's own books."""
        with opened(folder, self.table, None) as store:
            # Struck five times without getting on, a case is taken for the killer and set aside, whole.
            for line in store.oversight.cases(state="quarantined"):
                assert line.fault == "courier.crashed"
                assert line.size > 0
                store.oversight.retry(line.number)
            one_lane = lane(store, self.table, folder)
            deadline = SystemClock().monotonic() + 60
            while {line.state for line in store.oversight.cases()} != {"accepted"}:
                assert SystemClock().monotonic() < deadline, store.oversight.cases()
                if not one_lane.step():
                    threading.Event().wait(0.01)
            assert {line.size for line in store.oversight.cases()} == {0}
            assert accepted(store) == len(store.oversight.cases())

    def submitted(self) -> Counter[str]:
        """Answer how often each case was submitted, as its receiver has opened it."""
        submissions = list(self.double.service.submitted())
        assert all(s.history == HISTORY for s in submissions)
        assert len(submissions) == len(self.taken.opened)
        return Counter(self.taken.numbers())


HISTORY = [State.INCOMPLETE, State.SUBMITTED, State.ACCEPTED]


def accepted(store: Store) -> int:
    rows = store._database.rows("SELECT 1 FROM events WHERE event = 'case.accepted'")
    return len(rows)


@pytest.fixture
def office(keys: Keys, tmp_path: Path, credentials: str) -> Iterator[Office]:
    made = Office(keys, tmp_path, credentials)
    yield made
    made.close()


@pytest.mark.parametrize(("scenario", "fewest"), [("boundaries", 100), ("boundaries_bare", 70)])
def test_a_courier_killed_at_any_boundary_leaves_one_submission(
    scenario: str, fewest: int, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    deaths = office.strike(scenario)
    assert deaths > fewest
    homes = [office.folder / f"{moment:04d}" for moment in range(deaths + 1)]
    before = {(home / "number").read_text(): home for home in homes}
    for home in homes:
        office.finish(home)
    counts = office.submitted()
    assert {number: counts[number] for number in before} == dict.fromkeys(before, 1)
    states = Counter(s.state for s in office.double.service.submissions.values())
    assert states[State.INCOMPLETE] > 0, "some died between the service's word and the note of it"
    assert states[State.INCOMPLETE] < deaths / 4
    with capsys.disabled():
        sys.stdout.write(f" struck at {deaths} boundaries ")


def test_couriers_killed_at_random_lose_nothing_and_submit_nothing_twice(office: Office) -> None:
    deaths = office.strike("random")
    assert deaths == RANDOM_DEATHS
    told = (office.folder / "told").read_text().split()
    office.finish(office.folder)
    counts = office.submitted()
    assert {number: counts[number] for number in told} == dict.fromkeys(told, 1)
    assert len(told) == RANDOM_DEATHS / 8
