"""Fingerprints as the citizen meets them: right then left, three tries, and a way out at every moment."""

import pytest

from kiosk.capture.finger.findings import Finding
from kiosk.contracts.captures import CaptureKind, LeftReason
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.effects import (
    CancelFinger,
    CaptureFinger,
    DiscardFingers,
    DropTries,
    Effect,
    PrepareFingers,
    Record,
    SealCapture,
)
from kiosk.domain.events import (
    CaptureSealed,
    DeviceChanged,
    Event,
    FingerRefused,
    FingerTaken,
    NextPressed,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.steps.fingers import ATTEMPTS
from tests.journeys.fingering import (
    LEFT,
    RIGHT,
    at_fingers,
    at_left_finger,
    gives,
    hand_of,
    left,
    step_of,
    submits,
    walk_of,
)
from tests.journeys.posing import at_choice
from tests.terminal import Citizen, texts

UNKNOWN = 255
NO_FINGER = StepFailed("fingerprint.no_finger")


def said(problem: str) -> str:
    return texts()["de"](f"page.fingers.problem.{problem}")


def sealed(citizen: Citizen) -> list[str]:
    effects: list[Effect] = citizen.wanted(SealCapture)
    return [e.handle for e in effects if isinstance(e, SealCapture) and e.kind in (RIGHT, LEFT)]


def tries(citizen: Citizen, *events: Event) -> None:
    """Start, and start again after every event but the last."""
    for number, event in enumerate(events):
        citizen.presses("retry" if number else "next")
        citizen.happens(event)


def test_right_then_left_each_taken_at_once_when_good() -> None:
    citizen = at_fingers()
    assert citizen.wanted(PrepareFingers) == [PrepareFingers()], "ready while the citizen reads"
    assert citizen.wanted(CaptureFinger) == []
    gives(citizen, RIGHT, "finger1")
    assert [mark.good for mark in hand_of(citizen).marks] == [True, False]
    gives(citizen, LEFT, "finger2")
    assert citizen.page.id != "fingers"
    assert citizen.wanted(CaptureFinger) == [CaptureFinger(RIGHT), CaptureFinger(LEFT)]
    assert sealed(citizen) == ["finger1", "finger2"]
    assert submits(citizen).left == ()


def test_a_weak_print_says_what_helps_and_how_many_tries_are_left() -> None:
    citizen = at_fingers()
    tries(citizen, FingerTaken(RIGHT, "finger1", 12, "finger.light"))
    hand = hand_of(citizen)
    assert said("finger.light") in hand.hint
    assert f"2 von {ATTEMPTS}" in hand.hint
    assert hand.picture == "press"
    assert sealed(citizen) == []


@pytest.mark.parametrize("finding", Finding)
def test_what_is_no_print_counts_as_a_try(finding: Finding) -> None:
    citizen = at_fingers()
    tries(citizen, FingerRefused(RIGHT, str(finding)))
    assert said(str(finding)) in hand_of(citizen).hint
    assert step_of(citizen).attempt == 2


@pytest.mark.parametrize(
    ("scores", "best"),
    [((12, 25, 8), "finger2"), ((25, 12, UNKNOWN), "finger1"), ((UNKNOWN, 0, UNKNOWN), "finger2")],
)
def test_of_three_weak_ones_the_best_is_taken(scores: tuple[int, ...], best: str) -> None:
    citizen = at_fingers()
    weak = [
        FingerTaken(RIGHT, f"finger{number}", score, "finger.weak")
        for number, score in enumerate(scores, start=1)
    ]
    tries(citizen, *weak)
    assert sealed(citizen) == [best]


def test_a_quality_that_nobody_could_tell_does_not_hold_the_citizen() -> None:
    """The worker crashed every time: the clerk gets the print, and that its quality is unknown."""
    citizen = at_fingers()
    tries(citizen, *[FingerTaken(RIGHT, f"finger{n}", UNKNOWN, "finger.weak") for n in (1, 2, 3)])
    assert sealed(citizen) == ["finger1"]


def test_when_time_is_up_the_best_is_taken() -> None:
    citizen = at_fingers()
    tries(citizen, FingerTaken(RIGHT, "finger1", 21, "finger.weak"))
    citizen.presses("retry")
    citizen.happens(TimerExpired(Timer.STEP))
    assert sealed(citizen) == ["finger1"]
    assert CancelFinger() in citizen.effects


def test_when_time_is_up_without_a_print_it_is_tried_again() -> None:
    citizen = at_fingers()
    citizen.presses("next")
    citizen.happens(TimerExpired(Timer.STEP))
    assert said("fingerprint.no_finger") in hand_of(citizen).hint
    assert citizen.effects[-1] != CaptureFinger(RIGHT)
    assert CancelFinger() in citizen.effects, "a silent scanner is let go"


def test_three_tries_without_any_print_leave_the_finger_to_the_counter_and_go_on() -> None:
    citizen = at_fingers()
    tries(citizen, NO_FINGER, FingerRefused(RIGHT, "finger.several"), NO_FINGER)
    assert hand_of(citizen).hint == texts()["de"]("page.fingers.left_out.finger.given_up")
    citizen.presses("next")
    assert step_of(citizen).kind is LEFT
    gives(citizen, LEFT, "finger1")
    assert left(citizen) == {RIGHT: LeftReason.POOR}


@pytest.mark.parametrize(
    "ways", [("back",), ("impossible", "hurt.this"), ("impossible", "other_way")]
)
def test_weak_prints_of_who_turns_away_are_forgotten(ways: tuple[str, ...]) -> None:
    citizen = at_fingers()
    tries(citizen, FingerTaken(RIGHT, "finger1", 12, "finger.light"))
    assert citizen.wanted(DropTries) == []
    citizen.presses(*ways)
    assert citizen.wanted(DropTries) == [DropTries()]


def test_one_finger_given_twice_discards_both_and_begins_anew() -> None:
    citizen = at_left_finger()
    tries(citizen, FingerTaken(LEFT, "finger2", 60, same=True))
    assert citizen.wanted(DiscardFingers) == [DiscardFingers()]
    assert walk_of(citizen).captures[1:] == (), "the right one is not handed over"
    assert step_of(citizen).kind is RIGHT
    assert hand_of(citizen).hint == said("finger.same")
    gives(citizen, RIGHT, "finger3")
    gives(citizen, LEFT, "finger4")
    assert sealed(citizen) == ["finger1", "finger3", "finger4"]
    sent = submits(citizen)
    assert sent.captures == ("c1", "c-finger3", "c-finger4", "c4")
    assert sent.left == ()


def test_one_finger_given_twice_for_the_second_time_ends_it_and_the_clerk_is_told() -> None:
    citizen = at_left_finger()
    tries(citizen, FingerTaken(LEFT, "finger2", 60, same=True))
    gives(citizen, RIGHT, "finger3")
    tries(citizen, FingerTaken(LEFT, "finger4", 60, same=True))
    assert hand_of(citizen).hint == texts()["de"]("page.fingers.left_out.finger.same")
    assert sealed(citizen) == ["finger1", "finger3"]
    citizen.presses("next")
    sent = submits(citizen)
    assert sent.captures == ("c1", "c4")
    assert dict(sent.left) == {RIGHT: LeftReason.ALIKE, LEFT: LeftReason.ALIKE}


@pytest.mark.parametrize(
    ("choice", "reason"),
    [("hurt.this", LeftReason.HURT), ("missing.this", LeftReason.MISSING)],
)
def test_a_finger_that_cannot_be_taken_is_left_with_its_reason(
    choice: str, reason: LeftReason
) -> None:
    citizen = at_fingers()
    citizen.presses("impossible")
    assert citizen.page.id == "fingers.why"
    citizen.presses(choice)
    assert step_of(citizen).kind is LEFT
    citizen.presses("impossible")
    assert "hurt.both" not in citizen.offered(), "one is left"
    citizen.presses("back")
    gives(citizen, LEFT, "finger1")
    assert left(citizen) == {RIGHT: reason}


def test_both_fingers_can_be_left_at_once() -> None:
    citizen = at_fingers()
    citizen.presses("impossible", "hurt.both")
    assert citizen.page.id != "fingers"
    assert left(citizen) == {RIGHT: LeftReason.HURT, LEFT: LeftReason.HURT}


def test_nobody_must_give_a_reason() -> None:
    citizen = at_left_finger()
    citizen.presses("impossible", "other_way")
    assert left(citizen) == {LEFT: LeftReason.CHOSEN}


def test_why_is_never_written_to_the_event_log() -> None:
    """Somebody's missing finger is that person's matter: the sealed case alone says so."""
    citizen = at_fingers()
    citizen.presses("impossible", "missing.both")
    told = [repr(record) for record in citizen.wanted(Record)]
    assert told
    assert [text for text in told if "missing" in text or "hurt" in text] == []


@pytest.mark.parametrize("moment", ["ready", "placing", "weak"])
def test_the_way_out_is_there_at_every_moment(moment: str) -> None:
    citizen = at_fingers()
    if moment != "ready":
        citizen.presses("next")
    if moment == "weak":
        citizen.happens(NO_FINGER)
    assert {"impossible", "back", "help", "end"} <= citizen.offered().keys()
    citizen.presses("impossible")
    assert CancelFinger() in citizen.effects
    citizen.presses("back")
    assert citizen.page.id == "fingers"
    assert citizen.offered().keys() & {"next", "retry"}


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        ("fingerprint.unplugged", True),
        ("fingerprint.not_found", False),
        ("internal.unexpected", False),
    ],
)
def test_a_broken_scanner_never_ends_the_journey(fault: str, *, again: bool) -> None:
    citizen = at_left_finger()
    citizen.presses("next")
    citizen.happens(StepFailed(fault))
    assert hand_of(citizen).hint == texts()["de"](f"failure.{fault}.what")
    assert ("retry" in citizen.offered()) is again
    failed = [
        e for e in citizen.wanted(Record) if isinstance(e, Record) and e.event == "step.failed"
    ]
    assert [dict(record.attributes)["failure"] for record in failed] == [fault]
    citizen.presses("other_way")
    assert left(citizen) == {LEFT: LeftReason.BROKEN}


def test_a_scanner_that_comes_back_goes_on() -> None:
    citizen = at_fingers()
    citizen.presses("next")
    citizen.happens(StepFailed("fingerprint.unplugged"))
    citizen.presses("retry")
    citizen.happens(FingerTaken(RIGHT, "finger1", 50))
    assert sealed(citizen) == ["finger1"]


def test_a_scanner_known_to_be_dead_is_not_waited_for() -> None:
    citizen = at_choice()
    citizen.happens(DeviceChanged(DeviceKind.FINGERPRINT, "fingerprint.not_found"))
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    assert hand_of(citizen).hint == texts()["de"]("failure.fingerprint.not_found.what")
    citizen.presses("other_way")
    assert citizen.wanted(CaptureFinger) == []
    assert left(citizen) == {RIGHT: LeftReason.BROKEN, LEFT: LeftReason.BROKEN}


def test_what_a_scanner_of_before_says_is_not_heard() -> None:
    citizen = at_left_finger()
    citizen.presses("next")
    before = citizen.session
    for event in (
        FingerTaken(RIGHT, "finger9", 90),
        FingerRefused(RIGHT, "finger.nothing"),
        StepFailed("camera.unplugged"),
        CaptureSealed(RIGHT, "c9"),
        NextPressed(),
    ):
        citizen.happens(event)
        assert citizen.session == before
