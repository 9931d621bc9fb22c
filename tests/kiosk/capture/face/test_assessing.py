"""From a still to the sealed files: real portraits, the models' own measures, and the time that it takes."""

import json
import time
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from hardware.camera.portrait.person import Pose, take_picture
from hardware.camera.portrait.persons import Who
from kiosk.bench.capture.portraits import sample
from kiosk.capture.face.assessing import Assessment, assess, assess_finished
from kiosk.capture.face.finishing import finish
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.models import FaceModels
from kiosk.capture.face.profile import load_profile
from kiosk.capture.face.renditions import digest
from kiosk.capture.pad import Omission, PadResult, PadState
from remote_assist.desk.handover.quality import read_quality

PROFILE = load_profile()


class Examiner:
    """Says what it was made to say, of the picture that it is asked about."""

    def __init__(self, score: float | None = None, *, alarm: bool = False) -> None:
        self.score, self.alarm = score, alarm

    def examine(self, picture: str, pixels: NDArray[uint8], measures: Measures) -> PadResult:
        assert pixels.shape == (measures.height, measures.width, 3)
        state = PadState.OMITTED if self.score is None else PadState.SCORED
        why = Omission.NOT_FITTED if self.score is None else None
        return PadResult(
            picture, state, "examiner", "7", "", self.score, alarm=self.alarm, omission=why
        )


@pytest.fixture(scope="module")
def measurer(models: FaceModels) -> FaceMeasurer:
    return FaceMeasurer(models)


@pytest.fixture(scope="module")
def still() -> NDArray[uint8]:
    """A still of a camera mounted upright, 2160 x 3840, of somebody who stands well."""
    portrait = sample("biden.jpg")
    larger = cv2.resize(portrait, None, fx=2.7, fy=2.7, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger[:3840, 400:2560], uint8)


@pytest.fixture(scope="module")
def assessed(still: NDArray[uint8], measurer: FaceMeasurer) -> Assessment:
    return assess(still, measurer, PROFILE)


def test_a_still_of_somebody_who_stands_well_becomes_a_photo(assessed: Assessment) -> None:
    assert assessed.planned
    assert assessed.accepted
    assert assessed.crop.shape == (1600, 1244, 3)
    # The portrait is held askew by 12 degrees: the photo is upright.
    face = assessed.measures.face
    assert face is not None
    assert abs(face.geometry.pose.roll) < 2
    assert face.geometry.eyes == pytest.approx((622, 720), abs=12)
    assert {row.id for row in assessed.findings.failed} == {"1.1", "4.1"}
    assert assessed.instruction is Instruction.TURN


@pytest.mark.parametrize("person", [Who.NIA, Who.WALTER])
def test_skins_of_all_kinds_make_flawless_photos(person: Who, measurer: FaceMeasurer) -> None:
    taken = take_picture(Pose(person=person, roll=4, distance=84), 3840, 2160, seed=3)
    shot = assess(taken, measurer, PROFILE)
    assert shot.planned
    assert shot.findings.failed == ()
    assert shot.findings.flawless


def test_a_smaller_still_becomes_a_smaller_photo_that_is_not_accepted(
    measurer: FaceMeasurer,
) -> None:
    small = assess(sample("biden.jpg"), measurer, PROFILE)
    assert not small.accepted
    assert small.instruction is Instruction.CLOSER
    assert small.crop.shape[0] < 800
    assert {"5.1", "5.2", "5.7"} <= {row.id for row in small.findings.failed}


def test_a_still_of_nobody_is_its_middle_and_asks_to_be_stood_before(
    measurer: FaceMeasurer,
) -> None:
    nobody = assess(np.full((3840, 2160, 3), 200, uint8), measurer, PROFILE)
    assert nobody.crop.shape == (1600, 1244, 3)
    assert nobody.instruction is Instruction.STAND
    assert not nobody.accepted


def test_a_finished_photo_is_judged_as_it_is(assessed: Assessment, measurer: FaceMeasurer) -> None:
    again = assess_finished(assessed.crop, measurer, PROFILE)
    assert again.findings == assessed.findings
    assert again.crop is assessed.crop


def test_the_best_capture_has_most_mandatory_then_most_optional_then_is_the_newest(
    assessed: Assessment, measurer: FaceMeasurer
) -> None:
    poor = assess(sample("biden.jpg"), measurer, PROFILE)
    duller = replace(
        assessed,
        findings=replace(
            assessed.findings,
            rows=tuple(row for row in assessed.findings.rows if row.id != "3.1"),
        ),
    )
    ranked = [(poor, 4.0), (duller, 3.0), (assessed, 1.0), (assessed, 2.0)]
    keys = [shot.standing(taken) for shot, taken in ranked]
    assert keys == sorted(keys)
    assert len(set(keys)) == 4


def test_all_files_of_a_photo_are_made_within_a_second_of_the_shutter(
    still: NDArray[uint8], measurer: FaceMeasurer
) -> None:
    spent = time.process_time()
    chosen = assess(still, measurer, PROFILE)
    made = finish(chosen, PROFILE, Examiner())
    # Of this process's own time, for the machine may be busy with others.
    assert time.process_time() - spent < 1.5
    assert [one.name for one in made.renditions] == ["interchange", "production", "chip", "quality"]
    assert sum(len(one.content) for one in made.renditions) < 4_000_000


def test_the_quality_vector_is_read_by_who_shows_it_to_the_clerk(assessed: Assessment) -> None:
    made = finish(assessed, PROFILE, Examiner(0.35), "Camera 3000")
    vector = made.renditions[3]
    assert vector.media_type == "application/json"
    read = read_quality(vector.content)
    assert [(row.id, row.name) for row in read.rows] == [
        (row.id, row.name) for row in PROFILE.criteria
    ]
    assert read.failed(mandatory=True) == ()
    assert read.failed(mandatory=False) == ("1.1", "4.1")
    assert read.pad is not None
    assert (read.pad.state, read.pad.score, read.pad.alarm) == ("scored", 0.35, False)
    told = json.loads(vector.content)
    assert told["profile"] == {"name": "tr03121-gid-7.0", "version": "1"}
    assert told["device"] == "Camera 3000"
    assert told["software"]["models"] == "mediapipe 0.10.21"
    assert told["pad"]["picture"] == digest(made.renditions[0])
    assert told["ofiq_style"]["HeadPoseRoll"]["scalar"] == 100


def test_an_omitted_detection_of_attacks_is_told(assessed: Assessment) -> None:
    told = json.loads(finish(assessed, PROFILE, Examiner()).renditions[3].content)
    assert told["pad"]["state"] == "omitted"
    assert told["pad"]["omission"] == "not_fitted"
    assert "score" not in told["pad"]


def test_only_an_alarm_sends_all_pictures_of_the_acquisition(assessed: Assessment) -> None:
    others = (assessed, assessed)
    calm = finish(assessed, PROFILE, Examiner(0.4), others=others)
    assert len(calm.renditions) == 4
    alarmed = finish(assessed, PROFILE, Examiner(0.9, alarm=True), others=others)
    assert [one.name for one in alarmed.renditions[4:]] == ["acquisition_1", "acquisition_2"]
    assert {one.media_type for one in alarmed.renditions[4:]} == {"image/jpeg"}


def test_an_assessment_keeps_its_face_out_of_logs(assessed: Assessment) -> None:
    assert "Finding(" not in repr(assessed)
    assert len(repr(assessed)) < 200
