"""The camera simulator's citizens: how they are drawn to stand is how they are measured."""

from dataclasses import replace

import pytest

from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.person import Bystander, Pose, inter_eye, take_picture
from hardware.camera.portrait.persons import PERSONS, Who
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Face, Measures

EVERYBODY = pytest.mark.parametrize("who", PERSONS)
LIGHT_AND_DARK = pytest.mark.parametrize("who", [Who.ANNA, Who.AMADOU])


def measured(measurer: FaceMeasurer, pose: Pose) -> Measures:
    return measurer.measure(take_picture(pose))


def face_of(measurer: FaceMeasurer, pose: Pose) -> Face:
    face = measured(measurer, pose).face
    assert face
    return face


@EVERYBODY
def test_everybody_is_measured_as_somebody_who_stands_well(
    measurer: FaceMeasurer, who: Who
) -> None:
    measures = measured(measurer, Pose(who))
    face, wall = measures.face, measures.background
    assert face
    assert wall
    assert measures.faces == 1
    assert face.geometry.inter_eye == pytest.approx(inter_eye(Pose(who)), rel=0.09)
    pose = face.geometry.pose
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((0, 0, 0), abs=3.5)
    assert face.expression.eye_openings
    assert min(face.expression.eye_openings) > 0.28
    assert face.expression.gaze
    assert face.expression.gaze[0] == pytest.approx(0.5, abs=0.06)
    assert face.expression.mouth_gap < 0.03
    assert face.light.side_ratio > 0.8
    assert face.light.sharpness > 9
    assert wall.grey == pytest.approx(0xC8, abs=4)
    assert max(wall.spread) < 1.5


@EVERYBODY
def test_shut_eyes_of_everybody(measurer: FaceMeasurer, who: Who) -> None:
    openings = face_of(measurer, Pose(who, gaze=Gaze(shut=1.0))).expression.eye_openings
    assert openings
    assert max(openings) < 0.16


@LIGHT_AND_DARK
@pytest.mark.parametrize("yaw", [-20, -8, 8, 20])
def test_yaw(measurer: FaceMeasurer, who: Who, yaw: float) -> None:
    assert face_of(measurer, Pose(who, yaw=yaw)).geometry.pose.yaw == pytest.approx(yaw, abs=3)


@LIGHT_AND_DARK
@pytest.mark.parametrize("pitch", [-20, 20])
def test_pitch_is_told_by_its_sign_and_two_thirds(
    measurer: FaceMeasurer, who: Who, pitch: float
) -> None:
    told = face_of(measurer, Pose(who, pitch=pitch)).geometry.pose.pitch
    assert told == pytest.approx(0.68 * pitch, abs=3)


@LIGHT_AND_DARK
def test_roll(measurer: FaceMeasurer, who: Who) -> None:
    assert face_of(measurer, Pose(who, roll=10)).geometry.pose.roll == pytest.approx(10, abs=1)


@LIGHT_AND_DARK
def test_the_rest_of_what_can_be_wrong(measurer: FaceMeasurer, who: Who) -> None:
    good = Pose(who)
    assert face_of(measurer, replace(good, mouth=Mouth(open=0.6))).expression.mouth_gap > 0.1
    assert face_of(measurer, replace(good, side=0.8)).light.side_ratio < 0.6
    assert face_of(measurer, replace(good, smeared=True)).light.sharpness < 7
    assert face_of(measurer, replace(good, blur=12)).light.sharpness < 7
    aside = face_of(measurer, replace(good, gaze=Gaze(right=1))).expression.gaze
    assert aside
    assert aside[0] > 0.57
    two = measured(measurer, replace(good, bystander=Bystander(aside=22)))
    assert two.faces == 2
    assert measured(measurer, replace(good, present=False)).face is None
