"""Self-capture of the signature: a big pad, what is wrong with what was written, and what comes of it."""

from dataclasses import replace

from kiosk.domain.events import StrokesCleared, StrokeTakenBack
from kiosk.domain.state import Walk
from kiosk.domain.step_states import SignaturePhase, SignatureStep
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Lead,
    Note,
    Page,
    Sentences,
    SignatureArea,
    SignatureShown,
    Tone,
    Wait,
)

TELLS_OF_COUNTER = 3
"""From this refusal on the counter is named: it may be the panel, or a hand that cannot."""


def signature(view: View, walk: Walk, step: SignatureStep) -> Page:
    texts = view.texts
    match step.phase:
        case SignaturePhase.WRITING | SignaturePhase.DRAWING:
            return _pad(view, walk, step)
        case SignaturePhase.CONFIRMING:
            return _confirm(view, walk, step)
        case SignaturePhase.SEALING:
            wait = Wait(texts("page.capture.sealing"))
            return view.step_page(
                walk, "signature.sealing", texts("page.signature.confirm.title"), wait
            )


def _pad(view: View, walk: Walk, step: SignatureStep) -> Page:
    texts = view.texts
    something = step.strokes > 0
    undo = Action(
        "undo_stroke", texts("action.undo_stroke"), StrokeTakenBack(),
        icon="arrow-counter-clockwise", enabled=something,
    )  # fmt: skip
    clear = Action(
        "clear_signature", texts("action.clear"), StrokesCleared(), icon="eraser", enabled=something
    )
    # The note takes the lead's place: the pad stays where it is, and keeps what was drawn.
    told: Block = Lead(texts("page.signature.lead"))
    if step.problem:
        told = Note("warning-circle", texts(step.problem), Tone.BAD)
    way: list[Block] = [Buttons((view.other_way("action.at_counter"),))]
    if step.refusals >= TELLS_OF_COUNTER:
        way.insert(0, Note("storefront", texts("page.signature.counter")))
    main = view.main("action.next")
    return view.step_page(
        walk,
        "signature",
        texts("page.signature.title"),
        told,
        SignatureArea(texts("page.signature.label"), clear, undo),
        *way,
        back=True,
        main=replace(main, enabled=step.phase is SignaturePhase.WRITING),
    )


def _confirm(view: View, walk: Walk, step: SignatureStep) -> Page:
    texts = view.texts
    again = replace(view.retry("action.sign_again"), tone=Tone.QUIET, icon="arrow-clockwise")
    return view.step_page(
        walk,
        "signature.confirm",
        texts("page.signature.confirm.title"),
        Lead(texts("page.signature.confirm.lead")),
        *(
            SignatureShown(handle, texts(f"page.signature.for.{document}"))
            for document, handle in step.pictures
        ),
        Sentences(
            (
                ("image", texts("page.signature.confirm.kept")),
                ("stamp", texts("page.signature.confirm.decides")),
            )
        ),
        Buttons((again,)),
        back=True,
        main=view.main("action.take_signature", "check"),
    )
