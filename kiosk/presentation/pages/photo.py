"""Self-capture of the photo: what stays on, the live picture with one instruction, the shots to choose from."""

from dataclasses import replace

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.photo import KeptOn
from kiosk.domain.best_capture import offered
from kiosk.domain.photo_events import KeptOnToggled, ShotChosen, ShutterPressed
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
    Mark,
    Note,
    Option,
    Options,
    Page,
    Paper,
    Sentences,
    Shots,
    Tone,
    Wait,
)

COVERED = "camera.covered"
_NEEDED = (
    ("eye", "page.photo.prepare.look"),
    ("user-circle", "page.photo.prepare.neutral"),
    ("user", "page.photo.prepare.alone"),
)


def photo(view: View, walk: Walk, step: PhotoStep) -> Page:
    match step.phase:
        case PhotoPhase.ASKED:
            return _prepare(view, walk, step)
        case PhotoPhase.WITHOUT:
            page = _without(view, walk, step)
        case PhotoPhase.CHOOSING | PhotoPhase.SEALING:
            page = _shots(view, walk, step)
        case _:
            page = _live(view, walk, step)
    return replace(page, paper=Paper.WHITE)


def _prepare(view: View, walk: Walk, step: PhotoStep) -> Page:
    texts = view.texts
    options = tuple(
        Option(
            Action(f"kept_on.{what}", texts(f"photo.kept_on.{what}"), KeptOnToggled(what)),
            chosen=what in step.kept_on,
        )
        for what in KeptOn
    )
    return view.step_page(
        walk,
        "photo.prepare",
        texts("page.photo.prepare.title"),
        Sentences(tuple((icon, texts(message)) for icon, message in _NEEDED)),
        Options(options, heading=texts("page.photo.prepare.kept_on"), multiple=True),
        Buttons((view.other_way("action.at_counter"),)),
        back=True,
        main=view.main("action.to_camera", "camera"),
    )


def _live(view: View, walk: Walk, step: PhotoStep) -> Page:
    return view.step_page(
        walk,
        "photo.live",
        view.texts("page.photo.title"),
        _camera(view, step),
        Buttons((view.other_way("action.at_counter"),)),
        back=True,
        # It stays while it can do nothing, so that the picture does not change its size.
        main=_shutter(view, step),
    )


def _without(view: View, walk: Walk, step: PhotoStep) -> Page:
    """Answer the ways on where no photo came of it: time, one's own shutter, or a person."""
    texts = view.texts
    more = replace(view.retry("action.more_time"), tone=Tone.QUIET)
    return view.step_page(
        walk,
        "photo.without",
        texts("page.photo.without.title"),
        Lead(texts("page.photo.without.lead")),
        _camera(view, step),
        Buttons((more, view.other_way("action.at_counter"))),
        back=True,
        main=_shutter(view, step),
    )


def _camera(view: View, step: PhotoStep) -> CameraView:
    texts, guidance = view.texts, step.guidance
    marks = tuple(Mark(texts(name), good) for name, good in guidance.marks)
    if step.phase is PhotoPhase.TAKING:
        return CameraView(texts("photo.taking"), Tone.GOOD, marks=marks, lamp=True)
    if step.countdown:
        return CameraView(
            texts("photo.hold_still"),
            Tone.GOOD,
            step.countdown,
            marks=marks,
            held=1.0,
            lamp=True,
            spoken=str(step.countdown),
        )
    if view.session.faults.get(DeviceKind.CAMERA) == COVERED:
        # Pictures come, but black: no instruction about a face would help.
        return CameraView(texts(f"failure.{COVERED}.what"), Tone.BAD, lamp=True)
    tone = Tone.GOOD if guidance.good else Tone.SUN
    return CameraView(
        texts(guidance.hint), tone, 0, guidance.picture, marks, guidance.held, lamp=True
    )


def _shutter(view: View, step: PhotoStep) -> Action:
    return Action(
        "shutter",
        view.texts("action.shutter"),
        ShutterPressed(),
        icon="camera",
        tone=Tone.MAIN,
        enabled=photo_rules.sees(step) and step.phase in (PhotoPhase.LIVE, PhotoPhase.WITHOUT),
    )


def _shots(view: View, walk: Walk, step: PhotoStep) -> Page:
    texts = view.texts
    shots = offered(step.shots)
    several = len(shots) > 1
    options = tuple(
        Option(
            Action(
                f"shot.{shot.handle}",
                texts("page.photo.shot", number=index),
                ShotChosen(shot.handle),
            ),
            chosen=shot.handle == step.chosen,
        )
        for index, shot in enumerate(shots, start=1)
    )
    title = texts("page.photo.choose.title" if several else "page.photo.taken.title")
    handles = tuple(shot.handle for shot in shots)
    blocks: list[Block] = [Lead(texts("page.photo.choose.lead")), Shots(handles, options)]
    if step.phase is PhotoPhase.SEALING:
        blocks.append(Wait(texts("page.capture.sealing")))
        return view.step_page(walk, "photo.choose", title, *blocks)
    blocks += _concerns(view, step)
    ways = [view.other_way("action.at_counter")]
    if photo_rules.may_retake(step):
        ways.insert(0, replace(view.retry("action.new_photos"), tone=Tone.QUIET, icon="camera"))
    return view.step_page(
        walk,
        "photo.choose",
        title,
        *blocks,
        Buttons(tuple(ways)),
        back=True,
        main=view.main("action.take_this", "check"),
    )


def _concerns(view: View, step: PhotoStep) -> list[Block]:
    """Answer what speaks against the chosen photo, and why there are no more of them."""
    texts = view.texts
    blocks: list[Block] = []
    if step.problem:
        blocks.append(Note("camera-slash", texts(f"failure.{step.problem}.what"), Tone.BAD))
    chosen = next((shot for shot in step.shots if shot.handle == step.chosen), None)
    if chosen is not None and chosen.standing.findings:
        # The gravest two: nobody keeps more in mind.
        mends = tuple(("user-focus", texts(finding)) for finding in chosen.standing.findings[:2])
        blocks.append(Note("warning-circle", texts("page.photo.choose.doubtful"), Tone.SUN))
        blocks.append(Sentences(mends))
    return blocks
