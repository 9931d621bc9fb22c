"""Pages of the dialogue with the ID card; one for each state of the eID client."""

from kiosk.contracts.eid import (
    CardMoved,
    CardReport,
    ConfirmRights,
    EnterSecret,
    InsertCard,
    PinTask,
    Reading,
    Resume,
    SecretKind,
)
from kiosk.contracts.identity import Attribute
from kiosk.domain.events import EidReplied, PinTaskChosen, RightToggled
from kiosk.domain.state import Walk
from kiosk.domain.step_states import CardDialogue, IdentifyStep, ManagePinStep
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Banner,
    Block,
    Buttons,
    Fact,
    Facts,
    Lead,
    Note,
    Option,
    Options,
    Page,
    Picture,
    PinPad,
    Sentences,
    Tile,
    Tiles,
    Tone,
    Wait,
)

LENGTHS = {
    SecretKind.PIN: (6, 6),
    SecretKind.TRANSPORT_PIN: (5, 5),
    SecretKind.NEW_PIN: (6, 6),
    SecretKind.CAN: (6, 6),
    SecretKind.PUK: (10, 10),
}
TASK_ICONS = {
    PinTask.CHECK: "identification-card",
    PinTask.ACTIVATE: "sparkle",
    PinTask.CHANGE: "password",
    PinTask.UNBLOCK: "lock-key-open",
}
ALL_ATTEMPTS = 3


def identify(view: View, walk: Walk, step: IdentifyStep) -> Page:
    return dialogue_page(view, walk, step.dialogue)


def manage_pin(view: View, walk: Walk, step: ManagePinStep) -> Page:
    if step.done:
        return _pin_done(view, walk, step)
    if step.task is not None:
        return dialogue_page(view, walk, step.dialogue)
    tiles = tuple(_task_tile(view, task) for task in PinTask)
    title = view.texts("page.pin_task.title")
    return view.step_page(walk, "pin_task", title, Tiles(tiles), back=True)


def dialogue_page(view: View, walk: Walk, dialogue: CardDialogue) -> Page:
    texts = view.texts
    match dialogue.prompt:
        case ConfirmRights() as asked:
            return _rights(view, walk, dialogue, asked)
        case InsertCard(unknown):
            return _insert(view, walk, unknown=unknown)
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


def _rights(view: View, walk: Walk, dialogue: CardDialogue, asked: ConfirmRights) -> Page:
    texts = view.texts
    known: dict[str, int] = {name: place for place, name in enumerate(Attribute)}
    read = sorted(asked.required, key=lambda name: known.get(name, len(known)))
    required = ", ".join(texts(f"attribute.{name}") for name in read)
    provider = asked.provider
    blocks: list[Block] = [
        Facts(
            (
                Fact(texts("page.rights.provider"), provider.name, strong=True),
                Fact(texts("page.rights.purpose"), provider.purpose),
                Fact(texts("page.rights.required"), required),
            )
        )
    ]
    if asked.optional:
        options = tuple(
            Option(
                Action(f"right.{name}", texts(f"attribute.{name}"), RightToggled(name)),
                chosen=name in dialogue.chosen_rights,
            )
            for name in asked.optional
        )
        heading = texts("page.rights.optional")
        blocks.append(Options(options, heading=heading, columns=2, multiple=True))
    blocks.append(Note("shield-check", texts("page.rights.note")))
    main = view.main("action.agree", "check")
    title = texts("page.rights.title")
    return view.step_page(walk, "card.rights", title, *blocks, back=True, main=main)


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
    if kind is SecretKind.PIN:
        blocks.append(Buttons((view.other_way("action.pin_unknown", "question"),)))
    title = texts(f"page.secret.{name}.title")
    return view.step_page(walk, f"card.{name}", title, *blocks, back=True)


def _secret_lead(view: View, asked: EnterSecret, name: str) -> str:
    texts = view.texts
    lead = texts(f"page.secret.{name}.lead")
    if asked.attempts_left is None or asked.kind is not SecretKind.PIN:
        return lead
    return f"{lead} {texts.counted('page.secret.attempts', asked.attempts_left)}"


def _secret_error(view: View, dialogue: CardDialogue, asked: EnterSecret) -> str:
    if dialogue.mismatch:
        return view.texts("page.secret.mismatch")
    return view.texts(f"page.secret.{asked.kind}.wrong") if asked.wrong else ""


def _task_tile(view: View, task: PinTask) -> Tile:
    texts = view.texts
    title = texts(f"page.pin_task.{task}.title")
    detail = texts(f"page.pin_task.{task}.detail")
    spoken = f"{title}. {detail}"
    action = Action(f"task.{task}", title, PinTaskChosen(task), spoken=spoken)
    return Tile(TASK_ICONS[task], title, detail, "", action)


def _pin_done(view: View, walk: Walk, step: ManagePinStep) -> Page:
    texts = view.texts
    report = step.dialogue.report
    blocks: list[Block]
    if step.task is PinTask.CHECK and report is not None:
        blocks = _report(view, report)
    else:
        said = texts(f"page.pin_done.{step.task}")
        blocks = [Banner("check-circle", said, Tone.GOOD), Lead(texts("page.pin_done.lead"))]
    main = view.main("action.finish", "check")
    title = texts("page.pin_done.title")
    return view.step_page(walk, "pin_done", title, *blocks, back=True, main=main)


def _report(view: View, report: CardReport) -> list[Block]:
    texts = view.texts
    if report.deactivated:
        return [
            Banner("warning-circle", texts("page.card_report.deactivated"), Tone.BAD),
            Lead(texts("page.card_report.deactivated_now")),
        ]
    if report.blocked:
        return [
            Banner("lock-key", texts("page.card_report.blocked"), Tone.BAD),
            Lead(texts("page.card_report.blocked_now")),
        ]
    tone = Tone.GOOD if report.attempts_left == ALL_ATTEMPTS else Tone.SUN
    attempts = texts.counted("page.card_report.attempts", report.attempts_left)
    return [
        Banner("check-circle", texts("page.card_report.active"), tone),
        Sentences((("password", attempts),)),
    ]
