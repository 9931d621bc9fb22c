"""Session in, page out: the one function that the terminal calls after every event."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from kiosk.domain import left_card
from kiosk.domain.state import (
    Attract,
    Choosing,
    Closed,
    Failed,
    Leaving,
    Overlay,
    Session,
    Walk,
    Walking,
)
from kiosk.domain.step_states import (
    CheckStep,
    ConsentStep,
    FingersStep,
    IdentifyStep,
    ManagePinStep,
    PayStep,
    PhotoStep,
    PortalStep,
    QuestionsStep,
    ReceiptStep,
    SignatureStep,
    SubmitStep,
)
from kiosk.presentation.frame import View
from kiosk.presentation.page import Page
from kiosk.presentation.pages import (
    answers,
    card,
    conclusion,
    ending,
    entry,
    fingers,
    overlays,
    photo,
    pin_service,
    portal,
    signature,
)
from kiosk.texts import Texts

OVERLAYS = {
    Overlay.LANGUAGE: overlays.language,
    Overlay.ACCESSIBILITY: overlays.accessibility,
    Overlay.HELP: overlays.help_,
    Overlay.CONFIRM_END: overlays.confirm_end,
    Overlay.STILL_THERE: overlays.still_there,
}


def present(
    session: Session, texts: Mapping[str, Texts], languages: Mapping[str, str], now: datetime
) -> Page:
    """Answer the page for a session; `languages` are the names of all languages in themselves."""
    view = View(session, texts[session.settings.language], languages, now)
    if session.overlay is not None:
        return OVERLAYS[session.overlay](view)
    match session.stage:
        case Attract() as stage:
            return entry.attract(view, stage)
        case Choosing() if left_card.is_left(session):
            return entry.card_left(view)
        case Choosing():
            return entry.choose(view)
        case Walking(walk):
            return _step(view, walk)
        case Failed() as stage:
            return ending.failure(view, stage)
        case Leaving() as stage:
            return ending.leaving(view, stage)
        case Closed(outcome):
            return ending.leaving(view, Leaving(outcome))
        case _:
            assert_never(session.stage)


def _step(view: View, walk: Walk) -> Page:
    match walk.step:
        case ConsentStep():
            return (
                portal.consent(view, walk) if walk.service.portal else answers.consent(view, walk)
            )
        case IdentifyStep() as step:
            return card.identify(view, walk, step)
        case ManagePinStep() as step:
            return pin_service.manage_pin(view, walk, step)
        case PortalStep() as step:
            return portal.portal(view, walk, step)
        case QuestionsStep() as step:
            return answers.question(view, walk, step)
        case PhotoStep() as step:
            return photo.photo(view, walk, step)
        case FingersStep() as step:
            return fingers.fingers(view, walk, step)
        case SignatureStep() as step:
            return signature.signature(view, walk, step)
        case CheckStep():
            return answers.check(view, walk)
        case PayStep() as step:
            return conclusion.pay(view, walk, step)
        case SubmitStep() as step:
            return conclusion.submit(view, walk, step)
        case ReceiptStep() as step:
            return conclusion.receipt(view, walk, step)
        case _:
            assert_never(walk.step)
