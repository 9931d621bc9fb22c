"""PIN, CAN and PUK in the dialogue: what is asked for, whether the last was wrong, what is sent."""

from dataclasses import replace

from hardware.eid.ausweisapp import proof
from hardware.eid.ausweisapp.commands import SetSecret, acceptable
from hardware.eid.ausweisapp.messages import SIMULATOR, SecretAsked
from hardware.eid.ausweisapp.state import (
    Dialogue,
    Move,
    Phase,
    break_off,
    cancel,
    send,
    stay,
    wait,
)
from hardware.eid.failures import EidFailure
from kiosk.contracts.eid import Digits, EnterSecret, Finished, PinTask, Reading, SecretKind
from kiosk.contracts.private import Secret

_EXPECTED = (Phase.LOOKING, Phase.CARD, Phase.ENTRY, Phase.WORKING, Phase.PAUSED)


def asked(dialogue: Dialogue, message: SecretAsked) -> Move:
    """Take in ENTER_PIN and its kin."""
    if dialogue.phase not in _EXPECTED:
        return stay(dialogue)
    if dialogue.proving:
        return proof.asked(dialogue, message)
    reader = message.reader
    if reader is not None and reader.name == SIMULATOR:
        return break_off(dialogue, EidFailure.UNKNOWN)
    kind = message.kind
    if dialogue.task is PinTask.UNBLOCK and kind is not SecretKind.PUK:
        if dialogue.sent is SecretKind.PUK:
            return cancel(dialogue, Finished())  # the counter is at three again: that was it
        return break_off(dialogue, EidFailure.NOT_BLOCKED)
    if kind is SecretKind.PIN and dialogue.task is PinTask.ACTIVATE:
        kind = SecretKind.TRANSPORT_PIN
    card = reader.card if reader else None
    left = card.attempts_left if card and _is_pin(kind) else None
    on_reader = reader is not None and reader.keypad
    prompt = EnterSecret(kind, left, _was_wrong(dialogue, message, kind, left), on_reader)
    if _is_repeated(dialogue, prompt):
        return stay(dialogue)  # a client that stutters gets no more patience
    dialogue = replace(
        dialogue, asked=kind, attempts_left=left, reader=reader.name if reader else dialogue.reader
    )
    if on_reader:
        # The pad takes the digits only once the client is told to go on, without a value.
        return send(_sent(dialogue, kind), Phase.ENTRY, SetSecret(kind, None), prompt)
    return wait(dialogue, Phase.ENTRY, prompt)


def typed(dialogue: Dialogue, digits: Digits) -> Move:
    """Send the digits; what has no right form is asked for again and costs no try."""
    kind = dialogue.asked
    if kind is None or digits.kind is not kind:
        return stay(dialogue)
    if not acceptable(kind, digits.secret):
        return wait(dialogue, Phase.ENTRY, EnterSecret(kind, dialogue.attempts_left))
    if kind is SecretKind.NEW_PIN:
        # The line wipes what it sends; the proof needs the new PIN once more.
        dialogue = replace(dialogue, new_pin=Secret(digits.secret.reveal()))
    command = SetSecret(kind, digits.secret)
    return send(_sent(dialogue, kind), Phase.WORKING, command, Reading())


def _sent(dialogue: Dialogue, kind: SecretKind) -> Dialogue:
    new_pin = dialogue.new_pin_sent or kind is SecretKind.NEW_PIN
    return replace(dialogue, sent=kind, new_pin_sent=new_pin, percent=0)


def _was_wrong(
    dialogue: Dialogue, message: SecretAsked, kind: SecretKind, left: int | None
) -> bool:
    """Answer whether the last entry was refused; the client says so by nothing but asking again."""
    if dialogue.sent is not kind or message.misformed:
        return False
    if _is_pin(kind) and left is not None and dialogue.attempts_left is not None:
        return left < dialogue.attempts_left
    return True


def _is_repeated(dialogue: Dialogue, prompt: EnterSecret) -> bool:
    """Answer whether this is being asked already, and nothing was sent since."""
    known = (dialogue.asked, dialogue.attempts_left)
    asked = known == (prompt.kind, prompt.attempts_left)
    return dialogue.phase is Phase.ENTRY and asked and not prompt.on_reader


def _is_pin(kind: SecretKind) -> bool:
    return kind in (SecretKind.PIN, SecretKind.TRANSPORT_PIN)
