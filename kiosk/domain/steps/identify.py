"""Identify: the online ID card with PIN; ends when the eID service has handed the attributes over."""

from dataclasses import replace

from kiosk.contracts.eid import Agree, Broken, ConfirmRights, Finished, InsertCard
from kiosk.contracts.identity import Attribute
from kiosk.domain.effects import CancelEid, Effect, Identify, Record
from kiosk.domain.events import (
    BackPressed,
    EidPrompted,
    EidReplied,
    Event,
    IdentityRead,
    NextPressed,
    OtherWayPressed,
    ProviderAsked,
    RightToggled,
    StepFailed,
)
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import CardDialogue, IdentifyStep
from kiosk.domain.steps import card_dialogue


def enter(_session: Session, walk: Walk) -> Move:
    """Start reading, or pass on where the card was already read (Back and forth asks no PIN twice)."""
    if walk.identity is not None:
        return passed(walk)
    service = walk.service
    start = Identify(service.required, service.optional, service.id)
    return Move(at(walk, IdentifyStep()), (start,))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, IdentifyStep):
        return None
    match event:
        case EidPrompted(Broken(failure)):
            return failed(walk, failure, *leave(walk))
        case EidPrompted(prompt):
            return _answered(walk, card_dialogue.prompted(step.dialogue, prompt))
        case ProviderAsked(shown):
            return _answered(walk, (card_dialogue.provider_shown(step.dialogue, shown=shown), ()))
        case NextPressed() if isinstance(step.dialogue.prompt, ConfirmRights):
            return _answered(walk, card_dialogue.replied(step.dialogue, Agree()))
        case EidReplied(reply):
            return _answered(walk, card_dialogue.replied(step.dialogue, reply))
        case RightToggled(attribute):
            return _answered(walk, (card_dialogue.toggled(step.dialogue, attribute), ()))
        case IdentityRead(identity) if isinstance(step.dialogue.prompt, Finished):
            read = Record("identity.read", (("service", walk.service.id),))
            released = _released(walk, step.dialogue.chosen_rights)
            return passed(replace(walk, identity=identity, released=released), read)
        case StepFailed(failure):
            return failed(walk, failure, *leave(walk))
        case OtherWayPressed():
            return failed(walk, "eid.pin_forgotten", *leave(walk))
        case BackPressed():
            return Move(walk, leave(walk), Then.BACK)
        case _:
            return None


def leave(walk: Walk) -> tuple[Effect, ...]:
    step = walk.step
    wiped = card_dialogue.wiped(step.dialogue) if isinstance(step, IdentifyStep) else ()
    return (*wiped, CancelEid())


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if not isinstance(step, IdentifyStep):
        return None
    if isinstance(step.dialogue.prompt, Finished):
        return Wait("eid.result", session.site.timing.connecting, "identity.unreachable")
    return waiting(session, step.dialogue)


def waiting(session: Session, dialogue: CardDialogue) -> Wait | None:
    """Answer the wait of a card dialogue with its seconds."""
    timing = session.site.timing
    asked = dialogue.prompt
    foreign = session.other_card or (isinstance(asked, InsertCard) and asked.unknown)
    if isinstance(asked, InsertCard) and session.card_present and not foreign:
        # The reader feels a card that the client cannot read: a worn chip, a bad position.
        return Wait("eid.card_unread", timing.card_unread, "eid.card_unreadable")
    name = card_dialogue.patience(dialogue)
    if name is None:
        return None
    seconds = timing.connecting if name == "connecting" else timing.reading
    return Wait(f"eid.{name}", seconds, "eid.timed_out")


def _released(walk: Walk, chosen: tuple[str, ...]) -> tuple[Attribute, ...]:
    service = walk.service
    return (*service.required, *(name for name in service.optional if name in chosen))


def _answered(walk: Walk, answer: card_dialogue.Answer | None) -> Move | None:
    if answer is None:
        return None
    dialogue, effects = answer
    return Move(at(walk, IdentifyStep(dialogue)), effects)


RULES = StepRules(enter, handle, leave, patience)
