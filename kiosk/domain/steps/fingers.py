"""Fingerprints: right index, then left; three tries each, best taken; any trouble leads to the counter."""

from dataclasses import replace

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.effects import CancelFinger, CaptureFinger, Effect
from kiosk.domain.events import (
    BackPressed,
    CaptureSealed,
    Event,
    FingerTaken,
    NextPressed,
    OtherWayPressed,
    RetryPressed,
    StepFailed,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed, stay
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import FingerPhase, FingersStep
from kiosk.domain.steps.photo import kept, sealed_as

ORDER = (CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT)
ATTEMPTS = 3
GOOD_ENOUGH = 60
# The citizen can mend these at once; everything else is the scanner's own trouble.
PASSING = frozenset(
    {"fingerprint.no_finger", "fingerprint.poor_contact", "fingerprint.two_fingers"}
)


def missing(walk: Walk) -> tuple[CaptureKind, ...]:
    """Answer the fingers still to be taken, in order."""
    have = {capture.kind for capture in walk.captures} | set(walk.skipped)
    return tuple(kind for kind in ORDER if kind in walk.service.captures and kind not in have)


def enter(_session: Session, walk: Walk) -> Move:
    todo = missing(walk)
    if not todo:
        return passed(walk)
    return Move(at(walk, FingersStep(todo[0])))


def handle(session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, FingersStep):
        return None
    match step.phase, event:
        case FingerPhase.SEALING, CaptureSealed(kind, capture_id) if kind is step.kind:
            return enter(session, kept(walk, kind, capture_id))
        case FingerPhase.SEALING, StepFailed(failure):
            return failed(walk, failure)
        case FingerPhase.SEALING, _:
            return None
        case _, OtherWayPressed():
            return passed(replace(walk, skipped=(*walk.skipped, *missing(walk))), CancelFinger())
        case _, BackPressed():
            return Move(walk, (CancelFinger(),), Then.BACK)
        case FingerPhase.READY | FingerPhase.WEAK, NextPressed() | RetryPressed():
            placing = replace(step, phase=FingerPhase.PLACING, problem="")
            return stay(walk, placing, CaptureFinger(step.kind))
        case FingerPhase.PLACING, FingerTaken(kind, taken, quality) if kind is step.kind:
            return _taken(walk, step, (taken, quality))
        case FingerPhase.PLACING, StepFailed(failure) if failure in PASSING:
            return _weak(walk, step, failure)
        case _, StepFailed(failure):
            return failed(walk, failure)
        case _:
            return None


def _taken(walk: Walk, step: FingersStep, shot: tuple[str, int]) -> Move:
    best = shot if step.best is None or shot[1] > step.best[1] else step.best
    step = replace(step, best=best)
    if best[1] >= GOOD_ENOUGH or step.attempt == ATTEMPTS:
        return _seal(walk, step, best[0])
    return _weak(walk, step, "fingerprint.poor_contact")


def _weak(walk: Walk, step: FingersStep, problem: str) -> Move:
    """Try again; after the third try take the best, or leave the finger to the counter."""
    if step.attempt == ATTEMPTS:
        if step.best is not None:
            return _seal(walk, step, step.best[0])
        rest = missing(walk)[1:]
        left_out = replace(walk, skipped=(*walk.skipped, step.kind))
        return stay(left_out, FingersStep(rest[0])) if rest else passed(left_out)
    again = replace(step, phase=FingerPhase.WEAK, attempt=step.attempt + 1, problem=problem)
    return stay(walk, again)


def _seal(walk: Walk, step: FingersStep, handle: str) -> Move:
    return stay(walk, replace(step, phase=FingerPhase.SEALING), sealed_as(walk, step.kind, handle))


def leave(_walk: Walk) -> tuple[Effect, ...]:
    return (CancelFinger(),)


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    timing = session.site.timing
    if isinstance(step, FingersStep) and step.phase is FingerPhase.PLACING:
        phase = f"fingers.{step.kind}.{step.attempt}"
        return Wait(phase, timing.finger, "fingerprint.no_finger")
    if isinstance(step, FingersStep) and step.phase is FingerPhase.SEALING:
        return Wait("fingers.sealing", timing.storing, "store.timed_out")
    return None


RULES = StepRules(enter, handle, leave, patience)
