"""Self-capture of the signature: a big pad, one lead, and what is wrong with what was written."""

from kiosk.domain.events import StrokesCleared
from kiosk.domain.state import Walk
from kiosk.domain.step_states import SignatureStep
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Block,
    Buttons,
    Lead,
    Note,
    Page,
    SignatureArea,
    Tone,
    Wait,
)


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
