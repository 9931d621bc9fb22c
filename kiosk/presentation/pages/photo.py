"""Self-capture of the photo: live picture with one instruction, then the shots to choose from."""

from dataclasses import replace

from kiosk.domain.events import ShotChosen, ShutterPressed
from kiosk.domain.state import Walk
from kiosk.domain.step_states import PhotoPhase, PhotoStep
from kiosk.domain.steps import photo as photo_rules
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    CameraView,
    Lead,
    Option,
    Page,
    Paper,
    Shots,
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
