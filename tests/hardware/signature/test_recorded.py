"""Recorded signatures look and move like written ones, and stay on their pad."""

import itertools
import math

import pytest

from hardware.signature.recorded import signature, write
from kiosk.contracts.captures import Stroke
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing


class Paper:
    """A pen that remembers."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def begin(self, x: float, y: float) -> None:
        self.done.append(f"begin {x:.2f} {y:.2f}")

    def extend(self, x: float, y: float) -> None:
        self.done.append(f"extend {x:.2f} {y:.2f}")

    def finish(self) -> None:
        self.done.append("finish")


def length(strokes: tuple[Stroke, ...]) -> float:
    return sum(math.dist((a.x, a.y), (b.x, b.y)) for s in strokes for a, b in itertools.pairwise(s))


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize(("width", "height"), [(90, 25), (120, 60), (60, 60)])
def test_it_fills_its_pad_and_stays_inside(width: float, height: float, seed: int) -> None:
    points = [point for stroke in signature(width, height, seed) for point in stroke]
    xs, ys = [point.x for point in points], [point.y for point in points]
    assert 0 < min(xs) < max(xs) < width
    assert 0 < min(ys) < max(ys) < height
    assert max((max(xs) - min(xs)) / width, (max(ys) - min(ys)) / height) > 0.75


def test_it_meets_what_a_signature_is_checked_for() -> None:
    """reference: several strokes, ≥ 30 points, ≥ 0.4 s of ink, a path longer than its box."""
    strokes = signature(90, 25)
    assert len(strokes) == 4
    assert sum(map(len, strokes)) > 150
    assert 2 < strokes[-1][-1].t < 8
    assert length(strokes) > 2 * 90
    times = [point.t for stroke in strokes for point in stroke]
    assert times == sorted(times)


def test_a_hand_slows_down_where_the_line_bends() -> None:
    name = max(signature(90, 25), key=len)
    steps = sorted(math.dist((a.x, a.y), (b.x, b.y)) for a, b in itertools.pairwise(name))
    assert steps[len(steps) // 10] < 0.5 * steps[-len(steps) // 10]


def test_another_day_is_another_signature_of_the_same_hand() -> None:
    today, tomorrow = signature(90, 25, 1), signature(90, 25, 2)
    assert today == signature(90, 25, 1)
    assert today != tomorrow
    assert length(today) == pytest.approx(length(tomorrow), rel=0.15)


async def test_it_is_written_in_its_own_time(clock: FakeClock) -> None:
    strokes, paper = signature(90, 25), Paper()
    await passing(clock, write(strokes, paper, clock))
    assert clock.monotonic() == pytest.approx(strokes[-1][-1].t, abs=0.2)
    assert paper.done.count("finish") == 4
    assert len(paper.done) == sum(map(len, strokes)) + 4
    assert paper.done[0].startswith("begin")
