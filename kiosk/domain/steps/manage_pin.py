"""Manage the PIN of the ID card: check the card, activate, change, unblock. Offline; leaves no case."""

from dataclasses import replace

from kiosk.contracts.eid import Broken, EidPrompt, Finished
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


def enter(_session: Session, walk: Walk) -> Move:
    return Move(at(walk, ManagePinStep()))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, ManagePinStep):
        return None
    match event:
        case PinTaskChosen(task) if step.task is None:
            return stay(walk, ManagePinStep(task), ManagePin(task))
        case EidPrompted(prompt) if step.task is not None:
            return _prompted(walk, step, prompt)
        case EidReplied(reply):
            return _answered(walk, step, card_dialogue.replied(step.dialogue, reply))
        case StepFailed(failure):
            return failed(walk, failure, *leave(walk))
        case OtherWayPressed():
            return failed(walk, "eid.pin_forgotten", *leave(walk))
        case NextPressed() if step.done:
            return passed(walk)
        case BackPressed() if step.done or step.task is not None:
            return Move(at(walk, ManagePinStep()), leave(walk))
        case BackPressed():
            return Move(walk, then=Then.BACK)
        case _:
            return None


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
    if not isinstance(step, ManagePinStep) or step.task is None or step.done:
        return None
    return waiting(session, step.dialogue)


def _answered(walk: Walk, step: ManagePinStep, answer: card_dialogue.Answer | None) -> Move | None:
    if answer is None:
        return None
    dialogue, effects = answer
    return Move(at(walk, replace(step, dialogue=dialogue)), effects)


RULES = StepRules(enter, handle, leave, patience)
