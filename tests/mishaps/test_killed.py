"""kill -9 at the boundaries of every journey: each case is wholly there or wholly absent, the log holds.

The money, too: what the card terminal kept is what stored cases were paid with, never more.
"""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.demo.scripts import SCRIPTS

ROOT = Path(__file__).resolve().parents[2]
JOURNEYS = [script.journey for script in SCRIPTS]
LONGEST = 900  # seconds, on a machine that is busy with other things
SHARE = 2  # processes for each journey
# A death among photo, prints and signature costs seconds; the others' boundaries lie as close as these.
EVERY = {"ausweis-vorerfassung": 3}
FEWEST = 30  # boundaries: a journey that has fewer was not walked
CASELESS = frozenset({"eid-pin"})
PAYING = frozenset({"fuehrungszeugnis"})


@dataclass(frozen=True, slots=True)
class Lane:
    """Every so many deaths of one journey, struck by a process of its own."""

    process: subprocess.Popen[str]

    def deaths(self) -> list[dict[str, Any]]:
        """Answer what each death left; in the last one nobody died."""
        told, complaints = self.process.communicate(timeout=LONGEST)
        assert self.process.returncode == 0, complaints
        struck = [json.loads(line) for line in told.splitlines()]
        assert struck[-1]["exit"] == 0, complaints
        return struck


@pytest.fixture(scope="module")
def lanes(
    tmp_path_factory: pytest.TempPathFactory,
    private_jwk: Mapping[str, Any],
    public_jwk: Mapping[str, Any],
) -> Iterator[Mapping[str, list[Lane]]]:
    """Strike all journeys side by side: most of the time is waiting."""
    running: dict[str, list[Lane]] = {journey: [] for journey in JOURNEYS}
    try:
        for journey in JOURNEYS:
            for first in range(SHARE):
                folder = tmp_path_factory.mktemp(journey)
                (folder / "private.jwk").write_text(json.dumps(private_jwk))
                (folder / "public.jwk").write_text(json.dumps(public_jwk))
                running[journey].append(Lane(_start(journey, folder, first)))
        yield running
    finally:
        for lane in itertools.chain(*running.values()):
            lane.process.terminate()
            lane.process.wait()


def _start(journey: str, folder: Path, first: int) -> subprocess.Popen[str]:
    program = [sys.executable, "-W", "error", "-m", "tests.mishaps.dying"]
    every = EVERY.get(journey, 1)
    return subprocess.Popen(
        [*program, journey, folder, str(first * every), str(SHARE * every)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},  # what the dead leave lying goes with the folder
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_death_leaves_the_truth(
    journey: str, lanes: Mapping[str, list[Lane]], capsys: pytest.CaptureFixture[str]
) -> None:
    struck = [entry for lane in lanes[journey] for entry in lane.deaths()]
    deaths = sorted((e for e in struck if e["killed"]), key=lambda entry: int(entry["moment"]))
    wrong = [f"{entry['at']}: {flaw}" for entry in struck for flaw in entry["flaws"]]
    assert wrong == []
    whole = [] if journey in CASELESS else [journey]
    assert deaths[0]["cases"] == []
    assert all(death["cases"] in ([], whole) for death in deaths)
    assert deaths[-1]["cases"] == whole
    assert [entry["cases"] for entry in struck if not entry["killed"]] == [whole] * SHARE
    assert len(deaths) > FEWEST
    if journey in PAYING:
        # Between "stored" and the last receipt's answer the terminal gives the money back (ZVT, 2.2.8).
        unpaid = [death["at"] for death in deaths if death["unpaid"]]
        assert {"before confirm", "terminal says 06 D3"} <= set(unpaid)
        assert not {"terminal says 06 0F", "after confirm"} & set(unpaid)
    with capsys.disabled():
        sys.stdout.write(f" {journey}: struck at {len(deaths)} boundaries ")
