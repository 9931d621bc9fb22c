"""Signature: strokes on the pad, checked, shown as the documents will, sealed without dynamics."""

from dataclasses import replace

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.effects import (
    ClearPad,
    ClosePad,
    DrawSignature,
    Effect,
    OpenPad,
    TakeBackStroke,
)
from kiosk.domain.events import (
    BackPressed,
    CaptureSealed,
    Event,
    NextPressed,
    OtherWayPressed,
    RetryPressed,
    SignatureDrawn,
    SignatureRefused,
    StepFailed,
    StrokesChanged,
    StrokesCleared,
    StrokeTakenBack,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, concerns, failed, passed, stay
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import SignaturePhase, SignatureStep
from kiosk.domain.steps.photo import kept, sealed_as

EMPTY = "signature.empty"
NOTHING_FELT = "signature.nothing_felt"
"""What an empty pad is told at the second time: perhaps a glove, a nail or a dead panel."""


def enter(_session: Session, walk: Walk) -> Move:
    if CaptureKind.SIGNATURE in (*(capture.kind for capture in walk.captures), *walk.skipped):
        return passed(walk)
    return Move(at(walk, SignatureStep()), (OpenPad(),))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, SignatureStep):
        return None
    match step.phase, event:
        case _, StepFailed(failure) if concerns(failure, "signature", "store"):
            return failed(walk, failure, ClosePad())
        case SignaturePhase.SEALING, CaptureSealed(CaptureKind.SIGNATURE as kind, capture_id):
            return passed(kept(walk, kind, capture_id), ClosePad())
        case SignaturePhase.SEALING, _:
            return None
        case _, OtherWayPressed():
            skipped = (*walk.skipped, CaptureKind.SIGNATURE)
            return passed(replace(walk, skipped=skipped), ClosePad())
        case SignaturePhase.CONFIRMING, BackPressed() | RetryPressed():
            return stay(walk, SignatureStep(), ClearPad())
        case SignaturePhase.CONFIRMING, NextPressed():
            sealing = replace(step, phase=SignaturePhase.SEALING)
            return stay(walk, sealing, sealed_as(walk, CaptureKind.SIGNATURE, ""))
        case _, BackPressed():
            return Move(walk, (ClosePad(),), Then.BACK)
        case SignaturePhase.DRAWING, SignatureDrawn(pictures):
            confirming = SignatureStep(SignaturePhase.CONFIRMING, step.strokes, pictures=pictures)
            return stay(walk, confirming)
        case SignaturePhase.DRAWING, SignatureRefused(problem):
            return stay(walk, _refused(step, problem))
        case SignaturePhase.WRITING, _:
            return _writing(walk, step, event)
        case _:
            return None


def _writing(walk: Walk, step: SignatureStep, event: Event) -> Move | None:
    match event:
        case StrokesChanged(count):
            return stay(walk, replace(step, strokes=count, problem=""))
        case StrokesCleared():
            return stay(walk, replace(step, strokes=0, problem=""), ClearPad())
        case StrokeTakenBack():
            return stay(walk, replace(step, problem=""), TakeBackStroke())
        case NextPressed() if not step.strokes:
            return stay(walk, _refused(step, NOTHING_FELT if step.refusals else EMPTY))
        case NextPressed():
            drawing = replace(step, phase=SignaturePhase.DRAWING)
            wanted = walk.service.steps[walk.position].signature
            documents = wanted.by(walk.answers) if wanted else ()
            return stay(walk, drawing, DrawSignature(documents))
        case _:
            return None


def _refused(step: SignatureStep, problem: str) -> SignatureStep:
    refusals = step.refusals + 1
    return replace(step, phase=SignaturePhase.WRITING, problem=problem, refusals=refusals)


def leave(_walk: Walk) -> tuple[Effect, ...]:
    return (ClosePad(),)


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if not isinstance(step, SignatureStep):
        return None
    if step.phase is SignaturePhase.DRAWING:
        return Wait("signature.drawing", session.site.timing.storing, "internal.unexpected")
    if step.phase is SignaturePhase.SEALING:
        return Wait("signature.sealing", session.site.timing.storing, "store.timed_out")
    return None


RULES = StepRules(enter, handle, leave, patience)
