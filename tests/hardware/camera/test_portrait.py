"""The drawn person: each act of theirs can be seen, and standing still costs next to nothing."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest

from hardware.camera.portrait.features import Gaze
from hardware.camera.portrait.person import STANDS, Picture, Pose, take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.portrait.sitting import Sitting
from hardware.camera.simulator import CameraSimulator
from hardware.camera.staging import Direction
from hardware.simulation.acts import acts_of
from kiosk.clock import SystemClock
from tests.fake_clock import FakeClock

STANDING = Pose()


def changed(one: Picture, other: Picture) -> tuple[slice, slice]:
    """Answer the box of rows and columns that differ."""
    rows, columns = np.nonzero(np.abs(one.astype(int) - other).max(axis=2) > 8)
    assert rows.size, "nothing is seen of it"
    return slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)


def test_the_person_stands_in_the_middle_before_a_grey_wall() -> None:
    person, wall = take_picture(STANDING), take_picture(replace(STANDING, present=False))
    rows, columns = changed(person, wall)
    assert abs((columns.start + columns.stop) / 2 - 640) < 15
    assert rows.stop == 720
    assert np.ptp(wall[360, 640].astype(int)) <= 4, "grey"
    assert 160 <= wall.mean() <= 225


def test_shut_eyes_change_only_the_eyes() -> None:
    rows, columns = changed(
        take_picture(STANDING), take_picture(replace(STANDING, gaze=Gaze(shut=1)))
    )
    assert rows.stop - rows.start < 60
    assert columns.stop - columns.start < 220


def test_a_turned_head_hides_the_ear_on_that_side() -> None:
    wall = take_picture(replace(STANDING, present=False))[290:370]
    reach = {}
    for yaw in (-24.0, 24.0):
        _, columns = changed(take_picture(replace(STANDING, yaw=yaw))[290:370], wall)
        reach[yaw] = (640 - columns.start, columns.stop - 640)
    assert reach[-24.0][0] < reach[-24.0][1]
    assert reach[24.0][0] > reach[24.0][1]


def test_closer_is_larger() -> None:
    wall = take_picture(replace(STANDING, present=False))
    widths = []
    for distance in (130.0, STANDS, 70.0):
        _, columns = changed(take_picture(replace(STANDING, distance=distance))[:400], wall[:400])
        widths.append(columns.stop - columns.start)
    assert widths == sorted(widths)
    assert widths[2] > 1.3 * widths[0]


@pytest.mark.parametrize(
    ("light", "low", "high"), [(0.12, 0, 90), (1.0, 120, 200), (3.2, 200, 256)]
)
def test_the_lamp_is_seen(light: float, low: float, high: float) -> None:
    assert low <= take_picture(replace(STANDING, light=light)).mean() < high


def test_nobody_stands_quite_still_and_everybody_blinks() -> None:
    poses = [Sitting().pose(step / 15) for step in range(15 * 10)]
    assert len({pose.breath for pose in poses}) >= 3
    assert {pose.gaze.shut for pose in poses} == {0.0, 0.5, 1.0}


def test_standing_comes_down_to_few_distinct_pictures() -> None:
    poses = {Sitting().pose(step / 15) for step in range(15 * 120)}
    assert len(poses) <= 27


@pytest.mark.parametrize(
    "act",
    [act.name for act in acts_of(CameraSimulator(FakeClock()))
     if act.name not in {"stand_properly", "send_somebody_away", "set_light_right", "wipe_lens", "send_pictures",
                         "plug_in", "restore"}],
)  # fmt: skip
async def test_each_act_is_seen_and_ends_with_the_citizen(act: str, clock: FakeClock) -> None:
    simulator = CameraSimulator(clock)
    await simulator.start()
    before = dict(simulator.state())
    outcome = getattr(simulator, act)()
    if outcome is not None:
        await outcome
    await clock.advance(1.0)
    assert simulator.state() != before
    await simulator.restore()
    await clock.advance(2.5)
    assert {**simulator.state(), "person": before["person"]} == before
    await simulator.stop()


async def test_each_citizen_is_another_one(clock: FakeClock) -> None:
    simulator = CameraSimulator(clock)
    await simulator.start()
    seen = []
    for _ in Who:
        seen.append(simulator.state()["person"])
        await simulator.restore()
    assert sorted(map(str, seen)) == sorted(Who)
    await simulator.stop()


async def test_a_head_turns_in_steps_not_at_once(clock: FakeClock) -> None:
    simulator = CameraSimulator(clock)
    simulator.turn_head(Direction.RIGHT)
    turns = []
    for _ in range(12):
        turns.append(simulator._sitting.pose(clock.monotonic()).yaw)
        await clock.advance(1 / 15)
    assert turns[0] == 0
    assert turns[-1] == 24
    assert turns == sorted(turns)
    assert len(set(turns)) >= 5


async def test_two_may_look_at_once() -> None:
    simulator = CameraSimulator(SystemClock())
    await simulator.start()
    simulator.turn_head()
    for _ in range(5):
        one, other = await asyncio.gather(simulator._picture(), simulator._picture())
        assert one
        assert other
    await simulator.stop()
