import numpy as np
import pytest

from kiosk.bench.capture.portraits import (
    DARK,
    LIGHT,
    Pixels,
    before_the_wall,
    sample,
    shifted,
    sized,
)
from kiosk.capture.face.detection import detect
from kiosk.capture.face.models import FaceModels

WALL = np.full((720, 1280, 3), 200, np.uint8)
EMPTY = {
    "wall": WALL,
    "black": np.zeros_like(WALL),
    "noise": np.random.default_rng(3).integers(0, 256, WALL.shape, np.uint8),
    "one pixel": WALL[:1, :1],
    "a line": WALL[:1],
    "a column": WALL[:, :1],
}


@pytest.mark.parametrize("picture", EMPTY.values(), ids=EMPTY)
def test_no_face_is_found_where_there_is_none(models: FaceModels, picture: Pixels) -> None:
    assert detect(models.detection, np.ascontiguousarray(picture)) == ()


@pytest.mark.parametrize("name", [LIGHT, DARK])
def test_eyes_lie_where_they_are(models: FaceModels, name: str) -> None:
    (found,) = detect(models.detection, before_the_wall(name))
    (left_x, left_y), (right_x, right_y) = found.eyes
    assert (left_x, left_y) == pytest.approx((560, 300), abs=20)
    assert (right_x, right_y) == pytest.approx((720, 300), abs=20)
    assert found.holds((640, 300))
    assert not found.holds((100, 300))


def test_everybody_is_found_largest_first(models: FaceModels) -> None:
    picture = WALL.copy()
    large, small = before_the_wall(LIGHT), sized(before_the_wall(DARK), 0.6)
    picture[:, :600] = large[:, 340:940]
    picture[:, 850:1280] = small[:, 425:855]
    first, second = detect(models.detection, picture)
    assert first.area > 1.5 * second.area
    assert first.holds((300, 300))
    assert second.holds((1065, 300))


def test_somebody_small_is_found_by_looking_closely(models: FaceModels) -> None:
    """A twelfth of the picture's width across: too small for one look at the whole of it."""
    (found,) = detect(models.detection, sized(before_the_wall(DARK), 0.28))
    assert found.holds((640, 300))


@pytest.mark.parametrize("right", [-560, 560])
def test_a_face_that_the_edge_cuts_is_found(models: FaceModels, right: int) -> None:
    (found,) = detect(models.detection, shifted(before_the_wall(LIGHT), right, 0))
    assert found.holds((640 + right - np.sign(right) * 60, 300))


def test_it_is_the_same_face_in_another_size(models: FaceModels) -> None:
    (found,) = detect(models.detection, sample(DARK))
    twice = found.scaled(2)
    assert twice.area == pytest.approx(4 * found.area)
    assert twice.eyes[0][0] == pytest.approx(2 * found.eyes[0][0])
    assert twice.holds((2 * found.middle[0], 2 * found.middle[1]))
