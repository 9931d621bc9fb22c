"""Photo, by the process AUTO-1 of TR-03121-3 Vol. 2: guided, taken by itself, chosen, or left to a person."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from kiosk.contracts.captures import CaptureKind
from kiosk.contracts.photo import KeptOn, Shot
from kiosk.domain.best_capture import best, offered
from kiosk.domain.effects import (
    CloseCamera,
    DropPhotos,
    Effect,
    OpenCamera,
    PreparePhotos,
    SealCapture,
    TakePhoto,
)
from kiosk.domain.events import (
    BackPressed,
    CaptureSealed,
    Event,
    NextPressed,
    OtherWayPressed,
    RetryPressed,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, concerns, failed, passed, stay
from kiosk.domain.photo_events import (
    GuidanceChanged,
    KeptOnToggled,
    PhotoTaken,
    ShotChosen,
    ShutterPressed,
)
from kiosk.domain.state import PhotoProcess, SealedCapture, Session, Walk
from kiosk.domain.step_states import STARTING, PhotoPhase, PhotoStep

RETAKES = 2
BEAT = 0.5
"""Seconds from "good" to the first number: who hears it is to have heard it."""
CAMERA_ON = frozenset(
    {PhotoPhase.LIVE, PhotoPhase.COUNTDOWN, PhotoPhase.TAKING, PhotoPhase.WITHOUT}
)
_TIMED = frozenset({PhotoPhase.LIVE, PhotoPhase.COUNTDOWN, PhotoPhase.TAKING})


def enter(_session: Session, walk: Walk) -> Move:
    if any(capture.kind is CaptureKind.PHOTO for capture in walk.captures):
        return passed(walk)
    step = walk.step
    if not isinstance(step, PhotoStep):
        return Move(at(walk, PhotoStep()), (PreparePhotos(),))
    # Tried again after a failure: what was taken and told before it is not asked for twice.
    if step.shots:
        return Move(at(walk, replace(step, phase=PhotoPhase.CHOOSING)))
    return _live(walk, step)


def handle(session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, PhotoStep):
        return None
    if isinstance(event, StepFailed):
        return _broken(walk, step, event.failure)
    if step.phase is not PhotoPhase.SEALING:
        match event:
            case OtherWayPressed():
                return failed(walk, "capture.at_counter", CloseCamera(), DropPhotos())
            case BackPressed():
                return _back(walk, step)
            case GuidanceChanged() if step.phase in CAMERA_ON:
                return _guided(walk, replace(step, guidance=event))
    return _PHASES[step.phase](session.site.photo, walk, step, event)


def _asked(_process: PhotoProcess, walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match event:
        case KeptOnToggled(what):
            kept = tuple(k for k in KeptOn if (k in step.kept_on) is not (k is what))
            return stay(walk, replace(step, kept_on=kept))
        case NextPressed():
            return _live(walk, step)
        case _:
            return None


def _waiting(process: PhotoProcess, walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    """Answer while a good picture is waited for: it takes itself, or the citizen does."""
    match event:
        case ShutterPressed() if sees(step):
            return _counting_from(process, walk, step, by_hand=True)
        case TimerExpired(Timer.SECOND) if _is_ready(step):
            return _counting_from(process, walk, step, by_hand=False)
        case TimerExpired(Timer.CAPTURE):
            return _over(walk, step)
        case _:
            return None


def _counting(_process: PhotoProcess, walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match event:
        case TimerExpired(Timer.SECOND) if step.countdown > 1:
            return stay(walk, replace(step, countdown=step.countdown - 1))
        case TimerExpired(Timer.SECOND):
            taking = replace(step, phase=PhotoPhase.TAKING, countdown=0, tries=0)
            return stay(walk, taking, TakePhoto())
        case TimerExpired(Timer.CAPTURE):
            return stay(walk, replace(step, late=True))
        case _:
            return None


def _taking(process: PhotoProcess, walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match event:
        case PhotoTaken(taken, standing):
            shots = (*step.shots, Shot(taken, standing))
            step = replace(step, shots=shots, tries=step.tries + 1)
            if step.tries < process.shots:
                return stay(walk, step, TakePhoto())
            if _goes_on(step):
                return stay(walk, replace(step, phase=PhotoPhase.LIVE))
            return _over(walk, step)
        case TimerExpired(Timer.CAPTURE):
            return stay(walk, replace(step, late=True))
        case _:
            return None


def _without(process: PhotoProcess, walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match event:
        case RetryPressed():
            return stay(walk, replace(step, phase=PhotoPhase.LIVE, late=False))
        case ShutterPressed() if sees(step):
            return _counting_from(process, walk, replace(step, late=False), by_hand=True)
        case _:
            return None


def _choosing(_process: PhotoProcess, walk: Walk, step: PhotoStep, event: Event) -> Move | None:
    match event:
        case ShotChosen(handle) if any(shot.handle == handle for shot in offered(step.shots)):
            return stay(walk, replace(step, chosen=handle))
        case RetryPressed() if may_retake(step):
            return _live(walk, replace(step, retakes=step.retakes + 1))
        case NextPressed():
            sealing = sealed_as(walk, CaptureKind.PHOTO, step.chosen)
            sealing = replace(sealing, remarks=_remarks(step))
            return stay(walk, replace(step, phase=PhotoPhase.SEALING), sealing)
        case _:
            return None


def _sealing(_process: PhotoProcess, walk: Walk, _step: PhotoStep, event: Event) -> Move | None:
    match event:
        case CaptureSealed(CaptureKind.PHOTO as kind, capture_id):
            return passed(kept(walk, kind, capture_id), DropPhotos())
        case _:
            return None


_Phase = Callable[[PhotoProcess, Walk, PhotoStep, Event], Move | None]
_PHASES: Mapping[PhotoPhase, _Phase] = MappingProxyType(
    {
        PhotoPhase.ASKED: _asked,
        PhotoPhase.LIVE: _waiting,
        PhotoPhase.COUNTDOWN: _counting,
        PhotoPhase.TAKING: _taking,
        PhotoPhase.WITHOUT: _without,
        PhotoPhase.CHOOSING: _choosing,
        PhotoPhase.SEALING: _sealing,
    }
)


def _live(walk: Walk, step: PhotoStep) -> Move:
    """Answer a new acquisition; what was taken and told before it stays."""
    fresh = PhotoStep(PhotoPhase.LIVE, kept_on=step.kept_on, retakes=step.retakes, shots=step.shots)
    return stay(walk, fresh, OpenCamera())


def _counting_from(process: PhotoProcess, walk: Walk, step: PhotoStep, *, by_hand: bool) -> Move:
    counting = PhotoPhase.COUNTDOWN
    seconds = process.countdown
    return stay(walk, replace(step, phase=counting, countdown=seconds, by_hand=by_hand))


def _guided(walk: Walk, step: PhotoStep) -> Move:
    """Stop a countdown that nobody asked for when the citizen moves, turns, or is no longer alone."""
    stopped = step.phase is PhotoPhase.COUNTDOWN and not step.by_hand and not step.guidance.good
    if stopped and step.late:
        return _over(walk, step)
    if stopped:
        return stay(walk, replace(step, phase=PhotoPhase.LIVE, countdown=0))
    return stay(walk, step)


def _over(walk: Walk, step: PhotoStep) -> Move:
    """Answer the end of an acquisition: the best taken so far is offered, or the ways on."""
    if not step.shots:
        return stay(walk, replace(step, phase=PhotoPhase.WITHOUT, countdown=0))
    top = best(step.shots)
    chosen = replace(
        step, phase=PhotoPhase.CHOOSING, countdown=0, chosen="" if top is None else top.handle
    )
    return stay(walk, chosen, CloseCamera())


def _goes_on(step: PhotoStep) -> bool:
    """Answer whether more is taken by itself: until one is accepted or time is up (AUTO-1, step 10).

    Who pressed the shutter wanted this photo, and is asked at once.
    """
    accepted = any(shot.standing.accepted for shot in step.shots)
    return not (accepted or step.by_hand or step.late)


def _broken(walk: Walk, step: PhotoStep, failure: str) -> Move | None:
    if step.phase is PhotoPhase.SEALING:
        return failed(walk, failure)
    if step.phase not in CAMERA_ON or not concerns(failure, "camera", "photo", "capture"):
        return None
    if step.shots:
        return _over(walk, replace(step, problem=failure))
    return failed(walk, failure, CloseCamera())


def _back(walk: Walk, step: PhotoStep) -> Move:
    if step.phase is PhotoPhase.ASKED:
        return Move(walk, (), Then.BACK)
    asked = PhotoStep(kept_on=step.kept_on, retakes=step.retakes)
    return stay(walk, asked, CloseCamera(), DropPhotos())


def _remarks(step: PhotoStep) -> tuple[tuple[str, str | int | bool], ...]:
    return (
        ("kept_on", ",".join(step.kept_on)),
        ("shutter", "hand" if step.by_hand else "auto"),
        ("shots", len(step.shots)),
        ("retakes", step.retakes),
    )


def kept(walk: Walk, kind: CaptureKind, capture_id: str) -> Walk:
    """Answer the walk with one more sealed capture."""
    return replace(walk, captures=(*walk.captures, SealedCapture(kind, capture_id)))


def sealed_as(walk: Walk, kind: CaptureKind, handle: str) -> SealCapture:
    """Answer the effect that encrypts a capture to the authority of this service."""
    keep = walk.service.renditions.get(kind, ())
    return SealCapture(kind, handle, walk.service.destination, kept=keep)


def sees(step: PhotoStep) -> bool:
    """Answer whether the camera has shown something: before that there is nothing to take."""
    return step.guidance.hint != STARTING


def may_retake(step: PhotoStep) -> bool:
    return step.retakes < RETAKES and not step.problem


def timers(session: Session, step: PhotoStep) -> tuple[tuple[Timer, float, str], ...]:
    """Answer timer, seconds and phase of what runs while the citizen stands before the camera.

    Nothing does while something lies over the picture: who reads the help is not to be hurried.
    """
    if session.overlay is not None:
        return ()
    running = []
    if step.phase is PhotoPhase.COUNTDOWN:
        running.append((Timer.SECOND, 1.0, f"photo {step.countdown}"))
    elif _is_ready(step):
        running.append((Timer.SECOND, BEAT, "photo ready"))
    if step.phase in _TIMED and sees(step):
        running.append((Timer.CAPTURE, session.site.photo.time_out, "photo"))
    return tuple(running)


def _is_ready(step: PhotoStep) -> bool:
    held = step.guidance.good and step.guidance.held >= 1
    return step.phase is PhotoPhase.LIVE and held


def leave(_walk: Walk) -> tuple[Effect, ...]:
    return (CloseCamera(), DropPhotos())


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    storing = session.site.timing.storing
    if isinstance(step, PhotoStep) and step.phase is PhotoPhase.TAKING:
        return Wait(f"photo.taking.{step.tries}", storing, "photo.timed_out")
    if isinstance(step, PhotoStep) and step.phase is PhotoPhase.SEALING:
        return Wait("photo.sealing", storing, "photo.timed_out")
    return None


RULES = StepRules(enter, handle, leave, patience)
