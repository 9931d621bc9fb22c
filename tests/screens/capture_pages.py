"""Every state that a photo, a finger and a signature can be in, as sessions that show them.

A random walk hardly gets there: a photo needs seconds of stillness, a finger three tries.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from kiosk.capture.face.instructions import Instruction, MarkId
from kiosk.capture.signature.checks import PROBLEMS
from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.photo import KeptOn, Shot, Standing
from kiosk.domain.photo_events import GuidanceChanged
from kiosk.domain.service import StepKind
from kiosk.domain.state import SealedCapture, Session, Walk, Walking
from kiosk.domain.step_states import (
    FingerPhase,
    FingersStep,
    PhotoPhase,
    PhotoStep,
    SignaturePhase,
    SignatureStep,
    StepState,
)
from kiosk.domain.steps import signature as signature_rules
from kiosk.presentation.pages.fingers import PICTURES
from tests.terminal import Citizen

FINE = Standing(12, 5, accepted=True)
DOUBTFUL = Standing(
    10, 4, accepted=False, findings=(str(Instruction.MOUTH), str(Instruction.LIGHT))
)
BOTH = (CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT)


def capture_sessions() -> Iterator[Session]:
    """Yield sessions of the service that captures everything."""
    citizen = Citizen()
    citizen.presses("touch", "service.ausweis-vorerfassung")
    stage = citizen.session.stage
    assert isinstance(stage, Walking)
    walk = replace(stage.walk, answers=MappingProxyType({"document": "both", "birthday": "1208"}))
    for kind, steps in (
        (StepKind.PHOTO, photo_steps()),
        (StepKind.FINGERPRINTS, finger_steps()),
        (StepKind.SIGNATURE, signature_steps()),
    ):
        position = [step.kind for step in walk.service.steps].index(kind)
        for step in steps:
            yield replace(citizen.session, stage=Walking(_at(walk, position, step)))


def _at(walk: Walk, position: int, step: StepState) -> Walk:
    left = isinstance(step, FingersStep) and step.kind is CaptureKind.FINGER_LEFT
    captures = (SealedCapture(CaptureKind.FINGER_RIGHT, "c2"),) if left else ()
    return replace(walk, position=position, step=step, captures=captures)


def photo_steps() -> Iterator[PhotoStep]:
    yield PhotoStep(kept_on=tuple(KeptOn))
    for instruction in Instruction:
        good = instruction is Instruction.GOOD
        marks = tuple((str(mark), good or mark is MarkId.EYES) for mark in MarkId)
        held = 0.4 if good else 0.0
        guidance = GuidanceChanged(str(instruction), good, instruction.drawing, marks, held)
        yield PhotoStep(PhotoPhase.LIVE, guidance=guidance)
    good_now = guidance
    yield PhotoStep(PhotoPhase.COUNTDOWN, guidance=good_now, countdown=3)
    yield PhotoStep(PhotoPhase.TAKING, guidance=good_now)
    longest = GuidanceChanged(str(Instruction.UP), good=False, picture="up", marks=good_now.marks)
    yield PhotoStep(PhotoPhase.WITHOUT, guidance=longest, tries=3)
    for count, chosen, standing in ((1, 1, FINE), (2, 1, FINE), (3, 2, FINE), (3, 1, DOUBTFUL)):
        shots = tuple(Shot(f"photo{n}", standing) for n in range(1, count + 1))
        taken = PhotoStep(PhotoPhase.CHOOSING, shots=shots, chosen=f"photo{chosen}", tries=count)
        yield taken
        yield replace(taken, problem="camera.unplugged", tries=1)
    yield replace(taken, phase=PhotoPhase.SEALING)


def finger_steps() -> Iterator[FingersStep]:
    for kind in BOTH:
        for phase in (FingerPhase.READY, FingerPhase.PLACING, FingerPhase.SEALING, FingerPhase.WHY):
            yield FingersStep(kind, phase)
        yield FingersStep(kind, FingerPhase.TROUBLE, problem="fingerprint.unplugged")
        for attempt, problem in enumerate(PICTURES):
            yield FingersStep(kind, FingerPhase.WEAK, 2 + attempt % 2, problem=problem)
        for problem in ("finger.given_up", "finger.same"):
            yield FingersStep(kind, FingerPhase.LEFT_OUT, problem=problem)
        yield FingersStep(kind, FingerPhase.READY, problem="finger.same", repeated=True)


def signature_steps() -> Iterator[SignatureStep]:
    yield SignatureStep()
    yield SignatureStep(strokes=3)
    yield SignatureStep(SignaturePhase.DRAWING, 3)
    told = (signature_rules.EMPTY, signature_rules.NOTHING_FELT, *PROBLEMS)
    for refusals, problem in enumerate(told, start=1):
        yield SignatureStep(strokes=3, problem=problem, refusals=refusals)
    pictures = tuple((document, f"signature1.{document}") for document in Document)
    for shown in (pictures[:1], pictures[1:2], pictures[:2], pictures[2:3]):
        yield SignatureStep(SignaturePhase.CONFIRMING, 3, pictures=shown)
    yield SignatureStep(SignaturePhase.SEALING, 3, pictures=pictures[:2])
