"""Pages of the dialogue with the ID card; one for each state of the eID client."""

from kiosk.contracts.eid import (
    CardMoved,
    ConfirmRights,
    EnterSecret,
    InsertCard,
    Reading,
    Resume,
    SecretKind,
)
from kiosk.domain.events import BackPressed, EidReplied
from kiosk.domain.state import Walk
from kiosk.domain.step_states import CardDialogue, IdentifyStep
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Lead,
    Note,
    Page,
    Picture,
    PinPad,
    Tone,
    Wait,
)
from kiosk.presentation.pages import rights

LENGTHS = {
    SecretKind.PIN: (6, 6),
    SecretKind.TRANSPORT_PIN: (5, 5),
    SecretKind.NEW_PIN: (6, 6),
    SecretKind.CAN: (6, 6),
    SecretKind.PUK: (10, 10),
}
COUNTED = (SecretKind.PIN, SecretKind.TRANSPORT_PIN)


def identify(view: View, walk: Walk, step: IdentifyStep) -> Page:
    return dialogue_page(view, walk, step.dialogue)


def dialogue_page(view: View, walk: Walk, dialogue: CardDialogue) -> Page:
    texts = view.texts
    match dialogue.prompt:
        case ConfirmRights() as asked if dialogue.provider_shown:
            return rights.provider(view, walk, asked.provider)
        case ConfirmRights() as asked:
            return rights.confirm(view, walk, dialogue, asked)
        case InsertCard(unknown):
            return _insert(view, walk, unknown=unknown or view.session.other_card)
        case EnterSecret() as asked:
            return _secret(view, walk, dialogue, asked)
        case Reading(percent):
            keep = Picture("card_on_reader", texts("picture.card_on_reader"))
            wait = Wait(texts("page.card.reading.wait"), percent)
            title = texts("page.card.reading.title")
            return view.step_page(walk, "card.reading", title, keep, wait)
        case CardMoved():
            resume = Action("resume", texts("action.go_on"), EidReplied(Resume()), tone=Tone.MAIN)
            picture = Picture("card_moved", texts("picture.card_moved"))
            title = texts("page.card.moved.title")
            return view.step_page(walk, "card.moved", title, picture, Buttons((resume,)))
        case _:
            wait = Wait(texts("page.card.connecting.wait"))
            title = texts("page.card.connecting.title")
            return view.step_page(walk, "card.connecting", title, wait)


def _insert(view: View, walk: Walk, *, unknown: bool) -> Page:
    texts = view.texts
    picture = Picture("card_on_reader", texts("picture.card_on_reader"))
    if unknown:
        note = Note("warning-circle", texts("page.card.unknown.note"), Tone.BAD)
        title = texts("page.card.unknown.title")
        return view.step_page(walk, "card.unknown", title, note, picture, back=True)
    lead = Lead(texts("page.card.insert.lead"))
    note = Note("shield-check", texts("page.card.insert.note"))
    title = texts("page.card.insert.title")
    return view.step_page(walk, "card.insert", title, lead, picture, note, back=True)


def _secret(view: View, walk: Walk, dialogue: CardDialogue, asked: EnterSecret) -> Page:
    texts = view.texts
    kind = asked.kind
    again = kind is SecretKind.NEW_PIN and dialogue.first_new_pin is not None
    name = "repeat_new_pin" if again else str(kind)
    minimum, maximum = LENGTHS[kind]
    blocks: list[Block] = [Lead(_secret_lead(view, asked, name))]
    if asked.on_reader:
        blocks.append(Picture("reader_pinpad", texts("picture.reader_pinpad")))
    if again and dialogue.guessable:
        blocks = [Note("lightbulb", texts("page.secret.guessable"), Tone.SUN)]
    blocks.append(
        PinPad(
            kind=kind,
            minimum=minimum,
            maximum=maximum,
            serial=dialogue.serial,
            ok=texts("action.ok"),
            clear=texts("action.clear"),
            delete=texts("action.delete"),
            error=_secret_error(view, dialogue, asked),
            on_reader=asked.on_reader,
        )
    )
    if again:
        other = Action("other_pin", texts("action.other_pin"), BackPressed(), icon="arrow-left")
        blocks.append(Buttons((other,)))
    elif kind in COUNTED:
        lost = "action.pin_unknown" if kind is SecretKind.PIN else "action.no_letter"
        blocks.append(Buttons((view.other_way(lost, "question"),)))
    title = texts(f"page.secret.{name}.title")
    return view.step_page(walk, f"card.{name}", title, *blocks, back=True)


def _secret_lead(view: View, asked: EnterSecret, name: str) -> str:
    texts = view.texts
    lead = texts(f"page.secret.{name}.lead")
    left = asked.attempts_left
    if left is None or asked.kind not in COUNTED:
        return lead
    if left == 1:
        return texts("page.secret.last_attempt")
    return f"{lead} {texts.counted('page.secret.attempts', left)}"


def _secret_error(view: View, dialogue: CardDialogue, asked: EnterSecret) -> str:
    if dialogue.mismatch:
        return view.texts("page.secret.mismatch")
    return view.texts(f"page.secret.{asked.kind}.wrong") if asked.wrong else ""
