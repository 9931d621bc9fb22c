"""The drawn citizens before the models that look for faces: found, measured as held, judged as real ones are."""

from dataclasses import replace

import pytest

from hardware.camera.bona_fide import behave
from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.person import Pose, inter_eye, take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.portrait.sitting import Sitting
from kiosk.capture.face.assessing import assess
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Face
from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.capture.face.models import load_models
from kiosk.capture.face.profile import load_profile

LIGHT_AND_DARK = (Who.ANNA, Who.NIA)
STILL = (3840, 2160)


@pytest.fixture(scope="module")
def measurer() -> FaceMeasurer:
    return FaceMeasurer(load_models(BESIDE_THE_CODE))


def face(measurer: FaceMeasurer, pose: Pose) -> Face:
    found = measurer.measure(take_picture(pose, seed=1)).face
    assert found is not None
    return found


@pytest.mark.parametrize("who", Who)
def test_everybody_who_stands_properly_is_photographed_without_fault(
    measurer: FaceMeasurer, who: Who
) -> None:
    assessed = assess(take_picture(Pose(who), *STILL, seed=1), measurer, load_profile())
    assert assessed.crop.shape == (1600, 1244, 3)
    assert assessed.findings.flawless, assessed.findings.failed


@pytest.mark.parametrize("who", LIGHT_AND_DARK)
@pytest.mark.parametrize(("axis", "within"), [("yaw", 4), ("pitch", 8), ("roll", 2)])
def test_a_head_is_measured_as_it_is_held(
    measurer: FaceMeasurer, who: Who, axis: str, within: float
) -> None:
    for degrees in (-18.0, -8.0, 8.0, 18.0):
        pose = face(measurer, replace(Pose(who), **{axis: degrees})).geometry.pose  # type: ignore[arg-type]
        others = {"yaw", "pitch", "roll"} - {axis}
        assert getattr(pose, axis) == pytest.approx(degrees, abs=within)
        assert all(abs(getattr(pose, other)) < 6 for other in others)


@pytest.mark.parametrize("who", LIGHT_AND_DARK)
def test_eyes_and_mouth_are_measured_as_they_are(measurer: FaceMeasurer, who: Who) -> None:
    standing = Pose(who)
    opened, shut, away, talking = (
        face(measurer, pose).expression
        for pose in (
            standing,
            replace(standing, gaze=Gaze(shut=1)),
            replace(standing, gaze=Gaze(right=1)),
            replace(standing, mouth=Mouth(open=0.8)),
        )
    )
    assert opened.eye_openings is not None
    assert shut.eye_openings is not None
    assert opened.gaze is not None
    assert away.gaze is not None
    assert min(opened.eye_openings) > 0.2
    assert max(shut.eye_openings) < 0.15
    assert away.gaze[0] > opened.gaze[0] + 0.05
    assert opened.mouth_gap < 0.05
    assert talking.mouth_gap > 0.1


@pytest.mark.parametrize("distance", [60.0, 85.0, 120.0])
def test_the_eyes_lie_as_far_apart_as_the_scene_says(
    measurer: FaceMeasurer, distance: float
) -> None:
    pose = Pose(distance=distance)
    measured = face(measurer, pose).geometry.inter_eye
    assert measured == pytest.approx(inter_eye(pose), rel=0.08)


@pytest.mark.parametrize("seed", range(8))
def test_a_bona_fide_citizen_comes_with_flaws_and_ends_without(seed: int) -> None:
    sitting = Sitting()
    came = 10.0
    acts = list(behave(sitting, came, seed))
    assert len(acts) == 2
    assert sitting.pose(came).distance > 150
    before = sitting.pose(acts[0][0])
    properly = replace(Sitting().pose(0), breath=before.breath)
    assert before != replace(properly, aside=before.aside)
    for at, act in acts:
        act()
        assert 0 < at - came < 6
    ended = acts[-1][0] + 1
    assert abs(sitting.pose(ended).aside) < 0.5
    for name in ("yaw", "pitch", "distance", "height"):
        assert getattr(sitting.pose(ended), name) == getattr(properly, name)
