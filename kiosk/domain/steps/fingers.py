"""Fingerprints: right index, then left; three tries each, best taken; any trouble leads to the counter.

The process is PAP ACQ-FP2P-USV-2 of TR-03121-3 Vol. 2: index fingers alone, right first; a print
that is good enough is taken at once, the best one when tries or time are over; one finger given
twice discards both, and the second time ends it.
"""

from dataclasses import replace
from types import MappingProxyType

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
)
from kiosk.domain.events import (
    BackPressed,
    CaptureSealed,
    Event,
    FingerImpossible,
    FingerRefused,
    FingerTaken,
    ImpossiblePressed,
    NextPressed,
    OtherWayPressed,
    RetryPressed,
    StepFailed,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, concerns, failed, passed, stay
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import FingerPhase, FingersStep
from kiosk.domain.steps.photo import kept, sealed_as

ORDER = (CaptureKind.FINGER_RIGHT, CaptureKind.FINGER_LEFT)
ATTEMPTS = 3
UNKNOWN = 255
SAME = "finger.same"
GIVEN_UP = "finger.given_up"
TIMED_OUT = "fingerprint.no_finger"
# The citizen can mend these at once; everything else is the scanner's own trouble.
PASSING = frozenset(
    {
        TIMED_OUT,
        "fingerprint.poor_contact",
        "fingerprint.two_fingers",
        "fingerprint.too_wet",
        "fingerprint.dirty_glass",
    }
)


def missing(walk: Walk) -> tuple[CaptureKind, ...]:
    """Answer the fingers still to be taken, in order."""
    have = {capture.kind for capture in walk.captures} | set(walk.skipped)
    return tuple(kind for kind in ORDER if kind in walk.service.captures and kind not in have)


def enter(session: Session, walk: Walk) -> Move:
    todo = missing(walk)
    if not todo:
        return passed(walk)
    step = FingersStep(todo[0])
    fault = session.faults.get(DeviceKind.FINGERPRINT)
    if fault is not None:
        return Move(at(walk, replace(step, phase=FingerPhase.TROUBLE, problem=fault)))
    return Move(at(walk, step), (PrepareFingers(),))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, FingersStep):
        return None
    match step.phase:
        case FingerPhase.SEALING:
            return _sealing(walk, step, event)
        case FingerPhase.PLACING:
            return _placing(walk, step, event) or _turning_away(walk, step, event)
        case FingerPhase.WHY:
            return _why(walk, step, event)
        case FingerPhase.LEFT_OUT:
            return _onward(walk, step) if isinstance(event, NextPressed) else None
        case _ if isinstance(event, NextPressed | RetryPressed):
            placing = replace(step, phase=FingerPhase.PLACING, problem="")
            return stay(walk, placing, CaptureFinger(step.kind))
        case _:
            return _turning_away(walk, step, event)


def _sealing(walk: Walk, step: FingersStep, event: Event) -> Move | None:
    match event:
        case CaptureSealed(kind, capture_id) if kind is step.kind:
            return _onward(kept(walk, kind, capture_id), step)
        case StepFailed(failure) if concerns(failure, "store"):
            return failed(walk, failure)
        case _:
            return None


def _placing(walk: Walk, step: FingersStep, event: Event) -> Move | None:
    match event:
        case FingerTaken(kind, same=True) if kind is step.kind:
            return _same(walk, step)
        case FingerTaken(kind, handle, quality, problem) if kind is step.kind:
            return _taken(walk, step, (handle, quality), problem)
        case FingerRefused(kind, problem) if kind is step.kind:
            return _weak(walk, step, problem)
        case StepFailed(failure) if failure == TIMED_OUT and step.best is not None:
            return _seal(walk, step, step.best[0], CancelFinger())
        case StepFailed(failure) if failure in PASSING:
            return _weak(walk, step, failure, CancelFinger())
        case StepFailed(failure) if concerns(failure, "fingerprint"):
            return _trouble(walk, step, failure)
        case _:
            return None


def _turning_away(walk: Walk, step: FingersStep, event: Event) -> Move | None:
    match event:
        case ImpossiblePressed():
            return stay(walk, replace(step, phase=FingerPhase.WHY), CancelFinger())
        case OtherWayPressed():
            broken = step.phase is FingerPhase.TROUBLE
            reason = LeftReason.BROKEN if broken else LeftReason.CHOSEN
            return passed(_without(walk, missing(walk), reason), CancelFinger(), DropTries())
        case BackPressed():
            return Move(walk, (CancelFinger(), DropTries()), Then.BACK)
        case _:
            return None


def _why(walk: Walk, step: FingersStep, event: Event) -> Move | None:
    match event:
        case FingerImpossible(reason, both):
            kinds = missing(walk) if both else (step.kind,)
            return _onward(_without(walk, kinds, reason), step, DropTries())
        case OtherWayPressed():
            return passed(_without(walk, missing(walk), LeftReason.CHOSEN), DropTries())
        case BackPressed():
            ready = FingerPhase.WEAK if step.attempt > 1 and step.problem else FingerPhase.READY
            return stay(walk, replace(step, phase=ready))
        case _:
            return None


def _onward(walk: Walk, step: FingersStep, *effects: Effect) -> Move:
    """Go on to the next finger, or out of the step when none is missing."""
    todo = missing(walk)
    if not todo:
        return passed(walk, *effects)
    return stay(walk, FingersStep(todo[0], repeated=step.repeated), *effects)


def _taken(walk: Walk, step: FingersStep, shot: tuple[str, int], problem: str) -> Move:
    best = shot if step.best is None or _rank(shot) > _rank(step.best) else step.best
    step = replace(step, best=best)
    return _weak(walk, step, problem) if problem else _seal(walk, step, shot[0])


def _rank(shot: tuple[str, int]) -> int:
    return -1 if shot[1] == UNKNOWN else shot[1]


def _weak(walk: Walk, step: FingersStep, problem: str, *effects: Effect) -> Move:
    """Try again; after the third try take the best, or leave the finger to the counter."""
    if step.attempt < ATTEMPTS:
        again = replace(step, phase=FingerPhase.WEAK, attempt=step.attempt + 1, problem=problem)
        return stay(walk, again, *effects)
    if step.best is not None:
        return _seal(walk, step, step.best[0], *effects)
    return _leave_out(walk, step, (step.kind,), LeftReason.POOR, GIVEN_UP, *effects)


def _same(walk: Walk, step: FingersStep) -> Move:
    """One finger was given for both: discard them and begin anew, the second time end it."""
    fingers = {capture.kind for capture in walk.captures} & set(ORDER)
    captures = tuple(capture for capture in walk.captures if capture.kind not in fingers)
    walk = replace(walk, captures=captures)
    if step.repeated:
        todo = missing(walk)
        return _leave_out(walk, step, todo, LeftReason.ALIKE, SAME, DiscardFingers())
    anew = FingersStep(missing(walk)[0], problem=SAME, repeated=True)
    return stay(walk, anew, DiscardFingers())


def _leave_out(
    walk: Walk,
    step: FingersStep,
    kinds: tuple[CaptureKind, ...],
    reason: LeftReason,
    problem: str,
    *effects: Effect,
) -> Move:
    told = replace(step, phase=FingerPhase.LEFT_OUT, problem=problem)
    return stay(_without(walk, kinds, reason), told, *effects)


def _without(walk: Walk, kinds: tuple[CaptureKind, ...], reason: LeftReason) -> Walk:
    """Answer the walk with these fingers left to the counter, and why."""
    reasons = {**walk.reasons, **dict.fromkeys(kinds, reason)}
    return replace(walk, skipped=(*walk.skipped, *kinds), reasons=MappingProxyType(reasons))


def _trouble(walk: Walk, step: FingersStep, failure: str) -> Move:
    """Tell that the scanner does not work; it ends neither step nor journey, which can go on without."""
    where = walk.service.steps[walk.position].kind
    what = (("service", walk.service.id), ("step", str(where)), ("failure", failure))
    trouble = replace(step, phase=FingerPhase.TROUBLE, problem=failure)
    return stay(walk, trouble, CancelFinger(), Record("step.failed", what))


def _seal(walk: Walk, step: FingersStep, handle: str, *effects: Effect) -> Move:
    sealing = replace(step, phase=FingerPhase.SEALING)
    return stay(walk, sealing, *effects, sealed_as(walk, step.kind, handle))


def leave(_walk: Walk) -> tuple[Effect, ...]:
    return (CancelFinger(), DropTries())


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    timing = session.site.timing
    if isinstance(step, FingersStep) and step.phase is FingerPhase.PLACING:
        phase = f"fingers.{step.kind}.{step.attempt}"
        return Wait(phase, timing.finger, TIMED_OUT)
    if isinstance(step, FingersStep) and step.phase is FingerPhase.SEALING:
        return Wait("fingers.sealing", timing.storing, "store.timed_out")
    return None


RULES = StepRules(enter, handle, leave, patience)
