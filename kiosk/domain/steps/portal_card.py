"""The ID card at a portal: its call for the eID client, answered by the terminal's own dialogue.

Only after a success does the window go on, at the address that the eID client gave; otherwise it stays
where it was (BSI TR-03124-1, 2.2, has the client send the browser on).
"""

from dataclasses import replace

from kiosk.contracts.eid import Agree, Broken, ConfirmRights, Finished
from kiosk.contracts.portal import EidAsked
from kiosk.domain.effects import AnswerPortal, Authenticate, CancelEid, Effect, Record
from kiosk.domain.events import (
    BackPressed,
    EidPrompted,
    EidReplied,
    Event,
    NextPressed,
    OtherWayPressed,
    ProviderAsked,
    RightToggled,
)
from kiosk.domain.move import Move, at, failed, stay
from kiosk.domain.state import Walk
from kiosk.domain.step_states import CardDialogue, PortalStep
from kiosk.domain.steps import card_dialogue


def asked(walk: Walk, step: PortalStep, call: EidAsked) -> Move:
    """Begin the dialogue; a second call while one runs is refused."""
    if step.eid is not None:
        return Move(walk, (AnswerPortal(call.serial, None),))
    begun = replace(step, eid=CardDialogue(), serial=call.serial, finishing=False)
    told = Record("portal.eid_asked", (("portal", walk.service.portal),))
    return stay(walk, begun, Authenticate(call.tc_token_url), told)


def handle(walk: Walk, step: PortalStep, dialogue: CardDialogue, event: Event) -> Move | None:
    match event:
        case EidPrompted(Finished(refresh)) if refresh:
            went_on = replace(step, eid=None, loading=True)
            answer = AnswerPortal(step.serial, refresh)
            return stay(walk, went_on, answer, _answered(walk, "finished"))
        case EidPrompted(Finished()):
            return broke(walk, step, "eid.unknown")
        case EidPrompted(Broken(failure)):
            return broke(walk, step, failure)
        case EidPrompted(prompt):
            return _talked(walk, step, card_dialogue.prompted(dialogue, prompt))
        case ProviderAsked(shown):
            seen = card_dialogue.provider_shown(dialogue, shown=shown)
            return stay(walk, replace(step, eid=seen))
        case NextPressed() if isinstance(dialogue.prompt, ConfirmRights):
            return _talked(walk, step, card_dialogue.replied(dialogue, Agree()))
        case EidReplied(reply):
            return _talked(walk, step, card_dialogue.replied(dialogue, reply))
        case RightToggled(attribute):
            return stay(walk, replace(step, eid=card_dialogue.toggled(dialogue, attribute)))
        case OtherWayPressed():
            return broke(walk, step, "eid.pin_forgotten")
        case BackPressed():
            stop = _released(step, dialogue)
            return stay(walk, replace(step, eid=None), *stop, _answered(walk, "cancelled"))
        case _:
            return None


def _talked(walk: Walk, step: PortalStep, answer: card_dialogue.Answer | None) -> Move | None:
    if answer is None:
        return None
    dialogue, effects = answer
    return stay(walk, replace(step, eid=dialogue), *effects)


def broke(walk: Walk, step: PortalStep, failure: str) -> Move:
    """End the dialogue by a failure; the window stays where it was."""
    stop = _released(step, step.eid or CardDialogue())
    told = _answered(walk, "failed")
    return failed(at(walk, replace(step, eid=None)), failure, *stop, told)


def _released(step: PortalStep, dialogue: CardDialogue) -> tuple[Effect, ...]:
    return (*silenced(dialogue), AnswerPortal(step.serial, None))


def _answered(walk: Walk, outcome: str) -> Record:
    told = (("portal", walk.service.portal), ("outcome", outcome))
    return Record("portal.eid_answered", told)


def silenced(dialogue: CardDialogue) -> tuple[Effect, ...]:
    """Answer what ends a running dialogue and releases the card."""
    return (*card_dialogue.wiped(dialogue), CancelEid())
