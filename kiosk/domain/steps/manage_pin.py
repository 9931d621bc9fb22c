"""Manage the PIN of the ID card: check the card, activate, change, unblock. Offline; leaves no case."""

from dataclasses import replace

from kiosk.contracts.eid import Broken, EidPrompt, Finished, PinTask
from kiosk.domain.effects import CancelEid, Effect, ManagePin, Record
from kiosk.domain.events import (
    BackPressed,
    EidPrompted,
    EidReplied,
    Event,
    NextPressed,
    OtherWayPressed,
    PinTaskChosen,
    StepFailed,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed, stay
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import ManagePinStep
from kiosk.domain.steps import card_dialogue
from kiosk.domain.steps.identify import waiting

NEEDS_LETTER = frozenset({PinTask.ACTIVATE, PinTask.UNBLOCK})
"""Tasks for digits that stand in the PIN letter: asked for before anybody lays a card down."""


def enter(_session: Session, walk: Walk) -> Move:
    return Move(at(walk, ManagePinStep()))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, ManagePinStep):
        return None
    match event:
        case PinTaskChosen(task) if step.task is None or step.done:
            if task in NEEDS_LETTER:
                return stay(walk, ManagePinStep(task, started=False))
            return stay(walk, ManagePinStep(task), ManagePin(task))
        case NextPressed() if step.task is not None and not step.started:
            return stay(walk, ManagePinStep(step.task), ManagePin(step.task))
        case EidPrompted(prompt) if step.task is not None and step.started and not step.done:
            return _prompted(walk, step, prompt)
        case EidReplied(reply):
            return _answered(walk, step, card_dialogue.replied(step.dialogue, reply))
        case StepFailed(failure):
            return failed(walk, failure, *leave(walk))
        case OtherWayPressed():
            return failed(walk, _without(step), *leave(walk))
        case NextPressed() if step.done:
            return passed(walk)
        case BackPressed():
            return _back(walk, step)
        case _:
            return None


def _back(walk: Walk, step: ManagePinStep) -> Move | None:
    if step.task is None:
        return Move(walk, then=Then.BACK)
    reconsidered = card_dialogue.reconsidered(step.dialogue)
    if reconsidered is not None:
        return _answered(walk, step, reconsidered)
    return Move(at(walk, ManagePinStep()), leave(walk))


def _without(step: ManagePinStep) -> str:
    """Name the way out of who lacks what the task needs."""
    return "eid.letter_missing" if step.task in NEEDS_LETTER else "eid.pin_forgotten"


def _prompted(walk: Walk, step: ManagePinStep, prompt: EidPrompt) -> Move | None:
    match prompt:
        case Broken(failure):
            return failed(walk, failure, *leave(walk))
        case Finished():
            done = Record("pin.managed", (("task", str(step.task)),))
            return stay(walk, replace(step, done=True), done)
        case _:
            return _answered(walk, step, card_dialogue.prompted(step.dialogue, prompt))


def leave(walk: Walk) -> tuple[Effect, ...]:
    step = walk.step
    wiped = card_dialogue.wiped(step.dialogue) if isinstance(step, ManagePinStep) else ()
    return (*wiped, CancelEid())


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if not isinstance(step, ManagePinStep) or step.task is None:
        return None
    if step.done or not step.started:
        return None
    return waiting(session, step.dialogue)


def _answered(walk: Walk, step: ManagePinStep, answer: card_dialogue.Answer | None) -> Move | None:
    if answer is None:
        return None
    dialogue, effects = answer
    return Move(at(walk, replace(step, dialogue=dialogue)), effects)


RULES = StepRules(enter, handle, leave, patience)
