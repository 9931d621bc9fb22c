"""The indicator: a turning head leaves what no plane explains, a turning picture does not; and it says how sure it is."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy import float64, uint8
from numpy.typing import NDArray

from kiosk.capture.face.measures import Measures, Place, Pose
from kiosk.capture.pad import Score
from kiosk.capture.pad.indicator import IndicatorPad, unexplained_by_a_plane
from tests.kiosk.capture.face.hand_made import geometry, live

PICTURE = np.zeros((4, 4, 3), uint8)
# A head in millimetres, x to the picture's right, y down, z away from the camera: ears, temples,
# forehead, cheekbones, cheeks, corners of the eyes, and the nose from its root to its tip.
HEAD = np.array(
    [
        *((-72, 5, 95), (72, 5, 95), (-68, -30, 70), (68, -30, 70), (0, -70, 15)),
        *((-42, 20, 25), (42, 20, 25), (-35, 45, 28), (35, 45, 28)),
        *((-46, 0, 30), (-17, 1, 22), (46, 0, 30), (17, 1, 22)),
        *((0, -5, 12), (0, 5, 5), (0, 15, -2), (0, 24, -9), (0, 30, -14), (0, 38, -8)),
    ],
    float64,
)
FLAT = HEAD * (1, 1, 0)
AWAY = 850.0  # millimetres from the camera
FOCUS = 1000.0  # pixels


def seen(
    points: NDArray[float64],
    yaw: float,
    noise: float = 0.0,
    seed: int = 0,
    believed: float | None = None,
) -> Measures:
    """Answer the measures of these points turned by `yaw` degrees, as a camera sees them."""
    angle = math.radians(yaw)
    turn = np.array(
        [(math.cos(angle), 0, -math.sin(angle)), (0, 1, 0), (math.sin(angle), 0, math.cos(angle))]
    )
    x, y, z = (points @ turn.T).T
    places = np.stack([360 + FOCUS * x / (AWAY + z), 560 + FOCUS * y / (AWAY + z)], axis=1)
    places += np.random.default_rng(seed).normal(0, noise, places.shape)
    contour: tuple[Place, ...] = tuple((float(a), float(b)) for a, b in places)
    left, right = places[9:11].mean(axis=0), places[11:13].mean(axis=0)
    head = replace(
        geometry((360, 560), 140, float(np.hypot(*(right - left)))),
        left_eye=(float(left[0]), float(left[1])),
        right_eye=(float(right[0]), float(right[1])),
        contour=contour,
        # A mesh hardly believes in the turn of a flat picture.
        pose=Pose(yaw if believed is None else believed, 0, 0),
    )
    return live(head=head)


def turned(points: NDArray[float64], *yaws: float, noise: float = 0.0) -> Score | None:
    pad = IndicatorPad()
    for taken, yaw in enumerate(yaws):
        pad.watch(PICTURE, seen(points, yaw, noise, taken), taken)
    return pad.score(PICTURE, seen(points, 0))


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_head_that_turns_is_a_persons(noise: float) -> None:
    told = turned(HEAD, -6, -2, 0, 3, 6, noise=noise)
    assert told is not None
    assert told.value <= 0.1
    assert told.signs["turn_degrees"] == 12


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_flat_picture_that_turns_is_an_attack(noise: float) -> None:
    told = turned(FLAT, -6, -2, 0, 3, 6, noise=noise)
    assert told is not None
    assert told.value >= 0.9


def test_a_plane_is_explained_and_a_head_is_not() -> None:
    def contours(points: NDArray[float64]) -> float | None:
        faces = [seen(points, yaw).face for yaw in (-5, 5)]
        one, other = (face.geometry for face in faces if face)
        return unexplained_by_a_plane(one, other)

    flat, solid = contours(FLAT), contours(HEAD)
    assert flat is not None
    assert solid is not None
    assert flat < 1e-6
    assert solid > 0.02


@pytest.mark.parametrize(("yaw", "least"), [(30, 0.9), (40, 1.0)])
def test_a_flat_picture_that_gets_narrow_without_turning_is_an_attack(
    yaw: float, least: float
) -> None:
    pad = IndicatorPad()
    pad.watch(PICTURE, seen(FLAT, 0), 1)
    pad.watch(PICTURE, seen(FLAT, yaw, believed=2), 2)
    told = pad.score(PICTURE, seen(FLAT, 0))
    assert told is not None
    assert told.value >= least
    # Whatever else speaks for a person: the mesh sees a turn and depth where there is none.
    pad.watch(PICTURE, seen(HEAD, -12), 3)
    again = pad.score(PICTURE, seen(FLAT, 0))
    assert again is not None
    assert again.value >= least


@pytest.mark.parametrize("yaw", [-20, -10, 10, 20])
def test_a_head_is_as_wide_as_its_turn_says(yaw: float) -> None:
    told = turned(HEAD, 0, yaw)
    assert told is not None
    assert told.signs["width"] > 0.965


def test_who_never_turned_and_never_blinked_has_no_score() -> None:
    assert turned(HEAD, 0, 1, 2) is None
    assert IndicatorPad().score(PICTURE, live()) is None


def test_a_blink_alone_says_little_and_a_closed_eye_is_no_blink() -> None:
    pad = IndicatorPad()
    for taken, opening in enumerate((0.05, 0.30, 0.05)):
        pad.watch(PICTURE, live(eye_openings=(opening, opening)), taken)
    assert pad.score(PICTURE, live()) is None
    pad.watch(PICTURE, live(eye_openings=(0.3, 0.3)), 4)
    told = pad.score(PICTURE, live())
    assert told == Score(0.4, {"turn_degrees": 0.0, "blink": 1.0})


def test_a_blink_does_not_make_a_flat_picture_a_person() -> None:
    pad = IndicatorPad()
    for taken, opening in enumerate((0.3, 0.05, 0.3)):
        picture = seen(FLAT, 12 * taken - 12)
        assert picture.face is not None
        eyes = replace(picture.face.expression, eye_openings=(opening, opening))
        pad.watch(PICTURE, replace(picture, face=replace(picture.face, expression=eyes)), taken)
    told = pad.score(PICTURE, live())
    assert told is not None
    assert told.value == pytest.approx(0.9)


def test_what_lies_on_one_line_says_nothing() -> None:
    line = np.stack([np.arange(19.0), np.zeros(19), np.zeros(19)], axis=1)
    told = turned(line, -6, 6)
    assert told is None or 0 <= told.value <= 1


def test_a_picture_without_a_face_is_passed_over() -> None:
    pad = IndicatorPad()
    pad.watch(PICTURE, live(head=None), 1)
    assert pad.score(PICTURE, live(head=None)) is None
