"""Guidance measures: each thing that spoils a photo is told from the others, and quickly."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from hardware.camera.portrait.person import Pose, take_picture
from hardware.camera.portrait.sitting import BRIGHT, DARK, Sitting
from kiosk.capture.guidance import Hint, judge
from kiosk.capture.measure import Measurer, Measures

GOOD = Measures(brightness=170, over=0.01, under=0.02, sharpness=40, movement=0.3)
STANDING = Pose()


def hint_after(*pictures: NDArray[uint8]) -> Hint:
    measurer = Measurer()
    return [judge(measurer.measure(picture)) for picture in pictures][-1]


def test_a_person_standing_in_good_light_is_good() -> None:
    pictures = [take_picture(Sitting().pose(second / 4)) for second in range(20)]
    measurer = Measurer()
    hints = [judge(measurer.measure(picture)) for picture in pictures]
    assert hints == [Hint.STARTING] + [Hint.GOOD] * 19


@pytest.mark.parametrize(
    ("pose", "hint"),
    [
        (replace(STANDING, light=DARK), Hint.TOO_DARK),
        (replace(STANDING, light=BRIGHT), Hint.TOO_BRIGHT),
        (replace(STANDING, smeared=True), Hint.BLURRED),
        (replace(STANDING, aside=40.0), Hint.MOVING),
        (replace(STANDING, size=1.0), Hint.MOVING),
    ],
)
def test_what_spoils_the_photo_is_named(pose: Pose, hint: Hint) -> None:
    steady = replace(STANDING, light=pose.light, smeared=pose.smeared)
    assert hint_after(take_picture(steady), take_picture(pose)) is hint


def test_everything_the_camera_can_be_made_to_show_leads_to_every_hint() -> None:
    reached = {
        hint_after(take_picture(STANDING)),
        hint_after(take_picture(STANDING), take_picture(STANDING)),
        hint_after(take_picture(replace(STANDING, light=DARK))),
        hint_after(take_picture(replace(STANDING, light=BRIGHT))),
        hint_after(take_picture(replace(STANDING, smeared=True)), take_picture(Pose(smeared=True))),
        hint_after(take_picture(STANDING), take_picture(replace(STANDING, aside=60.0))),
    }
    assert reached == set(Hint)


@pytest.mark.parametrize("light", [0.2, 0.5, 1.0, 1.3])
def test_sharpness_does_not_depend_on_the_light(light: float) -> None:
    at, by_daylight = (
        Measurer().measure(take_picture(replace(STANDING, light=level))).sharpness
        for level in (light, 1.0)
    )
    assert at == pytest.approx(by_daylight, rel=0.1)


@pytest.mark.parametrize("lut", [0.35, 0.6], ids=["very dark skin", "dark skin"])
def test_dark_skin_before_a_light_wall_is_not_called_dark(lut: float) -> None:
    person, wall = take_picture(STANDING), take_picture(replace(STANDING, present=False))
    there = np.abs(person.astype(int) - wall).max(axis=2) > 8
    darker = np.where(there[..., None], (person * lut).astype(uint8), person)
    assert hint_after(darker, darker) is Hint.GOOD


def test_more_blur_is_less_sharp() -> None:
    picture = take_picture(STANDING)
    measured = [
        Measurer().measure(np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma))).sharpness
        for sigma in (0.5, 1, 2, 3, 5)
    ]
    assert measured == sorted(measured, reverse=True)


def test_noise_of_a_sensor_is_no_movement() -> None:
    rng, picture = np.random.default_rng(1), take_picture(STANDING).astype(float)
    noisy = [np.clip(picture + rng.normal(0, 8, picture.shape), 0, 255) for _ in range(2)]
    assert hint_after(*(one.astype(uint8) for one in noisy)) is Hint.GOOD


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (720, 1280), (1080, 607), (4000, 3)])
def test_pictures_of_every_shape_are_measured(shape: tuple[int, int]) -> None:
    measures = Measurer().measure(np.full((*shape, 3), 128, uint8))
    assert measures.brightness == pytest.approx(128, abs=1)
    assert measures.sharpness == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"brightness": 20.0}, Hint.TOO_DARK),
        ({"under": 0.7}, Hint.TOO_DARK),
        ({"brightness": 240.0}, Hint.TOO_BRIGHT),
        ({"over": 0.5}, Hint.TOO_BRIGHT),
        ({"movement": 9.0}, Hint.MOVING),
        ({"movement": 9.0, "sharpness": 1.0}, Hint.MOVING),
        ({"sharpness": 1.0}, Hint.BLURRED),
        ({"brightness": 20.0, "sharpness": 1.0, "movement": 9.0}, Hint.TOO_DARK),
        ({"movement": None}, Hint.STARTING),
        ({}, Hint.GOOD),
    ],
)
def test_the_hint_that_helps_most_is_given(changes: dict[str, float | None], hint: Hint) -> None:
    assert judge(replace(GOOD, **changes)) is hint  # type: ignore[arg-type]
