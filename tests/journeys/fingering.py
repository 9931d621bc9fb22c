"""A citizen at the fingerprint scanner, for pure tests."""

from kiosk.contracts.captures import CaptureKind, LeftReason
from kiosk.domain.effects import SubmitCase
from kiosk.domain.events import (
    CaptureSealed,
    FingerTaken,
    SignatureDrawn,
    StrokesChanged,
)
from kiosk.domain.state import Walk, Walking
from kiosk.domain.step_states import FingersStep
from kiosk.presentation.page import FingerView
from tests.journeys.posing import at_choice
from tests.journeys.test_services import STORED
from tests.terminal import Citizen

RIGHT, LEFT = CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT


def at_fingers() -> Citizen:
    citizen = at_choice()
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    assert citizen.page.id == "fingers"
    return citizen


def at_left_finger() -> Citizen:
    """Answer a citizen whose right finger is taken and sealed."""
    citizen = at_fingers()
    gives(citizen, RIGHT, "finger1")
    assert step_of(citizen).kind is LEFT
    return citizen


def gives(citizen: Citizen, kind: CaptureKind, handle: str) -> None:
    """Let a good print be taken and sealed."""
    citizen.presses("next")
    citizen.happens(FingerTaken(kind, handle, 55), CaptureSealed(kind, f"c-{handle}"))


def walk_of(citizen: Citizen) -> Walk:
    stage = citizen.session.stage
    assert isinstance(stage, Walking)
    return stage.walk


def step_of(citizen: Citizen) -> FingersStep:
    step = walk_of(citizen).step
    assert isinstance(step, FingersStep)
    return step


def hand_of(citizen: Citizen) -> FingerView:
    return next(block for block in citizen.page.blocks if isinstance(block, FingerView))


def submits(citizen: Citizen) -> SubmitCase:
    """Sign and send; answer what is sent."""
    citizen.happens(StrokesChanged(2))
    citizen.presses("next")
    citizen.happens(SignatureDrawn(()))
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.SIGNATURE, "c4"))
    citizen.presses("next")
    citizen.happens(STORED)
    sent = citizen.wanted(SubmitCase)[-1]
    assert isinstance(sent, SubmitCase)
    return sent


def left(citizen: Citizen) -> dict[CaptureKind, LeftReason]:
    """Answer what the clerk is told of the fingers that are not there."""
    return dict(submits(citizen).left)
