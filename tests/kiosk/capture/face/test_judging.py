"""Judging: every criterion of TR-03121 is there, each threshold cuts where it says, and skin is no criterion."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.judging import Finding, Reason, State, judge, observe
from kiosk.capture.face.profile import load_profile
from tests.kiosk.capture.face.hand_made import BACKGROUND, finished, geometry, live, picture

PROFILE = load_profile()
SIZES = {1: 3, 2: 3, 3: 3, 4: 3, 5: 7, 6: 4, 7: 6}
"""Of the seven groups of criteria in table 5.2."""
TABLE_5_2 = [f"{group}.{row}" for group, of in SIZES.items() for row in range(1, of + 1)]
MANDATORY = {"1.3", "2.2", *(f"5.{row}" for row in range(1, 8)), "7.1", "7.2", "7.5", "7.6"}


def finding(name: str, **differing: Any) -> Finding:
    rows = judge(finished(**differing), PROFILE).rows
    return next(row for row in rows if row.name == name)


def test_all_of_the_guidelines_criteria_are_judged_in_its_order_and_its_weight() -> None:
    rows = judge(finished(), PROFILE).rows
    assert list(dict.fromkeys(row.id for row in rows)) == TABLE_5_2
    for row in rows:
        assert row.mandatory is (row.id in MANDATORY), row


def test_a_photo_as_it_should_be_is_accepted() -> None:
    findings = judge(finished(), PROFILE)
    assert findings.accepted
    assert findings.flawless
    assert findings.failed == ()
    assert findings.tally(mandatory=True).passed == len(MANDATORY)


BROKEN = [
    ({"yaw": 5.1}, "1.1", Instruction.TURN),
    ({"yaw": -5.1}, "1.1", Instruction.TURN),
    ({"pitch": 5.1}, "1.2", Instruction.CHIN_DOWN),
    ({"pitch": -5.1}, "1.2", Instruction.CHIN_UP),
    ({"roll": 8.1}, "1.3", Instruction.STRAIGHT),
    ({"mouth_gap": 0.051}, "2.2", Instruction.MOUTH),
    ({"eye_openings": (0.35, 0.19)}, "3.1", Instruction.EYES),
    ({"gaze": (0.41, 0.1)}, "3.3", Instruction.LOOK),
    ({"spread": (6.1, 1.0, 1.0)}, "4.1", Instruction.WALL),
    ({"spread": (3.0, 1.0, 5.1)}, "4.1", Instruction.WALL),
    ({"second": 0.11}, "4.3", Instruction.ALONE),
    ({"height": 1599}, "5.1", Instruction.CLOSER),
    ({"width": 1243}, "5.2", Instruction.CLOSER),
    ({"side_ratio": 0.59}, "6.1", Instruction.LIGHT),
    ({"side_overlap": 0.09}, "6.1", Instruction.LIGHT),
    ({"over": 0.11}, "7.1", Instruction.LIGHT),
    ({"sharpness": 6.9}, "7.2", Instruction.STILL),
    ({"colours": False}, "7.5", None),
    ({"intensities": 99}, "7.6", None),
]


@pytest.mark.parametrize(("differing", "criterion", "instruction"), BROKEN, ids=str)
def test_one_defect_fails_one_criterion(
    differing: dict[str, Any], criterion: str, instruction: Instruction | None
) -> None:
    findings = judge(finished(**dict(differing)), PROFILE)
    assert [row.id for row in findings.failed] == [criterion]
    assert findings.instructions == ((instruction,) if instruction else ())
    assert findings.accepted is (criterion not in MANDATORY)
    assert not findings.flawless


HEADS = [
    ("5.3", geometry((622, 720), 604, 340), 621),
    ("5.3", geometry((622, 720), 604), 934),
]


@pytest.mark.parametrize(("criterion", "head", "wide"), HEADS)
def test_a_head_too_narrow_or_too_wide_fails(criterion: str, head: Any, wide: float) -> None:
    measures = picture((1244, 1600), replace(head, head_width=wide))
    assert [row.id for row in judge(measures, PROFILE).failed] == [criterion]


@pytest.mark.parametrize(
    ("criteria", "eyes", "eye_to_chin", "apart"),
    [
        ({"5.4"}, (622, 720), 479, 327),
        ({"5.4"}, (622, 720), 721, 327),
        ({"5.5"}, (622, 479), 604, 327),
        ({"5.5"}, (622, 801), 604, 327),
        ({"5.6"}, (559, 720), 604, 327),
        ({"5.6"}, (685, 720), 604, 327),
        ({"5.7"}, (622, 720), 604, 299),
    ],
)
def test_a_head_out_of_its_place_fails(
    criteria: set[str], eyes: tuple[int, int], eye_to_chin: float, apart: float
) -> None:
    head = replace(geometry(eyes, eye_to_chin, apart), head_width=800)
    findings = judge(picture((1244, 1600), head), PROFILE)
    assert {row.id for row in findings.failed} == criteria
    assert not findings.accepted


UNSEEN = [row for row in PROFILE.criteria if not row.measure]


def test_what_no_model_here_sees_is_never_called_passed() -> None:
    assert {row.id for row in UNSEEN} == {"2.1", "2.3", "3.2", "4.2", "6.2", "6.4"}
    for row in UNSEEN:
        told = finding(row.name)
        assert (told.state, told.reason) == (State.NOT_EVALUATED, Reason.NO_MODEL)


def test_without_a_threshold_a_value_is_told_and_not_judged() -> None:
    told = finding("no_hot_spots", hot_spots=0.9)
    assert (told.state, told.reason, told.value) == (
        State.NOT_EVALUATED,
        Reason.NO_THRESHOLD,
        0.9,
    )


def test_eyes_that_nobody_looked_at_are_not_open() -> None:
    told = finding("eyes_open", eye_openings=None)
    assert (told.state, told.reason) == (State.NOT_EVALUATED, Reason.NOT_SEEN)


def test_without_a_face_nothing_of_it_is_evaluated_and_the_photo_is_not_accepted() -> None:
    findings = judge(picture((1244, 1600), None), PROFILE)
    assert not findings.accepted
    of_face = [row for row in findings.rows if row.name in ("yaw", "mouth_closed", "eye_distance")]
    assert {row.reason for row in of_face} == {Reason.NO_FACE}
    assert findings.tally(mandatory=True).failed == 0


def test_a_wall_that_is_not_seen_does_not_spoil_the_exposure() -> None:
    findings = judge(finished(background=None), PROFILE)
    assert findings.accepted


@given(
    mean=st.floats(0.001, 0.95),
    lightness=st.floats(5, 95),
    colour=st.tuples(st.floats(-5, 40), st.floats(-5, 45)),
    under=st.floats(0, 1),
)
def test_how_light_a_skin_is_changes_no_judgement(
    mean: float, lightness: float, colour: tuple[float, float], under: float
) -> None:
    skin = {"mean": mean, "cheeks": (lightness, *colour), "under": under}
    states = [(row.name, row.state) for row in judge(finished(**dict(skin)), PROFILE).rows]
    assert states == [(row.name, row.state) for row in judge(finished(), PROFILE).rows]
    live_states = [(row.name, row.state) for row in observe(live(**dict(skin)), PROFILE).rows]
    assert live_states == [(row.name, row.state) for row in observe(live(), PROFILE).rows]


# The picture as the camera sees it: the citizen's left hand is at its right.
STANDING = [
    (geometry((360, 560), 180), Instruction.CLOSER),
    (geometry((360, 560), 420), Instruction.BACK),
    (geometry((250, 560), 260), Instruction.LEFT),
    (geometry((470, 560), 260), Instruction.RIGHT),
    (geometry((360, 280), 260), Instruction.DOWN),
    (geometry((360, 960), 260), Instruction.UP),
]


@pytest.mark.parametrize(("head", "instruction"), STANDING)
def test_who_does_not_stand_right_is_told_by_their_own_sides(
    head: Any, instruction: Instruction
) -> None:
    findings = observe(live(head=head), PROFILE)
    assert findings.failed[0].instruction is instruction
    if instruction is not Instruction.BACK:  # too large a head sticks out on both sides as well
        assert findings.instructions == (instruction,)


def test_who_stands_right_has_nothing_to_do() -> None:
    assert observe(live(), PROFILE, movement=0.0).failed == ()


def test_how_far_one_may_stand_depends_on_the_stills_pixels() -> None:
    away = live(head=geometry((360, 560), 205))
    assert observe(away, PROFILE, enlargement=3.0).failed == ()
    told = observe(away, PROFILE, enlargement=2.0).instructions
    assert told == (Instruction.CLOSER,)


def test_a_camera_with_too_few_pixels_asks_nobody_nearer_than_the_picture_is_large() -> None:
    near = live(head=geometry((360, 560), 305))
    assert observe(near, PROFILE, enlargement=1.0).instructions == ()


@pytest.mark.parametrize("size", [(720, 1280), (1280, 720)], ids=["upright", "lying"])
def test_who_is_not_too_near_finds_a_place_that_keeps_all_edges_margins(
    size: tuple[int, int],
) -> None:
    edges = {"left_edge", "right_edge", "upper_edge", "lower_edge", "near"}
    checks = [check for check in PROFILE.live if check.name in edges]
    near = next(check for check in checks if check.name == "near")
    assert near.maximum is not None
    for eye_to_chin in range(150, 340, 5):
        head = geometry((size[0] / 2, size[1] / 2 - 0.07 * eye_to_chin), eye_to_chin)
        values = {row.id: row.value for row in observe(picture(size, head), PROFILE).rows}
        share = values["near"]
        assert share is not None
        if share > near.maximum - near.margin(PROFILE.process):
            return
        for check in checks:
            value, margin = values[check.name], check.margin(PROFILE.process)
            assert value is not None
            assert check.minimum is None or value >= check.minimum + margin, check.name
    pytest.fail("nobody came too near")


CUT_OFF = [
    ((360, 1100), 120, Instruction.UP),  # a chin that is invented above the edge makes a head small
    ((360, 90), 120, Instruction.DOWN),
    ((80, 560), 120, Instruction.LEFT),
    ((640, 560), 120, Instruction.RIGHT),
]


@pytest.mark.parametrize(("eyes", "eye_to_chin", "instruction"), CUT_OFF, ids=str)
def test_a_face_that_an_edge_cuts_is_about_where_it_stands_and_not_how_far(
    eyes: tuple[float, float], eye_to_chin: float, instruction: Instruction
) -> None:
    findings = observe(live(head=geometry(eyes, eye_to_chin, inter_eye=110)), PROFILE)
    told = [row.instruction for row in findings.rows if row.state is State.FAILED]
    assert told[0] is instruction
    assert Instruction.CLOSER in told


def first_told(**spoilt: Any) -> Instruction | None:
    rows = observe(live(**spoilt), PROFILE).rows
    return next(row.instruction for row in rows if row.state is State.FAILED)


def test_light_and_blur_are_told_before_what_they_spoil() -> None:
    unread = {"eye_openings": (0.1, 0.1), "gaze": (0.7, 0.1), "mouth_gap": 0.2}
    assert first_told(sharpness=3.0, **unread) is Instruction.STILL
    assert first_told(sharpness=3.0, over=0.5, **unread) is Instruction.LIGHT
    assert first_told(sharpness=3.0, grey=250.0, **unread) is Instruction.LIGHT


def test_a_dark_wall_is_a_matter_of_light_unless_it_is_no_plain_wall() -> None:
    assert first_told(grey=100.0) is Instruction.LIGHT
    dark = {"grey": 56.0, "mean": (24.0, 30.0, 14.0)}
    curtain = live(background=replace(BACKGROUND, **dark, spread=(4.9, 4.8, 2.5)))  # type: ignore[arg-type]
    told = [row.instruction for row in observe(curtain, PROFILE).failed]
    assert told == [Instruction.WALL, Instruction.WALL, Instruction.LIGHT]


def test_movement_is_told() -> None:
    assert observe(live(), PROFILE, movement=0.02).instructions == (Instruction.STILL,)


def test_findings_keep_figures_of_a_face_out_of_logs() -> None:
    assert "0.3101" not in repr(judge(finished(eye_openings=(0.3101, 0.3101)), PROFILE))


def test_a_wall_of_another_grey_is_told_and_nobody_is_asked_to_mend_it() -> None:
    findings = judge(finished(background=replace(BACKGROUND, grey=150.0)), PROFILE)
    assert [(row.name, row.instruction) for row in findings.failed] == [("background_grey", None)]
    assert findings.accepted


@pytest.mark.parametrize("grey", [109.0, 246.0])
def test_a_wall_that_is_lost_in_dark_or_light_fails_the_exposure(grey: float) -> None:
    findings = judge(finished(grey=grey), PROFILE)
    assert findings.failed[0].id == "7.1"
    assert findings.instructions == (Instruction.LIGHT,)
    assert not findings.accepted
