"""Self-capture: photo, fingerprints, signature; each with one instruction and a way to the counter."""

from dataclasses import replace

from kiosk.contracts.captures import CaptureKind
from kiosk.domain.events import ShotChosen, ShutterPressed, StrokesCleared
from kiosk.domain.state import Walk
from kiosk.domain.step_states import (
    FingerPhase,
    FingersStep,
    PhotoPhase,
    PhotoStep,
    SignatureStep,
)
from kiosk.domain.steps import fingers as finger_rules
from kiosk.domain.steps import photo as photo_rules
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    CameraView,
    FingerView,
    Lead,
    Note,
    Option,
    Page,
    Paper,
    Shots,
    SignatureArea,
    Tone,
    Wait,
)


def photo(view: View, walk: Walk, step: PhotoStep) -> Page:
    if step.phase in (PhotoPhase.CHOOSING, PhotoPhase.SEALING):
        page = _shots(view, walk, step)
    else:
        page = _live(view, walk, step)
    return replace(page, paper=Paper.WHITE)


def _live(view: View, walk: Walk, step: PhotoStep) -> Page:
    texts = view.texts
    hint = texts("photo.hold_still") if step.countdown else texts(step.hint)
    tone = Tone.GOOD if step.good or step.countdown else Tone.SUN
    shutter = Action(
        "shutter",
        texts("action.shutter"),
        ShutterPressed(),
        icon="camera",
        tone=Tone.MAIN,
        enabled=photo_rules.sees(step),
    )
    return view.step_page(
        walk,
        "photo.live",
        texts("page.photo.title"),
        CameraView(hint, tone, step.countdown),
        Buttons((view.other_way("action.at_counter"),)),
        back=True,
        main=shutter if step.phase is PhotoPhase.LIVE else None,
    )


def _shots(view: View, walk: Walk, step: PhotoStep) -> Page:
    texts = view.texts
    options = tuple(
        Option(
            Action(f"shot.{handle}", texts("page.photo.shot", number=index), ShotChosen(handle)),
            chosen=handle == step.chosen,
        )
        for index, handle in enumerate(step.shots, start=1)
    )
    blocks: list[Block] = [Lead(texts("page.photo.choose.lead")), Shots(step.shots, options)]
    if step.phase is PhotoPhase.SEALING:
        return view.step_page(
            walk,
            "photo.choose",
            texts("page.photo.choose.title"),
            *blocks,
            Wait(texts("page.capture.sealing")),
        )
    if len(step.shots) < photo_rules.SHOTS:
        again = replace(view.retry("action.another_photo"), tone=Tone.QUIET, icon="camera")
        blocks.append(Buttons((again,)))
    return view.step_page(
        walk,
        "photo.choose",
        texts("page.photo.choose.title"),
        *blocks,
        back=True,
        main=view.main("action.take_this", "check"),
    )


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


def signature(view: View, walk: Walk, step: SignatureStep) -> Page:
    texts = view.texts
    clear = Action("clear_signature", texts("action.clear"), StrokesCleared(), icon="eraser")
    area = SignatureArea(texts("page.signature.label"), clear)
    title = texts("page.signature.title")
    if step.sealing:
        wait = Wait(texts("page.capture.sealing"))
        return view.step_page(walk, "signature.sealing", title, wait)
    # The note takes the lead's place: the pad stays where it is, and keeps what was drawn.
    told: Block = Lead(texts("page.signature.lead"))
    if step.error:
        told = Note("warning-circle", texts(step.error), Tone.BAD)
    counter = Buttons((view.other_way("action.at_counter"),))
    return view.step_page(
        walk, "signature", title, told, area, counter, back=True, main=view.main("action.next")
    )
