"""Proof of a new PIN: the card must take it before anybody is told that it was changed.

AusweisApp 1.26 claims `success: true` of a card that refused to write (6581), and says nothing else.
So a second workflow asks the card itself: only a card that has the new PIN goes on to ask for another.
"""

from dataclasses import replace

from hardware.eid.ausweisapp.commands import RunChangePin, SetSecret
from hardware.eid.ausweisapp.messages import SIMULATOR, SecretAsked
from hardware.eid.ausweisapp.state import Dialogue, Move, Phase, break_off, cancel, send, stay
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import Finished, Reading, SecretKind


def begin(dialogue: Dialogue) -> Move:
    """Start the second workflow; to the citizen the card goes on being read."""
    anew = replace(
        dialogue, proving=True, started=False, asked=None, attempts_left=None, sent=None, percent=0
    )
    return send(anew, Phase.WORKING, RunChangePin(), Reading())


def asked(dialogue: Dialogue, message: SecretAsked) -> Move:
    """Answer the first question with the new PIN; what the card asks for next tells the truth."""
    reader = message.reader
    if reader is not None and (reader.keypad or reader.name == SIMULATOR):
        return break_off(dialogue, EidFailure.PIN_UNCERTAIN)
    left = reader.card.attempts_left if reader and reader.card else None
    if dialogue.new_pin is not None:
        if message.kind is not SecretKind.PIN:
            return break_off(dialogue, EidFailure.PIN_UNCERTAIN)  # not the card of a moment ago
        tried = replace(dialogue, new_pin=None, sent=SecretKind.PIN, attempts_left=left)
        return send(tried, Phase.WORKING, SetSecret(SecretKind.PIN, dialogue.new_pin))
    match message.kind:
        case SecretKind.NEW_PIN:
            return cancel(dialogue, Finished())
        case SecretKind.PIN if message.misformed:
            return break_off(dialogue, EidFailure.PIN_UNCERTAIN)
        case SecretKind.PIN if not _is_lower(left, dialogue.attempts_left):
            return stay(dialogue)  # a client that stutters
        case _:
            return break_off(dialogue, EidFailure.PIN_NOT_CHANGED)


def _is_lower(left: int | None, before: int | None) -> bool:
    return left is not None and before is not None and left < before
