"""The crop: eyes where they belong, upright, never enlarged, never padded, or refused with what would help."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.crop import CropPlan, CropRefused, nearest, plan, reach
from kiosk.capture.face.cutting import cut
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measures import Geometry, Place
from kiosk.capture.face.profile import load_profile
from tests.kiosk.capture.face.hand_made import INTER_EYE, geometry

RECIPE = load_profile().crop
UHD = (2160, 3840)  # width, height of a still by a sensor mounted upright


def rolled(eyes: Place, eye_to_chin: float, degrees: float) -> Geometry:
    """Answer a head rolled clockwise about the middle between its eyes."""
    upright = geometry(eyes, eye_to_chin)
    return replace(
        upright,
        left_eye=_turned(upright.left_eye, eyes, degrees),
        right_eye=_turned(upright.right_eye, eyes, degrees),
        chin=_turned(upright.chin, eyes, degrees),
    )


def _turned(place: Place, about: Place, degrees: float) -> Place:
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    x, y = place[0] - about[0], place[1] - about[1]
    return about[0] + x * cosine - y * sine, about[1] + x * sine + y * cosine


def drawn(size: tuple[int, int], head: Geometry) -> NDArray[uint8]:
    """Answer a grey picture with a dot in red, green and blue for left eye, right eye and chin."""
    pixels = np.full((size[1], size[0], 3), 200, uint8)
    spots = (head.left_eye, head.right_eye, head.chin)
    for (x, y), colour in zip(spots, ((0, 0, 255), (0, 255, 0), (255, 0, 0)), strict=True):
        fine = (round((x - 0.5) * 16), round((y - 0.5) * 16))
        cv2.circle(pixels, fine, 12 * 16, colour, -1, cv2.LINE_AA, shift=4)
    return pixels


def dots(pixels: NDArray[uint8]) -> list[Place]:
    """Answer where the dots are, in the order of `drawn`."""
    found = []
    for channel in (2, 1, 0):
        others = np.delete(pixels.astype(int), channel, axis=2).max(axis=2)
        y, x = np.nonzero(pixels[..., channel].astype(int) - others > 60)
        found.append((float(x.mean()) + 0.5, float(y.mean()) + 0.5))
    return found


@pytest.mark.parametrize(
    ("eyes", "eye_to_chin", "degrees"),
    [
        ((1080, 1700), 604, 0),
        ((1000, 1600), 640, 0),
        ((1080.4, 1700.7), 700, 7),
        ((1100, 1900), 850, -6),
        ((1080, 1500), 900, 3),
    ],
)
def test_eyes_and_chin_come_to_lie_where_the_recipe_says(
    eyes: Place, eye_to_chin: float, degrees: float
) -> None:
    head = rolled(eyes, eye_to_chin, degrees)
    planned = plan(head, UHD, RECIPE)
    assert isinstance(planned, CropPlan)
    done = cut(drawn(UHD, head), planned)
    assert done.shape == (1600, 1244, 3)
    left, right, chin = dots(done)
    assert left == pytest.approx((622 - 604 * INTER_EYE / 2, 720), abs=1)
    assert right == pytest.approx((622 + 604 * INTER_EYE / 2, 720), abs=1)
    assert chin == pytest.approx((622, 720 + 604), abs=1)


def test_pixels_are_copied_where_nothing_must_be_turned_or_scaled() -> None:
    noise = np.random.default_rng(7).integers(0, 256, (3840, 2160, 3), dtype=uint8)
    planned = plan(geometry((1080, 1700), 604), UHD, RECIPE)
    assert isinstance(planned, CropPlan)
    assert np.array_equal(cut(noise, planned), noise[980:2580, 458:1702])


def test_fine_patterns_do_not_flicker_when_they_are_averaged_down() -> None:
    stripes = np.zeros((3840, 2160, 3), uint8)
    stripes[::2] = 255
    planned = plan(geometry((1080, 1700), 1020), UHD, RECIPE)
    assert isinstance(planned, CropPlan)
    assert float(cut(stripes, planned)[100:-100, 100:-100].std()) < 40


@pytest.mark.parametrize(
    ("head", "instruction"),
    [
        (geometry((1080, 1700), 560), Instruction.CLOSER),
        (geometry((1080, 1700), 1300), Instruction.BACK),
        (geometry((600, 1700), 604), Instruction.LEFT),
        (geometry((1560, 1700), 604), Instruction.RIGHT),
        (geometry((1080, 600), 604), Instruction.DOWN),
        (geometry((1080, 3100), 604), Instruction.UP),
    ],
)
def test_what_cannot_be_cut_out_is_refused_with_what_would_help(
    head: Geometry, instruction: Instruction
) -> None:
    assert plan(head, UHD, RECIPE) == CropRefused(instruction)


def test_near_an_edge_the_head_becomes_larger_and_the_eye_line_gives_way() -> None:
    beside = plan(geometry((900, 1700), 906), UHD, RECIPE)
    assert isinstance(beside, CropPlan)
    assert beside.scale * 906 > RECIPE.eye_to_chin + 1
    above = plan(geometry((1080, 690), 604), UHD, RECIPE)
    assert isinstance(above, CropPlan)
    assert above.eye_line == pytest.approx(690 / 1600)


def test_eyes_close_together_make_the_head_larger_up_to_the_greatest_allowed() -> None:
    close = plan(geometry((1080, 1700), 1000, 490), UHD, RECIPE)
    assert isinstance(close, CropPlan)
    assert close.scale * 490 == pytest.approx(RECIPE.inter_eye)
    closer = plan(geometry((1080, 1700), 1000, 440), UHD, RECIPE)
    assert isinstance(closer, CropPlan)
    assert closer.scale * 1000 == pytest.approx(RECIPE.eye_to_chin_most)


heads = st.builds(
    rolled,
    st.tuples(st.floats(0, 2160), st.floats(0, 3840)),
    st.floats(1, 3000),
    st.floats(-40, 40),
)


near = st.builds(
    rolled,
    st.tuples(st.floats(800, 1360), st.floats(1300, 2400)),
    st.floats(569, 1000),
    st.floats(-8, 8),
)


@given(near)
def test_a_plan_never_enlarges_and_never_leaves_the_picture(head: Geometry) -> None:
    planned = plan(head, UHD, RECIPE)
    assume(isinstance(planned, CropPlan))
    assert isinstance(planned, CropPlan)
    assert planned.scale <= 1
    assert planned.size == (1244, 1600)
    assert 569 <= planned.scale * head.eye_to_chin <= 640 + 1e-6
    for x, y in planned.corners():
        assert -0.5 <= x <= 2160.5
        assert -0.5 <= y <= 3840.5


sizes = st.tuples(st.integers(1, 5000), st.integers(1, 5000))


@given(st.none() | heads, sizes)
def test_there_is_always_a_nearest_that_is_neither_enlarged_nor_padded(
    head: Geometry | None, size: tuple[int, int]
) -> None:
    best = nearest(head, size, RECIPE)
    assert best.scale <= 1 + 1e-9
    assert best.size[0] <= 1244
    assert best.size[1] <= 1600
    for x, y in best.corners():
        assert -1 <= x <= size[0] + 1
        assert -1 <= y <= size[1] + 1


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (640, 480), (3840, 2160)])
@pytest.mark.parametrize("head", [None, geometry((300, 200), 90), rolled((0, 0), 4000, 20)])
def test_the_nearest_of_any_picture_is_a_picture(
    size: tuple[int, int], head: Geometry | None
) -> None:
    best = nearest(head, size, RECIPE)
    done = cut(np.full((size[1], size[0], 3), 90, uint8), best)
    assert done.shape == (best.size[1], best.size[0], 3)
    assert (done == 90).all()


def test_a_head_too_far_away_fills_what_is_cut_out_all_the_same() -> None:
    best = nearest(geometry((640, 360), 130), (1280, 720), RECIPE)
    assert best.size[1] == pytest.approx(130 / 0.31, abs=1)
    assert best.scale == 1


@given(heads)
def test_what_is_in_reach_can_be_cut_out(head: Geometry) -> None:
    small = replace(
        head,
        left_eye=(head.left_eye[0] / 3, head.left_eye[1] / 3),
        right_eye=(head.right_eye[0] / 3, head.right_eye[1] / 3),
        inter_eye=head.inter_eye / 3,
        eye_to_chin=head.eye_to_chin / 3,
    )
    seen = reach(small, (720, 1280), RECIPE, 3.0)
    rooms = (seen.left, seen.right, seen.above, seen.below)
    if seen.resolution >= 1.001 and min(rooms) >= 0.001:
        assert isinstance(plan(head, UHD, RECIPE), CropPlan)
    elif seen.resolution < 0.999 or min(rooms) < -0.001:
        assert isinstance(plan(head, UHD, RECIPE), CropRefused)


def test_the_nearest_is_upright_where_there_is_room_for_it() -> None:
    head = rolled((500, 700), 300, 11)
    best = nearest(head, (1280, 1600), RECIPE)
    left, right, _ = dots(cut(drawn((1280, 1600), head), best))
    assert left[1] == pytest.approx(right[1], abs=1)


@pytest.mark.parametrize("yaw", [-20.0, 12.0, 20.0])
def test_turning_the_head_takes_nobody_farther_away(yaw: float) -> None:
    facing = geometry((360.0, 560.0), 216.0)
    turned = replace(
        facing,
        inter_eye=facing.inter_eye * math.cos(math.radians(yaw)),
        pose=replace(facing.pose, yaw=yaw),
    )
    near, seen = (reach(head, (720, 1280), RECIPE, 3.0) for head in (facing, turned))
    assert seen.resolution == pytest.approx(near.resolution)
