"""kill -9 at every boundary of every journey: each case is wholly there or wholly absent, the log holds.

The money, too: what the card terminal kept is what stored cases were paid with, never more.
"""

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
LONGEST = 300
FEWEST = 30  # boundaries: a journey that has fewer was not walked
CASELESS = frozenset({"eid-pin"})


@dataclass(frozen=True, slots=True)
class Lane:
    """The deaths of one journey, struck by a process of its own."""

    folder: Path
    process: subprocess.Popen[str]

    def deaths(self) -> list[dict[str, Any]]:
        """Answer what each death left, in order; in the last one nobody died."""
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
) -> Iterator[Mapping[str, Lane]]:
    """Strike all journeys side by side: most of the time is waiting."""
    running: dict[str, Lane] = {}
    try:
        for journey in JOURNEYS:
            folder = tmp_path_factory.mktemp(journey)
            (folder / "private.jwk").write_text(json.dumps(private_jwk))
            (folder / "public.jwk").write_text(json.dumps(public_jwk))
            running[journey] = Lane(folder, _start(journey, folder))
        yield running
    finally:
        for lane in running.values():
            lane.process.terminate()
            lane.process.communicate()


def _start(journey: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.mishaps.dying", journey, folder],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},  # what the dead leave lying goes with the folder
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_death_leaves_the_truth(
    journey: str, lanes: Mapping[str, Lane], capsys: pytest.CaptureFixture[str]
) -> None:
    *deaths, survived = lanes[journey].deaths()
    wrong = [f"{death['at']}: {flaw}" for death in deaths for flaw in death["flaws"]]
    assert wrong == []
    assert survived["flaws"] == []
    # Absent until it is stored, and from then on there, once.
    stored = [death["cases"] for death in (*deaths, survived)]
    assert survived["cases"] == ([] if journey in CASELESS else [journey])
    assert stored == sorted(stored, key=len)
    assert len(deaths) > FEWEST
    with capsys.disabled():
        sys.stdout.write(f" {journey}: struck at {len(deaths)} boundaries ")
