"""Each thing that can be wrong with a photo moves its own measure, on light and on dark skin."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from kiosk.bench.capture.portraits import (
    DARK,
    LIGHT,
    Pixels,
    before_the_wall,
    blurred,
    exposed,
    lit_from_the_side,
    mesh_of,
    sample,
    shut,
    sized,
    smeared,
    tinted,
)
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Background, Face

EVERYBODY = pytest.mark.parametrize("name", [LIGHT, DARK])
Spoils = Callable[[Pixels], Pixels]


def face_of(measurer: FaceMeasurer, picture: Pixels) -> Face:
    face = measurer.measure(picture).face
    assert face
    return face


def wall_of(measurer: FaceMeasurer, picture: Pixels) -> Background:
    background = measurer.measure(picture).background
    assert background
    return background


@EVERYBODY
def test_a_good_photo(measurer: FaceMeasurer, name: str) -> None:
    measures = measurer.measure(before_the_wall(name))
    face, wall = measures.face, measures.background
    assert face
    assert wall
    assert (measures.width, measures.height, measures.faces, measures.second) == (1280, 720, 1, 0)
    assert measures.colours
    assert measures.intensities > 200
    assert min(face.score, face.presence) > 0.8
    where = face.geometry
    assert where.eyes == pytest.approx((640, 300), abs=8)
    assert where.inter_eye == pytest.approx(160, rel=0.05)
    assert 1.6 < where.eye_to_chin / where.inter_eye < 2.1
    assert 2.0 < where.head_width / where.inter_eye < 2.5
    assert face.expression.eye_openings
    assert min(face.expression.eye_openings) > 0.2
    assert face.expression.gaze
    assert face.expression.gaze[0] == pytest.approx(0.5, abs=0.07)
    assert face.light.side_ratio > 0.7
    assert face.light.side_overlap > 0.3
    assert face.light.over < 0.05
    assert face.light.hot_spots < 0.05
    assert face.light.red_eyes is not None
    assert face.light.red_eyes < 0.2
    assert face.light.sharpness > 10
    assert wall.share > 0.4
    assert wall.grey == pytest.approx(200, abs=3)
    assert wall.mean == pytest.approx((80.6, 0, 0), abs=1.5)
    assert max(wall.spread) < 1.5
    assert wall.gradient < 5


@EVERYBODY
def test_shut_eyes(measurer: FaceMeasurer, name: str) -> None:
    picture = before_the_wall(name)
    openings = face_of(measurer, shut(picture, mesh_of(picture))).expression.eye_openings
    assert openings
    assert max(openings) < 0.15


def test_an_open_mouth_and_a_smile(measurer: FaceMeasurer) -> None:
    neutral = face_of(measurer, sample(LIGHT)).expression
    smiling = face_of(measurer, sample(DARK)).expression
    assert neutral.mouth_gap < 0.02
    assert smiling.mouth_gap > 0.1
    assert neutral.mouth_width < 1.0
    assert smiling.mouth_width > 1.1


@EVERYBODY
@pytest.mark.parametrize(
    "spoils",
    [
        lambda p: blurred(p, 2.5),
        lambda p: blurred(p, 6),
        lambda p: smeared(p, 15),
        lambda p: np.ascontiguousarray(np.rot90(smeared(np.rot90(p), 15), -1)),
    ],
    ids=["blur", "much blur", "moved sideways", "moved down"],
)
def test_blur(measurer: FaceMeasurer, name: str, spoils: Spoils) -> None:
    picture = before_the_wall(name)
    sharp = face_of(measurer, picture).light.sharpness
    assert face_of(measurer, spoils(picture)).light.sharpness < min(7, 0.4 * sharp)


@EVERYBODY
@pytest.mark.parametrize("noise", [3, 8])
def test_noise_is_neither_blur_nor_sharpness(
    measurer: FaceMeasurer, name: str, noise: float
) -> None:
    picture = before_the_wall(name)
    grain = np.random.default_rng(1).normal(0, noise, picture.shape)
    for blur, least, most in ((0.0, 12, 40), (4.0, 0, 5), (10.0, 0, 5)):
        soft = blurred(picture, blur) if blur else picture
        noisy = np.clip(soft + grain, 0, 255).astype(np.uint8)
        assert least <= face_of(measurer, noisy).light.sharpness <= most


@EVERYBODY
def test_darkness_is_no_blur(measurer: FaceMeasurer, name: str) -> None:
    picture = before_the_wall(name)
    sharp = face_of(measurer, picture).light.sharpness
    dark = face_of(measurer, exposed(picture, 0.25)).light
    assert dark.sharpness == pytest.approx(sharp, rel=0.1)
    assert dark.under > face_of(measurer, picture).light.under + 0.15


@EVERYBODY
def test_too_much_light(measurer: FaceMeasurer, name: str) -> None:
    light = face_of(measurer, exposed(before_the_wall(name), 5)).light
    assert light.over > 0.3
    assert light.hot_spots > 0.3


@EVERYBODY
def test_light_from_the_side(measurer: FaceMeasurer, name: str) -> None:
    straight = face_of(measurer, before_the_wall(name)).light
    before = 1.0
    for depth in (0.45, 0.65, 0.85):
        light = face_of(measurer, lit_from_the_side(before_the_wall(name), depth)).light
        assert light.side_ratio < min(before, straight.side_ratio)
        before = light.side_ratio
    assert before < 0.4


@EVERYBODY
def test_a_shining_forehead(measurer: FaceMeasurer, name: str) -> None:
    picture = exposed(before_the_wall(name), 0.6)
    dull = face_of(measurer, picture).light.hot_spots
    spot = np.zeros(picture.shape[:2], np.float32)
    cv2.circle(spot, (640, 200), 35, 1.0, -1)
    # Not white: two thirds of the light that white gives.
    shine = 215 * cv2.GaussianBlur(spot, (0, 0), 5)[..., None]
    shining = np.maximum(picture, shine.astype(np.uint8))
    assert face_of(measurer, shining).light.hot_spots > dull + 0.01


@EVERYBODY
def test_red_eyes(measurer: FaceMeasurer, name: str) -> None:
    picture = before_the_wall(name)
    where = face_of(measurer, picture).geometry
    for x, y in (where.left_eye, where.right_eye):
        cv2.circle(picture, (round(x), round(y) - 2), 8, (40, 30, 190), -1)
    red = face_of(measurer, picture).light.red_eyes
    assert red is not None
    assert red > 0.4


@EVERYBODY
def test_a_colour_cast(measurer: FaceMeasurer, name: str) -> None:
    yellow = measurer.measure(tinted(before_the_wall(name), 0.6, 1.0, 1.1))
    assert yellow.face
    assert yellow.background
    assert yellow.background.mean[2] > 20
    assert (
        yellow.face.light.cheeks[2] > face_of(measurer, before_the_wall(name)).light.cheeks[2] + 10
    )


@EVERYBODY
def test_walls(measurer: FaceMeasurer, name: str) -> None:
    striped = np.full((720, 1280, 3), 200, np.uint8)
    for x in range(0, 1280, 80):
        striped[:, x : x + 16] = 120
    assert wall_of(measurer, before_the_wall(name, 60)).grey == pytest.approx(60, abs=3)
    stripes = wall_of(measurer, before_the_wall(name, striped))
    assert stripes.spread[0] > 6
    assert stripes.gradient > 20
    coloured = np.full((720, 1280, 3), (90, 160, 210), np.uint8)
    assert wall_of(measurer, before_the_wall(name, coloured)).mean[2] > 25


def test_what_stands_below_the_chin_is_no_wall(measurer: FaceMeasurer) -> None:
    picture = before_the_wall(DARK)
    picture[640:, :250] = 30
    assert max(wall_of(measurer, picture).spread) < 1.5


@EVERYBODY
def test_size_changes_places_and_nothing_else(measurer: FaceMeasurer, name: str) -> None:
    picture = before_the_wall(name)
    large = cv2.resize(picture, None, fx=2.5, fy=2.5, interpolation=cv2.INTER_LINEAR)
    one, other = face_of(measurer, picture), face_of(measurer, np.asarray(large, np.uint8))
    assert other.geometry.inter_eye == pytest.approx(2.5 * one.geometry.inter_eye, rel=0.03)
    assert other.geometry.chin[1] == pytest.approx(2.5 * one.geometry.chin[1], rel=0.03)
    assert one.geometry.crown is not None
    assert other.geometry.crown == pytest.approx(2.5 * one.geometry.crown, abs=25)
    assert other.geometry.pose.yaw == pytest.approx(one.geometry.pose.yaw, abs=2)
    assert other.light.mean == pytest.approx(one.light.mean, abs=0.02)


@EVERYBODY
@pytest.mark.parametrize("factor", [0.35, 0.7, 1.6])
def test_near_and_far(measurer: FaceMeasurer, name: str, factor: float) -> None:
    where = face_of(measurer, sized(before_the_wall(name), factor)).geometry
    assert where.inter_eye == pytest.approx(160 * factor, rel=0.06)


def test_the_crown_is_where_the_hair_ends(measurer: FaceMeasurer) -> None:
    where = face_of(measurer, sized(before_the_wall(DARK), 0.7)).geometry
    assert where.crown is not None
    assert 0.7 < (where.eyes[1] - where.crown) / where.eye_to_chin < 1.15


def test_two_people(measurer: FaceMeasurer) -> None:
    picture = before_the_wall(LIGHT)
    picture[:, 900:] = sized(before_the_wall(DARK), 0.6)[:, 450:830]
    measures = measurer.measure(picture)
    assert measures.faces == 2
    assert 0.2 < measures.second < 0.6
    assert measures.face
    assert measures.face.geometry.eyes[0] == pytest.approx(640, abs=20)


def test_grey_in_three_channels_is_no_colour(measurer: FaceMeasurer) -> None:
    grey = cv2.cvtColor(before_the_wall(DARK), cv2.COLOR_BGR2GRAY)
    measures = measurer.measure(np.dstack([grey] * 3).astype(np.uint8))
    assert not measures.colours
    assert measures.face


def test_the_same_picture_measures_the_same(measurer: FaceMeasurer) -> None:
    picture = before_the_wall(LIGHT)
    first = measurer.measure(picture)
    measurer.glance(sample(DARK), None)
    assert measurer.measure(picture.copy()) == first
    assert math.isfinite(first.level)
