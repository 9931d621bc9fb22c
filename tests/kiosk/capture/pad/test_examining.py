"""Presentation attack detection holds nothing up: late, broken and lying drivers are told of as omitted."""

import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.measures import Measures
from kiosk.capture.pad import STEPS, Omission, PadState, Score
from kiosk.capture.pad.examining import PadFailed, PadRefused, PadWatch, make_pad
from tests.kiosk.capture.face.hand_made import finished, live

PICTURE = np.zeros((8, 8, 3), uint8)
SUM = "ab" * 32


class Driver:
    """A vendor's driver as a test wants it."""

    name = "vendor"
    version = "2.1"
    certified = "BSI-0000"

    def __init__(self, score: Score | None = None) -> None:
        self.said = score
        self.seen: list[float] = []
        self.waits: threading.Event | None = None
        self.breaks = False

    def watch(self, _pixels: NDArray[uint8], _measures: Measures, taken: float) -> None:
        if self.breaks:
            raise RuntimeError("no licence")
        if self.waits is not None:
            self.waits.wait(10)
        self.seen.append(taken)

    def score(self, _pixels: NDArray[uint8], _measures: Measures) -> Score | None:
        if self.breaks:
            raise RuntimeError("no licence")
        if self.waits is not None:
            self.waits.wait(10)
        return self.said


@pytest.mark.parametrize("value", [0.0, 0.07, 0.46, 0.5, 1.0])
def test_a_score_is_told_of_the_picture_it_was_made_for(value: float) -> None:
    watch = PadWatch(Driver(Score(value, {"depth": 3.5})), alarm=0.5)
    told = watch.examine(SUM, PICTURE, finished())
    assert (told.state, told.picture) == (PadState.SCORED, SUM)
    assert told.score == pytest.approx(value, abs=1 / STEPS / 2)
    assert told.alarm is (value >= 0.5)
    assert (told.driver, told.version, told.certified) == ("vendor", "2.1", "BSI-0000")
    assert told.signs == {"depth": 3.5}
    watch.end()


def test_scores_have_ten_steps_and_more_evenly_spread() -> None:
    scores = set()
    for hundredth in range(101):
        watch = PadWatch(Driver(Score(hundredth / 100)), alarm=0.5)
        scores.add(watch.examine(SUM, PICTURE, finished()).score)
        watch.end()
    assert sorted(score or 0.0 for score in scores) == [step / STEPS for step in range(STEPS + 1)]


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_score_is_told_as_omitted(value: float) -> None:
    watch = PadWatch(Driver(Score(value)), alarm=0.5)
    told = watch.examine(SUM, PICTURE, finished())
    assert (told.state, told.omission, told.score) == (
        PadState.OMITTED,
        Omission.OUT_OF_RANGE,
        None,
    )
    assert not told.alarm
    watch.end()


def test_a_driver_that_hangs_holds_nothing_up() -> None:
    driver = Driver(Score(0.1))
    driver.waits = threading.Event()
    watch = PadWatch(driver, alarm=0.5, patience=0.05)
    for taken in range(50):  # more than it can take: the rest is dropped, and nothing waits
        watch.watch(PICTURE, live(), taken)
    assert watch._jobs.qsize() <= 1
    told = watch.examine(SUM, PICTURE, finished())
    assert (told.state, told.omission) == (PadState.OMITTED, Omission.LATE)
    watch.end()
    driver.waits.set()
    assert len(driver.seen) < 50


def test_a_driver_that_breaks_is_told_as_omitted_and_goes_on() -> None:
    driver = Driver(Score(0.1))
    driver.breaks = True
    watch = PadWatch(driver, alarm=0.5)
    told = watch.examine(SUM, PICTURE, finished())
    assert (told.state, told.omission) == (PadState.OMITTED, Omission.FAILED)
    driver.breaks = False
    assert watch.examine(SUM, PICTURE, finished()).state is PadState.SCORED
    watch.end()


def test_a_driver_that_broke_while_watching_says_so_where_it_has_no_score() -> None:
    driver = Driver(None)
    driver.breaks = True
    watch = PadWatch(driver, alarm=0.5)
    watch.watch(PICTURE, live(), 1.0)
    while not watch._jobs.empty():
        threading.Event().wait(0.01)
    driver.breaks = False
    assert watch.examine(SUM, PICTURE, finished()).omission is Omission.FAILED
    watch.end()


def test_the_end_ends_the_thread() -> None:
    watch = PadWatch(Driver(None), alarm=0.5)
    watch.end()
    watch._thread.join(5)
    assert not watch._thread.is_alive()


def test_nothing_fitted_is_told_as_that() -> None:
    watch = PadWatch(make_pad({"driver": "omitted"}), alarm=0.5)
    told = watch.examine(SUM, PICTURE, finished())
    assert (told.state, told.omission) == (PadState.OMITTED, Omission.NOT_FITTED)
    watch.end()


def test_the_indicator_is_certified_by_nobody() -> None:
    assert make_pad({"driver": "indicator"}).certified == ""


WRONG = [
    ({}, "'driver' is missing or no name"),
    ({"driver": "../evil"}, "'driver' is missing or no name"),
    ({"driver": "examining"}, "'driver' is missing or no name"),
    ({"driver": "magic"}, "there is no driver 'magic'"),
    ({"driver": "indicator", "x": 1}, "driver 'indicator' has no setting 'x' (it has: none)"),
]


@pytest.mark.parametrize(("table", "sentence"), WRONG)
def test_a_wrong_driver_is_refused_by_name(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(PadRefused) as refused:
        make_pad(table)
    assert sentence in str(refused.value)


def test_a_vendors_driver_comes_in_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vendor_pad.py").write_text(
        "from dataclasses import dataclass\n"
        "@dataclass(frozen=True)\n"
        "class Settings:\n"
        "    licence: str = ''\n"
        "    def __post_init__(self):\n"
        "        if not self.licence: raise ValueError('a licence is needed')\n"
        "class Pad:\n"
        "    name, version, certified = 'vendor', '1', 'BSI-1'\n"
        "def make(settings):\n"
        "    if settings.licence.startswith('/'): open(settings.licence)\n"
        "    return Pad()\n"
    )
    told = tmp_path / "vendor_pad-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: vendor-pad\nVersion: 1\n")
    (told / "entry_points.txt").write_text("[buergerterminal.pad]\nvendor = vendor_pad\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert make_pad({"driver": "vendor", "licence": "x"}).certified == "BSI-1"
    with pytest.raises(PadRefused, match="driver 'vendor': a licence is needed"):
        make_pad({"driver": "vendor"})
    with pytest.raises(PadFailed, match="driver 'vendor': FileNotFoundError"):
        make_pad({"driver": "vendor", "licence": "/no/sensor"})
    sys.modules.pop("vendor_pad", None)
