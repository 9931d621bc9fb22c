"""The copy of the application that a citizen takes along on A4: what was sent, as it was checked."""

from datetime import datetime

from kiosk.contracts.printouts import Printout
from kiosk.domain.state import Session, Walking
from kiosk.journeys import wording
from kiosk.presentation.frame import View
from kiosk.presentation.pages.answers import check_facts
from kiosk.presentation.receipt import fee_paid
from kiosk.texts import Texts


def compose_printout(session: Session, texts: Texts, now: datetime) -> Printout:
    """Answer the copy of the session's stored case. Raises LookupError where there is none."""
    stage = session.stage
    if not isinstance(stage, Walking) or stage.walk.case is None:
        raise LookupError("there is no stored case to print a copy of")
    walk, case = stage.walk, stage.walk.case
    rows = [(texts("receipt.time"), texts.moment(now))]
    rows += [(fact.label, fact.value) for fact in check_facts(View(session, texts, {}, now), walk)]
    if walk.service.fee_cents:
        rows.append((texts("receipt.paid"), fee_paid(texts, walk)))
    return Printout(
        town=session.site.town,
        place=session.site.place,
        title=texts("printout.title", service=texts(wording.title(walk.service.id))),
        number=case.number,
        rows=tuple(rows),
        link=case.link,
        notes=(texts(wording.next_steps(walk.service.id)), texts("receipt.validity")),
        rtl=texts.rtl,
        large=session.settings.text_size != "normal",
    )
