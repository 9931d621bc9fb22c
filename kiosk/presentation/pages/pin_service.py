"""Pages around the PIN of the ID card: what to do, what is needed for it, and what came of it."""

from kiosk.contracts.eid import CardReport, PinTask
from kiosk.domain.events import PinTaskChosen
from kiosk.domain.state import Walk
from kiosk.domain.step_states import ManagePinStep
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Banner,
    Block,
    Buttons,
    Lead,
    Note,
    Page,
    Picture,
    Sentences,
    Tile,
    Tiles,
    Tone,
)
from kiosk.presentation.pages import card

TASK_ICONS = {
    PinTask.CHECK: "identification-card",
    PinTask.ACTIVATE: "sparkle",
    PinTask.CHANGE: "password",
    PinTask.UNBLOCK: "lock-key-open",
}
ALL_ATTEMPTS = 3


def manage_pin(view: View, walk: Walk, step: ManagePinStep) -> Page:
    if step.task is None:
        return _tasks(view, walk)
    if not step.started:
        return _letter(view, walk, "puk" if step.task is PinTask.UNBLOCK else "pin")
    if not step.done:
        return card.dialogue_page(view, walk, step.dialogue)
    report = step.dialogue.report
    if step.task is PinTask.CHECK and report is not None:
        return _reported(view, walk, report)
    return _done(view, walk, step.task)


def _tasks(view: View, walk: Walk) -> Page:
    tiles = tuple(_task_tile(view, task) for task in PinTask)
    title = view.texts("page.pin_task.title")
    lost = Buttons((view.other_way("action.pin_unknown", "question"),))
    return view.step_page(walk, "pin_task", title, Tiles(tiles), lost, back=True)


def _task_tile(view: View, task: PinTask) -> Tile:
    texts = view.texts
    title = texts(f"page.pin_task.{task}.title")
    detail = texts(f"page.pin_task.{task}.detail")
    spoken = f"{title}. {detail}"
    action = Action(f"task.{task}", title, PinTaskChosen(task), spoken=spoken)
    return Tile(TASK_ICONS[task], title, detail, "", action)


def _letter(view: View, walk: Walk, digits: str) -> Page:
    """Answer the page on the PIN letter; `digits` is which of its numbers is needed: pin or puk."""
    texts = view.texts
    return view.step_page(
        walk,
        f"{digits}_letter",
        texts(f"page.letter.{digits}.title"),
        Lead(texts(f"page.letter.{digits}.lead")),
        Picture(f"{digits}_letter", texts(f"picture.{digits}_letter")),
        Note("info", texts(f"page.letter.{digits}.note")),
        Buttons((view.other_way("action.no_letter", "question"),)),
        back=True,
        main=view.main("action.i_have_it", "check"),
    )


def _done(view: View, walk: Walk, task: PinTask) -> Page:
    texts = view.texts
    lead = f"page.pin_done.{task}_lead"
    blocks = (
        Banner("check-circle", texts(f"page.pin_done.{task}"), Tone.GOOD),
        Lead(texts(lead if texts.has(lead) else "page.pin_done.lead")),
    )
    main = view.main("action.finish", "check")
    title = texts("page.pin_done.title")
    return view.step_page(walk, "pin_done", title, *blocks, back=True, main=main)


def _reported(view: View, walk: Walk, report: CardReport) -> Page:
    texts = view.texts
    blocks, following = _report(view, report)
    if following is not None:
        label = texts(f"page.pin_task.{following}.title")
        go_on = Action(
            f"task.{following}", label, PinTaskChosen(following), icon=TASK_ICONS[following]
        )
        blocks += [Lead(texts("page.card_report.next")), Buttons((go_on,))]
    main = view.main("action.finish", "check")
    title = texts("page.pin_done.report_title")
    return view.step_page(walk, "pin_done", title, *blocks, back=True, main=main)


def _report(view: View, report: CardReport) -> tuple[list[Block], PinTask | None]:
    """Answer what the card says of itself, and what could be done about it here."""
    texts = view.texts
    if report.deactivated:
        told: list[Block] = [
            Banner("warning-circle", texts("page.card_report.deactivated"), Tone.BAD),
            Lead(texts("page.card_report.deactivated_now")),
        ]
        return told, None
    if report.blocked:
        told = [
            Banner("lock-key", texts("page.card_report.blocked"), Tone.BAD),
            Lead(texts("page.card_report.blocked_now")),
        ]
        return told, PinTask.UNBLOCK
    tone = Tone.GOOD if report.attempts_left == ALL_ATTEMPTS else Tone.SUN
    attempts = texts.counted("page.card_report.attempts", report.attempts_left)
    active: list[Block] = [
        Banner("check-circle", texts("page.card_report.active"), tone),
        Sentences((("password", attempts),)),
    ]
    return active, PinTask.CHANGE
