"""What a live camera's pictures tell of it: when each fault begins, and when it is over."""

import numpy as np
import pytest

from hardware.camera import CameraFault, Frame
from hardware.camera.liveness import Liveness
from hardware.camera.pictures import Shot

PICTURE = np.zeros((1, 1, 3), np.uint8)


def seen(brightness: list[int], fps: float, *, same: bool = False) -> list[CameraFault | None]:
    """Answer what is told at each picture of a camera that sends `fps` of them a second."""
    liveness = Liveness()
    return [
        liveness.see(Shot(PICTURE, 0 if same else number, level), number / fps)
        for number, level in enumerate(brightness)
    ]


def test_a_camera_that_works_is_told_nothing_of() -> None:
    assert set(seen([200] * 150, 15)) == {None}
    assert set(seen([30] * 150, 15)) == {None}, "a dark room"


def test_the_same_bits_for_three_seconds_are_frozen() -> None:
    told = seen([200] * 60, 15, same=True)
    assert told.index(CameraFault.FROZEN) == 45
    assert set(told[45:]) == {CameraFault.FROZEN}


def test_black_for_two_seconds_is_covered_until_there_is_light() -> None:
    told = seen([200] * 15 + [5] * 45 + [200] * 15, 15)
    assert told.index(CameraFault.COVERED) == 45
    assert set(told[60:]) == {None}


def test_a_cloth_over_the_lens_for_a_moment_is_nothing() -> None:
    assert set(seen(([200] * 15 + [5] * 28) * 3, 15)) == {None}


@pytest.mark.parametrize(("fps", "slow"), [(1.0, True), (1.9, True), (2.1, False), (5.0, False)])
def test_fewer_than_two_a_second_are_slow(fps: float, slow: bool) -> None:  # noqa: FBT001 - what is expected
    told = seen([200] * 40, fps)
    assert (CameraFault.TOO_SLOW in told) is slow
    assert told[: int(fps * 4)] == [None] * int(fps * 4), "not before four seconds"


def test_a_known_pause_is_no_slowness() -> None:
    liveness = Liveness()
    for number in range(60):
        liveness.see(Shot(PICTURE, number, 200), number / 15)
    liveness.pause()
    assert liveness.see(Shot(PICTURE, 99, 200), 30.0) is None
    assert liveness.see(Shot(PICTURE, 100, 200), 30.1) is None


def test_frozen_black_pictures_are_frozen() -> None:
    assert seen([5] * 60, 15, same=True)[-1] is CameraFault.FROZEN


def test_no_traceback_quotes_a_pixel() -> None:
    assert repr(Frame(PICTURE, 1, 0.5)) == "Frame(serial=1, taken=0.5)"
    assert repr(Shot(PICTURE, 7, 9)) == "Shot(digest=7, brightest=9)"
