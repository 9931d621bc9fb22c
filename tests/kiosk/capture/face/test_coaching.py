"""Coaching: one instruction at a time, the gravest first, calmly, and good only when all is."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.capture.face.coaching import History, coach
from kiosk.capture.face.instructions import Instruction, MarkId
from kiosk.capture.face.judging import observe
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.profile import load_profile
from tests.kiosk.capture.face.hand_made import geometry, live, picture

PROFILE = load_profile()
RATE = 10  # pictures in a second


class Watching:
    """A citizen before the camera, seen at ten pictures a second if not told otherwise."""

    def __init__(self, rate: float = RATE) -> None:
        self.rate = rate
        self.now = 100.0
        self.history = History()
        self.told: list[tuple[float, Instruction]] = []

    def shows(self, measures: Measures, seconds: float = 1.0, movement: float = 0.0) -> Instruction:
        for _ in range(round(seconds * self.rate)):
            self.now += 1 / self.rate
            findings = observe(measures, PROFILE, movement)
            self.history = coach(findings, self.history, self.now, PROFILE)
            if not self.told or self.told[-1][1] is not self.history.instruction:
                self.told.append((self.now, self.history.instruction))
        return self.history.instruction


def test_who_does_all_right_from_the_first_picture_is_told_so() -> None:
    citizen = Watching()
    assert citizen.shows(live()) is Instruction.GOOD
    assert citizen.history.good
    assert all(good for _, good in citizen.history.marks(PROFILE))


def test_nobody_there_is_asked_to_come() -> None:
    citizen = Watching()
    assert citizen.shows(live(head=None), 0.3) is Instruction.STARTING
    assert citizen.shows(live(head=None)) is Instruction.STAND
    assert not citizen.history.good


def test_a_blink_is_not_told_and_does_not_begin_the_waiting_anew() -> None:
    citizen = Watching()
    citizen.shows(live(), 0.8)
    held = citizen.history.held
    citizen.shows(live(eye_openings=(0.05, 0.05)), 0.2)
    assert not citizen.history.good
    assert citizen.history.held == held
    citizen.shows(live(), 0.5)
    assert citizen.history.held > held
    assert [told for _, told in citizen.told] == [Instruction.GOOD]


def test_eyes_that_stay_shut_are_told_and_begin_the_waiting_anew() -> None:
    citizen = Watching()
    citizen.shows(live())
    assert citizen.shows(live(eye_openings=(0.05, 0.05))) is Instruction.EYES
    assert citizen.history.held == 0


def test_the_gravest_is_told_first_and_the_next_when_it_is_mended() -> None:
    citizen = Watching()
    wrong: dict[str, Any] = {"head": geometry((360, 560), 180), "mouth_gap": 0.2}
    assert citizen.shows(live(**dict(wrong)), 2) is Instruction.CLOSER
    del wrong["head"]
    assert citizen.shows(live(**dict(wrong)), 2) is Instruction.MOUTH
    assert citizen.shows(live(), 2) is Instruction.GOOD


def test_somebody_else_comes_before_everything_but_ones_own_face() -> None:
    citizen = Watching()
    assert citizen.shows(live(second=0.5, roll=20.0, mouth_gap=0.2)) is Instruction.ALONE


def test_what_was_told_is_mended_only_well_inside_the_threshold() -> None:
    citizen = Watching()
    assert citizen.shows(live(roll=9.0)) is Instruction.STRAIGHT
    assert citizen.shows(live(roll=7.5), 3) is Instruction.STRAIGHT
    assert citizen.shows(live(roll=7.1)) is Instruction.GOOD
    # And what was never told may lie up to the threshold itself.
    assert citizen.shows(live(roll=7.9)) is Instruction.GOOD


def test_a_value_that_trembles_about_its_threshold_does_not_flicker() -> None:
    citizen = Watching()
    for step in range(60):
        citizen.shows(live(mouth_gap=0.0395 if step % 2 else 0.0405), 0.1)
    assert [told for _, told in citizen.told] == [Instruction.STARTING, Instruction.MOUTH]


def test_what_is_told_stands_long_enough_to_be_read() -> None:
    citizen = Watching()
    citizen.shows(live())
    assert citizen.shows(live(mouth_gap=0.2), 0.7) is Instruction.MOUTH
    assert citizen.shows(live(), 0.4) is Instruction.MOUTH
    assert citizen.history.good
    assert citizen.shows(live(), 0.5) is Instruction.GOOD


def test_eyes_not_looked_at_in_every_picture_count_as_they_were() -> None:
    citizen = Watching()
    citizen.shows(live())
    for _ in range(10):
        citizen.shows(live(eye_openings=None, gaze=None, background=None), 0.2)
        citizen.shows(live(), 0.1)
    assert citizen.history.good
    assert [told for _, told in citizen.told] == [Instruction.GOOD]


def test_a_machine_that_looks_rarely_still_comes_to_an_end() -> None:
    citizen = Watching(rate=1)
    citizen.shows(live())
    for _ in range(3):
        citizen.shows(live(eye_openings=None, gaze=None, background=None), 2)
        assert citizen.history.good
        citizen.shows(live())
    assert citizen.history.held > PROFILE.process.hold


def test_a_blink_in_a_single_rare_look_is_not_told() -> None:
    citizen = Watching(rate=2)
    citizen.shows(live(), 2)
    citizen.shows(live(eye_openings=(0.05, 0.05)), 0.5)
    citizen.shows(live(eye_openings=None), 1)
    held = citizen.history.held
    citizen.shows(live())
    assert citizen.history.held >= held > 0
    assert [told for _, told in citizen.told] == [Instruction.GOOD]


def test_eyes_that_nobody_ever_looked_at_are_not_good() -> None:
    citizen = Watching()
    assert citizen.shows(live(eye_openings=None), 5) is Instruction.STARTING
    assert not citizen.history.good
    assert dict(citizen.history.marks(PROFILE))[MarkId.EYES] is False


def test_who_evidently_cannot_help_it_is_not_held_up_for_ever() -> None:
    citizen = Watching()
    assert citizen.shows(live(spread=(20.0, 1.0, 1.0)), 7) is Instruction.WALL
    assert citizen.shows(live(spread=(20.0, 1.0, 1.0)), 3) is Instruction.GOOD
    assert citizen.shows(live(pitch=12.0), 8) is Instruction.CHIN_DOWN
    assert citizen.shows(live(pitch=12.0), 5) is Instruction.GOOD
    # What TR-03121 makes mandatory does not give way.
    assert citizen.shows(live(mouth_gap=0.2), 60) is Instruction.MOUTH


def test_marks_tell_what_is_right_already() -> None:
    citizen = Watching()
    citizen.shows(live(yaw=20.0, side_ratio=0.2))
    assert dict(citizen.history.marks(PROFILE)) == {
        MarkId.DISTANCE: True,
        MarkId.HEAD: False,
        MarkId.EYES: True,
        MarkId.MOUTH: True,
        MarkId.LIGHT: False,
    }


def test_marks_of_nobody_are_empty() -> None:
    citizen = Watching()
    citizen.shows(live())
    citizen.shows(picture((720, 1280), None, background=None), 3)
    assert not any(good for _, good in citizen.history.marks(PROFILE))


SEEN = st.fixed_dictionaries(
    {
        "roll": st.floats(-20, 20),
        "yaw": st.floats(-30, 30),
        "mouth_gap": st.floats(0, 0.2),
        "second": st.floats(0, 1),
        "sharpness": st.floats(0, 30),
        "eye_openings": st.none() | st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(SEEN, min_size=1, max_size=40))
def test_whatever_happens_instructions_stand_long_enough_to_be_read(
    pictures: list[dict[str, Any]],
) -> None:
    citizen = Watching()
    for differing in pictures:
        citizen.shows(live(**dict(differing)), 0.2)
        if citizen.history.good:
            assert not citizen.history.troubles.keys() - {"sharp", "turned", "eyes"}
    times = [when for when, _ in citizen.told]
    assert all(
        later - earlier >= PROFILE.process.settled - 1e-6 for earlier, later in pairwise(times[1:])
    )
