"""Signature: strokes on the pad, checked to be more than a dot, sealed as a picture without dynamics."""

from dataclasses import replace

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.effects import ClearPad, ClosePad, Effect, OpenPad
from kiosk.domain.events import (
    BackPressed,
    CaptureSealed,
    Event,
    NextPressed,
    OtherWayPressed,
    StepFailed,
    StrokesChanged,
    StrokesCleared,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed, stay
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import SignatureStep
from kiosk.domain.steps.photo import kept, sealed_as

SHORTEST_MM = 15.0


def enter(_session: Session, walk: Walk) -> Move:
    if any(capture.kind is CaptureKind.SIGNATURE for capture in walk.captures):
        return passed(walk)
    return Move(at(walk, SignatureStep()), (OpenPad(),))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, SignatureStep):
        return None
    match event:
        case StepFailed(failure):
            return failed(walk, failure, ClosePad())
        case CaptureSealed(CaptureKind.SIGNATURE as kind, capture_id) if step.sealing:
            return passed(kept(walk, kind, capture_id), ClosePad())
        case _ if step.sealing:
            return None
        case StrokesChanged(count, length):
            return stay(walk, replace(step, strokes=count, length_mm=length, error=""))
        case StrokesCleared():
            return stay(walk, SignatureStep(), ClearPad())
        case NextPressed() if not step.strokes:
            return stay(walk, replace(step, error="signature.empty"))
        case NextPressed() if step.length_mm < SHORTEST_MM:
            return stay(walk, replace(step, error="signature.too_short"))
        case NextPressed():
            sealing = replace(step, sealing=True)
            return stay(walk, sealing, sealed_as(walk, CaptureKind.SIGNATURE, ""))
        case OtherWayPressed():
            return failed(walk, "capture.at_counter", ClosePad())
        case BackPressed():
            return Move(walk, (ClosePad(),), Then.BACK)
        case _:
            return None


def leave(_walk: Walk) -> tuple[Effect, ...]:
    return (ClosePad(),)


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if isinstance(step, SignatureStep) and step.sealing:
        return Wait("signature.sealing", session.site.timing.storing, "store.timed_out")
    return None


RULES = StepRules(enter, handle, leave, patience)
