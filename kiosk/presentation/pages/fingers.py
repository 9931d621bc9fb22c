"""Self-capture of fingerprints: one finger after the other, each with a way to the counter."""

from collections.abc import Mapping

from kiosk.contracts.captures import CaptureKind, LeftReason
from kiosk.domain.events import FingerImpossible, ImpossiblePressed
from kiosk.domain.state import Walk
from kiosk.domain.step_states import FingerPhase, FingersStep
from kiosk.domain.steps import fingers as finger_rules
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    FingerView,
    Lead,
    Mark,
    Note,
    Option,
    Options,
    Page,
    Tone,
)

# The drawing that shows what a hand must do about a problem.
PICTURES: Mapping[str, str] = {
    "finger.light": "press",
    "finger.partial": "middle",
    "finger.several": "single",
    "finger.unreadable": "wipe",
    "finger.weak": "middle",
    "finger.wet": "wipe",
    "fingerprint.dirty_glass": "wipe",
    "fingerprint.poor_contact": "press",
    "fingerprint.too_wet": "lighter",
    "fingerprint.two_fingers": "single",
}
REASONS = (LeftReason.HURT, LeftReason.MISSING)


def fingers(view: View, walk: Walk, step: FingersStep) -> Page:
    match step.phase:
        case FingerPhase.WHY:
            return _why(view, walk, step)
        case FingerPhase.TROUBLE:
            return _trouble(view, walk, step)
        case FingerPhase.SEALING:
            return _page(view, walk, step)
        case FingerPhase.LEFT_OUT:
            return _page(view, walk, step, main=view.main("action.next"))
        case FingerPhase.READY:
            main: Action | None = view.main("action.start", "fingerprint")
        case FingerPhase.WEAK:
            main = view.retry()
        case FingerPhase.PLACING:
            main = None
    label = view.texts("action.finger_impossible")
    cannot = Action("impossible", label, ImpossiblePressed(), icon="users")
    blocks: list[Block] = [Note("info", view.texts("page.fingers.note")), Buttons((cannot,))]
    return _page(view, walk, step, *blocks, back=True, main=main)


def _page(
    view: View,
    walk: Walk,
    step: FingersStep,
    *blocks: Block,
    back: bool = False,
    main: Action | None = None,
) -> Page:
    """Answer the page of one finger: the hand and what to do now, then `blocks`."""
    taken = {capture.kind for capture in walk.captures}
    asked = [kind for kind in finger_rules.ORDER if kind in walk.service.captures]
    marks = tuple(Mark(view.texts(f"capture.{kind}"), kind in taken) for kind in asked)
    hint, tone = _hint(view, step)
    picture = PICTURES.get(step.problem, "") if step.phase is FingerPhase.WEAK else ""
    hand = FingerView(step.kind, hint, tone, picture, marks)
    title = _title(view, step)
    return view.step_page(walk, "fingers", title, hand, *blocks, back=back, main=main)


def _title(view: View, step: FingersStep) -> str:
    side = "right" if step.kind is CaptureKind.FINGER_RIGHT else "left"
    return view.texts(f"page.fingers.{side}.title")


def _hint(view: View, step: FingersStep) -> tuple[str, Tone]:
    texts = view.texts
    match step.phase:
        case FingerPhase.READY if step.problem:
            return texts(f"page.fingers.problem.{step.problem}"), Tone.SUN
        case FingerPhase.PLACING:
            return texts("page.fingers.placing"), Tone.SUN
        case FingerPhase.SEALING:
            return texts("page.capture.sealing"), Tone.GOOD
        case FingerPhase.WEAK:
            attempt = texts("page.fingers.attempt", attempt=step.attempt, of=finger_rules.ATTEMPTS)
            return f"{texts(f'page.fingers.problem.{step.problem}')} {attempt}", Tone.SUN
        case FingerPhase.TROUBLE:
            return texts(f"failure.{step.problem}.what"), Tone.BAD
        case FingerPhase.LEFT_OUT:
            return texts(f"page.fingers.left_out.{step.problem}"), Tone.INFO
        case _:
            return texts("page.fingers.ready"), Tone.INFO


def _trouble(view: View, walk: Walk, step: FingersStep) -> Page:
    """Answer the page while the scanner does not work: once more where that may help, or on without."""
    rule = view.session.site.failures.get(step.problem)
    again = view.retry() if rule is not None and rule.retry else None
    now = Note("info", view.texts(f"failure.{step.problem}.now"))
    without = Buttons((view.other_way("action.fingers_at_counter", "storefront"),))
    return _page(view, walk, step, now, without, back=True, main=again)


def _why(view: View, walk: Walk, step: FingersStep) -> Page:
    texts = view.texts
    blocks: list[Block] = [
        Lead(texts("page.fingers.why.lead")),
        _reasons(view, "this", f"capture.{step.kind}"),
    ]
    if len(finger_rules.missing(walk)) > 1:
        blocks.append(_reasons(view, "both", "page.fingers.why.both"))
    blocks.append(Buttons((view.other_way("action.prefer_not_to_say", "storefront"),)))
    title = texts("page.fingers.why.title")
    return view.step_page(walk, "fingers.why", title, *blocks, back=True)


def _reasons(view: View, scope: str, heading: str) -> Options:
    return Options(
        tuple(
            Option(
                Action(
                    f"{reason}.{scope}",
                    view.texts(f"page.fingers.why.{reason}"),
                    FingerImpossible(reason, both=scope == "both"),
                )
            )
            for reason in REASONS
        ),
        heading=view.texts(heading),
        columns=2,
    )
