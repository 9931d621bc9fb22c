"""Photo: live picture with one hint at a time, three seconds' countdown, up to three shots to choose from."""

from dataclasses import replace

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.effects import CloseCamera, Effect, OpenCamera, SealCapture, TakePhoto
from kiosk.domain.events import (
    BackPressed,
    CaptureSealed,
    Event,
    GuidanceChanged,
    NextPressed,
    OtherWayPressed,
    PhotoTaken,
    RetryPressed,
    ShotChosen,
    ShutterPressed,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed, stay
from kiosk.domain.state import SealedCapture, Session, Walk
from kiosk.domain.step_states import STARTING, PhotoPhase, PhotoStep

SHOTS = 3
COUNTDOWN = 3


def enter(_session: Session, walk: Walk) -> Move:
    if any(capture.kind is CaptureKind.PHOTO for capture in walk.captures):
        return passed(walk)
    return Move(at(walk, PhotoStep()), (OpenCamera(),))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, PhotoStep):
        return None
    match event:
        case StepFailed(failure):
            return failed(walk, failure, CloseCamera())
        case OtherWayPressed() if step.phase is not PhotoPhase.SEALING:
            return failed(walk, "capture.at_counter", CloseCamera())
        case BackPressed() if step.phase is not PhotoPhase.SEALING:
            return Move(walk, (CloseCamera(),), Then.BACK)
        case GuidanceChanged(hint, good) if step.phase is not PhotoPhase.SEALING:
            # Also while a shot is chosen: it is told on change only, and the next photo begins with it.
            return stay(walk, replace(step, hint=hint, good=good))
    if step.phase in (PhotoPhase.CHOOSING, PhotoPhase.SEALING):
        return _choosing(walk, step, event)
    return _taking(walk, step, event)


def _taking(walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match step.phase, event:
        case PhotoPhase.LIVE, ShutterPressed() if sees(step):
            return stay(walk, replace(step, phase=PhotoPhase.COUNTDOWN, countdown=COUNTDOWN))
        case PhotoPhase.COUNTDOWN, TimerExpired(Timer.SECOND):
            if step.countdown > 1:
                return stay(walk, replace(step, countdown=step.countdown - 1))
            return stay(walk, replace(step, phase=PhotoPhase.TAKING, countdown=0), TakePhoto())
        case PhotoPhase.TAKING, PhotoTaken(handle):
            shots = (*step.shots, handle)
            taken = replace(step, phase=PhotoPhase.CHOOSING, shots=shots, chosen=handle)
            return stay(walk, taken)
        case _:
            return None


def _choosing(walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match step.phase, event:
        case PhotoPhase.CHOOSING, ShotChosen(handle) if handle in step.shots:
            return stay(walk, replace(step, chosen=handle))
        case PhotoPhase.CHOOSING, RetryPressed() if len(step.shots) < SHOTS:
            return stay(walk, replace(step, phase=PhotoPhase.LIVE))
        case PhotoPhase.CHOOSING, NextPressed():
            sealing = replace(step, phase=PhotoPhase.SEALING)
            return stay(
                walk, sealing, CloseCamera(), sealed_as(walk, CaptureKind.PHOTO, step.chosen)
            )
        case PhotoPhase.SEALING, CaptureSealed(CaptureKind.PHOTO as kind, capture_id):
            return passed(kept(walk, kind, capture_id))
        case _:
            return None


def kept(walk: Walk, kind: CaptureKind, capture_id: str) -> Walk:
    """Answer the walk with one more sealed capture."""
    return replace(walk, captures=(*walk.captures, SealedCapture(kind, capture_id)))


def sealed_as(walk: Walk, kind: CaptureKind, handle: str) -> SealCapture:
    """Answer the effect that encrypts a capture to the authority of this service."""
    return SealCapture(kind, handle, walk.service.destination)


def sees(step: PhotoStep) -> bool:
    """Answer whether the camera has shown something: before that there is nothing to take."""
    return step.hint != STARTING


def leave(_walk: Walk) -> tuple[Effect, ...]:
    return (CloseCamera(),)


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if isinstance(step, PhotoStep) and step.phase in (PhotoPhase.TAKING, PhotoPhase.SEALING):
        return Wait(f"photo.{step.phase}", session.site.timing.storing, "photo.timed_out")
    return None


RULES = StepRules(enter, handle, leave, patience)
