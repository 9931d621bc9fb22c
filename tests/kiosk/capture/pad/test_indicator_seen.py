"""The indicator over the models' own mesh: drawn heads that turn, and pictures of them that are turned."""

import math

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from hardware.camera.portrait.person import Pose, take_picture
from hardware.camera.portrait.persons import Who
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.capture.face.models import load_models
from kiosk.capture.pad import Score
from kiosk.capture.pad.indicator import IndicatorPad

LIGHT_AND_DARK = (Who.ANNA, Who.NIA)


@pytest.fixture(scope="module")
def measurer() -> FaceMeasurer:
    return FaceMeasurer(load_models(BESIDE_THE_CODE))


def told(measurer: FaceMeasurer, photo: NDArray[uint8], *pictures: NDArray[uint8]) -> Score | None:
    pad = IndicatorPad()
    for taken, picture in enumerate(pictures):
        pad.watch(picture, measurer.measure(picture), taken)
    return pad.score(photo, measurer.measure(photo))


def on_a_sheet(picture: NDArray[uint8], degrees: float) -> NDArray[uint8]:
    """Answer the picture as a sheet that shows it looks, turned about its own upright middle."""
    height, width = picture.shape[:2]
    focus, angle = 1.6 * width, math.radians(degrees)
    lens = np.array([[focus, 0, width / 2], [0, focus, height / 2], [0, 0, 1.0]])
    sine, cosine = math.sin(angle), math.cos(angle)
    turn = np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
    shift = np.array([0, 0, focus]) - turn @ np.array([0, 0, focus])
    laid = lens @ (turn + np.outer(shift, (0, 0, 1)) / focus) @ np.linalg.inv(lens)
    seen = cv2.warpPerspective(picture, laid, (width, height), borderValue=(190, 190, 190))
    return np.asarray(seen, uint8)


@pytest.mark.parametrize("person", LIGHT_AND_DARK)
def test_a_head_that_turns_a_little_is_a_persons(measurer: FaceMeasurer, person: Who) -> None:
    heads = [take_picture(Pose(person=person, yaw=yaw), seed=1) for yaw in (-7, 0, 7)]
    score = told(measurer, heads[1], *heads)
    assert score is not None
    assert score.value <= 0.1


@pytest.mark.parametrize("person", LIGHT_AND_DARK)
def test_a_sheet_that_turns_is_never_taken_for_a_person(
    measurer: FaceMeasurer, person: Who
) -> None:
    photo = take_picture(Pose(person=person), seed=1)
    for angles in ((-12, 12), (-25, 25), (-40, 40)):
        score = told(measurer, photo, photo, *(on_a_sheet(photo, angle) for angle in angles))
        assert score is None or score.value >= 0.5, angles
    assert score is not None
    assert score.value == 1
