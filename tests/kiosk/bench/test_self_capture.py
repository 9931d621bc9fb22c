"""The measurement of self-capture: its situations make sense, its citizens react, its tables count right."""

from collections.abc import Sequence

import pytest

from hardware.camera.portrait.person import Pose
from hardware.camera.portrait.persons import Who
from kiosk.bench.capture import tables
from kiosk.bench.capture.citizens import Obliging, Visit
from kiosk.bench.capture.situations import COMPLIANT, DEFECTS, Expected, Severity
from kiosk.bench.capture.spoiling import SPOILT
from kiosk.bench.capture.watching import Seen
from kiosk.capture.face.instructions import Instruction

STANDS = Pose()
EVERYTHING: Sequence[Expected] = (*COMPLIANT, *DEFECTS, *SPOILT)


def test_each_situation_differs_from_standing_as_one_should() -> None:
    for situation in (*COMPLIANT[1:], *DEFECTS):
        scenes = {situation.change(STANDS, now / 10) for now in range(20)}
        assert scenes != {STANDS}, situation.name


def test_what_is_wrong_can_be_told_and_what_is_not_is_good() -> None:
    for one in EVERYTHING:
        good = one.severity is Severity.NONE
        assert one.tells, one.name
        assert (one.tells == {Instruction.GOOD}) is good, one.name
        assert (Instruction.GOOD in one.tells) is good, one.name


@pytest.mark.parametrize("rows", [(*COMPLIANT, *DEFECTS), SPOILT], ids=["drawn", "portraits"])
def test_a_row_of_the_table_is_one_kind_of_thing(rows: Sequence[Expected]) -> None:
    names = [(one.name, one.severity) for one in rows]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("instruction", "what", "less"),
    [
        (Instruction.CLOSER, "distance", True),
        (Instruction.BACK, "distance", False),
        (Instruction.LEFT, "aside", False),  # a person's left is the picture's right
        (Instruction.RIGHT, "aside", True),
        (Instruction.UP, "height", False),
        (Instruction.DOWN, "height", True),
    ],
)
def test_a_citizen_does_what_is_asked_after_a_moment(
    instruction: Instruction, what: str, *, less: bool
) -> None:
    citizen = Obliging(Who.NIA, seed=4)
    glide = getattr(citizen.sitting, what)
    before = glide.target
    citizen.hear(instruction, 0.0)
    citizen.hear(instruction, 0.5)
    assert glide.target == before, "nobody is that quick"
    citizen.hear(instruction, 2.0)
    assert (glide.target < before) is less
    assert glide.target != before


def test_a_citizen_looks_straight_and_shuts_the_mouth_when_told() -> None:
    citizen = Obliging(Who.NIA, seed=4)
    citizen.sitting.mouth_open = True
    turned = abs(citizen.sitting.yaw.target)
    for at, instruction in ((0.0, Instruction.TURN), (10.0, Instruction.MOUTH)):
        citizen.hear(instruction, at)
        citizen.hear(instruction, at + 2)
    assert abs(citizen.sitting.yaw.target) < turned
    assert not citizen.sitting.mouth_open


def seen(situation: Expected, told: Instruction, *, dark: bool, shutter: bool) -> Seen:
    return Seen(situation, dark, told, shutter)


def test_a_row_counts_what_was_told_right_by_skin_and_names_the_rest() -> None:
    far = next(one for one in DEFECTS if one.name == "too far")
    rows = tables.situations(
        [
            seen(far, Instruction.CLOSER, dark=False, shutter=False),
            seen(far, Instruction.CLOSER, dark=False, shutter=True),
            seen(far, Instruction.STAND, dark=True, shutter=False),
        ]
    ).splitlines()
    assert rows[-1] == "| too far | slight | 1 of 2 | 0 of 1 | closer and a photo 1, stand 1 |"


def test_a_photo_must_be_near_where_nothing_is_wrong() -> None:
    assert seen(COMPLIANT[0], Instruction.GOOD, dark=True, shutter=True).right
    assert not seen(COMPLIANT[0], Instruction.GOOD, dark=True, shutter=False).right
    assert not seen(COMPLIANT[0], Instruction.STILL, dark=True, shutter=True).right


def test_promises_are_shares_of_a_hundred() -> None:
    severe = next(one for one in DEFECTS if one.severity is Severity.SEVERE)
    told = next(iter(severe.tells))
    looked = [
        seen(severe, told, dark=False, shutter=False),
        seen(severe, Instruction.GOOD, dark=True, shutter=True),
        seen(COMPLIANT[0], Instruction.GOOD, dark=True, shutter=True),
    ]
    came = [Visit(Who.NIA, 12.0, accepted=True, asked=()) for _ in range(3)]
    came.append(Visit(Who.ANNA, 31.0, accepted=True, asked=()))
    missed, refused, late = tables.figures(looked, came)
    assert (missed.value, refused.value, late.value) == (50, 0, 25)
    assert not missed.met
    assert refused.met
    assert "| dark | 3 | 3 | 12.0 | 12.0 |" in tables.visits(came)
    assert "| light | 1 | 0 | 31.0 | 31.0 |" in tables.visits(came)
