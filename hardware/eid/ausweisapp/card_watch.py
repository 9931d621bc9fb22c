"""The card in the dialogue: is one there, may it be used, was it taken away."""

from dataclasses import replace

from hardware.eid import EidFault
from hardware.eid.ausweisapp import outcome
from hardware.eid.ausweisapp.messages import SIMULATOR, Card, Reader
from hardware.eid.ausweisapp.state import (
    Dialogue,
    Move,
    Phase,
    break_off,
    cancel,
    end,
    stay,
    wait,
)
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import Broken, CardReport, Finished, InsertCard, PinTask


def visible(readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """Answer the readers that are there; the client's built-in simulator is none."""
    return tuple(reader for reader in readers if reader.attached and reader.name != SIMULATOR)


def updated(known: tuple[Reader, ...], news: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """Answer the readers after news of some of them."""
    names = {reader.name for reader in news}
    return visible((*(reader for reader in known if reader.name not in names), *news))


def seen(dialogue: Dialogue, news: tuple[Reader, ...]) -> Move:
    """Take in news of readers; only those that the dialogue needs make it move."""
    before = dialogue.card()
    dialogue = replace(dialogue, readers=updated(dialogue.readers, news))
    changed = dialogue.card() != before
    match dialogue.phase:
        case Phase.CARD if changed and dialogue.task is PinTask.CHECK:
            return report(dialogue)
        case Phase.CARD if changed and before and before.unknown and dialogue.card() is None:
            return wait(dialogue, Phase.CARD, InsertCard())
        case Phase.LOOKING | Phase.CARD if changed:
            return look(Move(dialogue))
        case Phase.ENTRY | Phase.WORKING | Phase.PAUSED | Phase.SETTLING:
            return _in_use(dialogue)
        case _:
            return stay(dialogue)


def look(move: Move) -> Move:
    """Leave where the client would wait without end for a card that it cannot use."""
    dialogue = move.dialogue
    card = dialogue.card()
    if card is None:
        return move
    refused = _unusable(card)
    if refused:
        # What the move would send comes first: the client then cancels what it has begun.
        left = break_off(dialogue, refused)
        return replace(left, commands=(*move.commands, *left.commands))
    if card.unknown:
        asked = wait(dialogue, Phase.CARD, InsertCard(unknown=True))
        return replace(asked, commands=move.commands)
    return move


def asked_for(dialogue: Dialogue) -> Move:
    """Take in INSERT_CARD. After digits it means: the client keeps them for whatever card comes."""
    match dialogue.phase:
        case Phase.LOOKING | Phase.STARTING:
            return wait(dialogue, Phase.CARD, InsertCard())
        case Phase.ENTRY | Phase.WORKING | Phase.PAUSED:
            return break_off(dialogue, outcome.uncertain(dialogue, EidFailure.CARD_REMOVED))
        case _:
            return stay(dialogue)


def report(dialogue: Dialogue) -> Move:
    """Answer the card check: what the card tells without a PIN."""
    card = dialogue.card()
    if card is None or card.unknown:
        return wait(dialogue, Phase.CARD, InsertCard(unknown=card is not None))
    blocked = card.inoperative or (card.attempts_left == 0 and not card.deactivated)
    told = CardReport(card.attempts_left, card.deactivated, blocked)
    ended = end(dialogue, Finished())
    return replace(ended, prompts=(told, *ended.prompts))


def _in_use(dialogue: Dialogue) -> Move:
    in_use = (item for item in dialogue.readers if dialogue.reader in ("", item.name))
    reader = next(in_use, None)
    if reader is not None and reader.card is not None and not reader.card.unknown:
        refused = _unusable(reader.card)
        if refused and dialogue.phase is not Phase.SETTLING:
            return break_off(dialogue, outcome.uncertain(dialogue, refused))
        return stay(dialogue)
    gone = outcome.uncertain(dialogue, EidFailure.CARD_REMOVED)
    ending = Broken(str(gone if reader is not None else EidFault.NO_READER))
    if dialogue.phase is Phase.SETTLING:
        return end(dialogue, ending)
    return cancel(dialogue, ending)


def _unusable(card: Card) -> EidFailure | None:
    if card.deactivated:
        return EidFailure.DEACTIVATED
    if card.inoperative:
        return EidFailure.PUK_USED_UP
    return None
