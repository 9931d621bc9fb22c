"""Self-capture of fingerprints: one finger after the other, each with a way to the counter."""

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.state import Walk
from kiosk.domain.step_states import FingerPhase, FingersStep
from kiosk.domain.steps import fingers as finger_rules
from kiosk.presentation.frame import View
from kiosk.presentation.page import Block, Buttons, FingerView, Note, Page, Tone


def fingers(view: View, walk: Walk, step: FingersStep) -> Page:
    texts = view.texts
    done = tuple(capture.kind for capture in walk.captures if capture.kind in finger_rules.ORDER)
    side = "right" if step.kind is CaptureKind.FINGER_RIGHT else "left"
    title = texts(f"page.fingers.{side}.title")
    hint, tone = _finger_hint(view, step)
    blocks: list[Block] = [FingerView(step.kind, hint, tone, done)]
    if step.phase is FingerPhase.SEALING:
        return view.step_page(walk, "fingers", title, *blocks)
    main = None
    if step.phase is FingerPhase.READY:
        main = view.main("action.start", "fingerprint")
    elif step.phase is FingerPhase.WEAK:
        main = view.retry()
    blocks.append(Note("info", texts("page.fingers.note")))
    blocks.append(Buttons((view.other_way("action.finger_impossible"),)))
    return view.step_page(walk, "fingers", title, *blocks, back=True, main=main)


def _finger_hint(view: View, step: FingersStep) -> tuple[str, Tone]:
    texts = view.texts
    match step.phase:
        case FingerPhase.READY:
            return texts("page.fingers.ready"), Tone.INFO
        case FingerPhase.PLACING:
            return texts("page.fingers.placing"), Tone.SUN
        case FingerPhase.SEALING:
            return texts("page.capture.sealing"), Tone.GOOD
        case FingerPhase.WEAK:
            attempt = texts("page.fingers.attempt", attempt=step.attempt, of=finger_rules.ATTEMPTS)
            return f"{texts(f'page.fingers.problem.{step.problem}')} {attempt}", Tone.SUN
