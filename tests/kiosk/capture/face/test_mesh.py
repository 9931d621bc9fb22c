import math

import numpy as np
import pytest

from kiosk.bench.capture.portraits import DARK, LIGHT, Pixels, before_the_wall, rolled
from kiosk.capture.face.detection import Detection, detect
from kiosk.capture.face.mesh import LEFT_EYE, RIGHT_EYE, Region, find_mesh
from kiosk.capture.face.models import FaceModels

WALL = np.full((720, 1280, 3), 200, np.uint8)
NOISE = np.random.default_rng(2).integers(0, 256, WALL.shape, np.uint8)
SOMEWHERE = Detection(0.9, 500, 200, 280, 280, ((560, 280), (720, 280)))


@pytest.mark.parametrize(
    "picture", [WALL, np.zeros_like(WALL), NOISE], ids=["wall", "black", "noise"]
)
def test_no_mesh_is_laid_over_what_is_no_face(models: FaceModels, picture: Pixels) -> None:
    assert find_mesh(models.landmarks, picture, SOMEWHERE) is None


@pytest.mark.parametrize("side", [0.0, 1.0, 1e9])
def test_nor_over_what_is_too_small_or_too_large(models: FaceModels, side: float) -> None:
    nowhere = Detection(0.9, 500, 200, side, side, SOMEWHERE.eyes)
    assert find_mesh(models.landmarks, before_the_wall(DARK), nowhere) is None


@pytest.mark.parametrize("name", [LIGHT, DARK])
@pytest.mark.parametrize("roll", [0, 25])
def test_eyes_and_edges_lie_where_they_are(models: FaceModels, name: str, roll: float) -> None:
    picture = rolled(before_the_wall(name), roll)
    mesh = find_mesh(models.landmarks, picture, detect(models.detection, picture)[0])
    assert mesh
    assert mesh.points.shape == (468, 3)
    assert mesh.middle((*LEFT_EYE, *RIGHT_EYE)) == pytest.approx((640, 300), abs=8)
    (left_x, left_y), (right_x, right_y) = mesh.middle(LEFT_EYE), mesh.middle(RIGHT_EYE)
    angle = math.degrees(math.atan2(right_y - left_y, right_x - left_x))
    assert angle == pytest.approx(roll, abs=3)
    assert math.degrees(mesh.region.angle) == pytest.approx(angle, abs=0.01)
    left, top, right, bottom = mesh.edges
    assert left < left_x < right_x < right
    assert top < left_y < bottom
    twice = mesh.scaled(2)
    assert twice.place(1)[0] == pytest.approx(2 * mesh.place(1)[0])
    assert twice.region.side == pytest.approx(2 * mesh.region.side)


def test_a_region_is_cut_upright_and_told_back() -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[95:106, 195:206] = 255
    region = Region(150, 100, 120, math.radians(30))
    seen, back = region.cut(picture, 60)
    rows, columns = np.nonzero(seen[..., 0] > 128)
    x, y = back[:, :2] @ (columns.mean(), rows.mean()) + back[:, 2]
    assert (x, y) == pytest.approx((200, 100), abs=1)
    # To the right of the middle before, and above it once 30 degrees of clockwise roll are undone.
    assert columns.mean() == pytest.approx(30 + 25 * math.cos(math.radians(30)), abs=1)
    assert rows.mean() == pytest.approx(30 - 25 * math.sin(math.radians(30)), abs=1)


@pytest.mark.parametrize(
    ("other", "serves"),
    [
        (Region(103, 100, 200, 0.02), True),
        (Region(110, 100, 200, 0), False),
        (Region(100, 100, 215, 0), False),
        (Region(100, 100, 200, 0.1), False),
        (Region(100, 100, 200, math.tau), True),
    ],
)
def test_a_region_serves_for_a_face_that_hardly_moved(other: Region, serves: bool) -> None:  # noqa: FBT001 - a case of a table
    assert Region(100, 100, 200, 0).serves_for(other) is serves
