"""The dialogue with the ID card, alike for reading data and for managing the PIN."""

from dataclasses import replace

from kiosk.contracts.eid import (
    Agree,
    CardMoved,
    CardReport,
    ConfirmRights,
    Connecting,
    Digits,
    EidPrompt,
    EidReply,
    EnterSecret,
    Reading,
    Resume,
    SecretKind,
)
from kiosk.domain.effects import Effect, ReplyEid, WipeSecret
from kiosk.domain.guessable import is_guessable
from kiosk.domain.step_states import CardDialogue

Answer = tuple[CardDialogue, tuple[Effect, ...]]


def prompted(dialogue: CardDialogue, prompt: EidPrompt) -> Answer:
    """Take in what the client asks next; a half-typed new PIN is forgotten when something else is asked."""
    wipe = _wipe(dialogue) if not _asks_new_pin(prompt) else ()
    report = prompt if isinstance(prompt, CardReport) else dialogue.report
    return (
        replace(
            dialogue,
            prompt=prompt,
            serial=dialogue.serial + 1,
            first_new_pin=None if wipe else dialogue.first_new_pin,
            mismatch=False,
            report=report,
            provider_shown=False,
        ),
        wipe,
    )


def replied(dialogue: CardDialogue, reply: EidReply) -> Answer | None:
    """Take in the citizen's answer; None where it does not fit what was asked."""
    match dialogue.prompt, reply:
        case EnterSecret(on_reader=False) as asked, Digits() as digits if digits.kind is asked.kind:
            if asked.kind is SecretKind.NEW_PIN:
                return _new_pin(dialogue, digits)
            return _sent(dialogue, digits)
        case ConfirmRights() as asked, Agree():
            chosen = tuple(name for name in dialogue.chosen_rights if name in asked.optional)
            return _sent(dialogue, Agree(chosen))
        case CardMoved(), Resume():
            return _sent(dialogue, reply)
        case _, Digits(secret=secret):
            return dialogue, (WipeSecret(secret),)  # typed too late: nobody asks for them any more
        case _:
            return None


def toggled(dialogue: CardDialogue, attribute: str) -> CardDialogue:
    """Turn one optional attribute on or off; unknown ones change nothing."""
    asked = dialogue.prompt
    if not isinstance(asked, ConfirmRights) or attribute not in asked.optional:
        return dialogue
    chosen = dialogue.chosen_rights
    if attribute in chosen:
        return replace(dialogue, chosen_rights=tuple(n for n in chosen if n != attribute))
    return replace(dialogue, chosen_rights=(*chosen, attribute))


def provider_shown(dialogue: CardDialogue, *, shown: bool) -> CardDialogue:
    """Open or close who asks for the data; only where somebody asks."""
    return replace(dialogue, provider_shown=shown and isinstance(dialogue.prompt, ConfirmRights))


def reconsidered(dialogue: CardDialogue) -> Answer | None:
    """Go back from repeating the new PIN to choosing one; None where none was typed."""
    if dialogue.first_new_pin is None:
        return None
    again = replace(dialogue, serial=dialogue.serial + 1, first_new_pin=None, mismatch=False)
    return again, _wipe(dialogue)


def patience(dialogue: CardDialogue) -> str | None:
    """Name the wait while the card or the service works, None while the citizen is awaited."""
    match dialogue.prompt:
        case Connecting():
            return "connecting"
        case Reading():
            return "reading"
        case _:
            return None


def wiped(dialogue: CardDialogue) -> tuple[Effect, ...]:
    """Answer what must be wiped when the dialogue is left."""
    return _wipe(dialogue)


def _sent(dialogue: CardDialogue, reply: EidReply) -> Answer:
    waiting = Connecting() if isinstance(reply, Agree) else Reading()
    return replace(dialogue, prompt=waiting, serial=dialogue.serial + 1), (ReplyEid(reply),)


def _new_pin(dialogue: CardDialogue, digits: Digits) -> Answer:
    first = dialogue.first_new_pin
    serial = dialogue.serial + 1
    if first is None:
        typed = replace(
            dialogue,
            serial=serial,
            first_new_pin=digits.secret,
            guessable=is_guessable(digits.secret),
            mismatch=False,
        )
        return typed, ()
    if not first.matches(digits.secret):
        again = replace(dialogue, serial=serial, first_new_pin=None, mismatch=True)
        return again, (WipeSecret(first), WipeSecret(digits.secret))
    dialogue, effects = _sent(replace(dialogue, first_new_pin=None), digits)
    return dialogue, (WipeSecret(first), *effects)


def _asks_new_pin(prompt: EidPrompt) -> bool:
    return isinstance(prompt, EnterSecret) and prompt.kind is SecretKind.NEW_PIN


def _wipe(dialogue: CardDialogue) -> tuple[Effect, ...]:
    return (WipeSecret(dialogue.first_new_pin),) if dialogue.first_new_pin is not None else ()
