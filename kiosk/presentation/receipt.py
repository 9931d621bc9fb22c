"""The slip of a stored case, in the citizen's language; no name, no serial number."""

from datetime import datetime

from kiosk.contracts.receipts import Receipt
from kiosk.domain.state import Money, Session, Walk, Walking
from kiosk.domain.steps.pay import fee_cents
from kiosk.journeys import wording
from kiosk.texts import Texts


def compose_receipt(session: Session, texts: Texts, now: datetime) -> Receipt:
    """Answer the slip for the session's stored case. Raises LookupError where there is none."""
    stage = session.stage
    if not isinstance(stage, Walking) or stage.walk.case is None:
        raise LookupError("there is no stored case to print a receipt for")
    walk = stage.walk
    rows = [(texts("receipt.time"), texts.moment(now))]
    if walk.service.fee_cents:
        rows.append((texts("receipt.paid"), fee_paid(texts, walk)))
    return Receipt(
        town=session.site.town,
        place=session.site.place,
        title=texts(wording.title(walk.service.id)),
        number=stage.walk.case.number,
        rows=tuple(rows),
        link=stage.walk.case.link,
        notes=(
            texts(wording.next_steps(walk.service.id)),
            texts("receipt.validity"),
            texts("receipt.keep"),
        ),
        rtl=texts.rtl,
        large=session.settings.text_size != "normal",
        card_slip=walk.card_slip,
    )


def fee_paid(texts: Texts, walk: Walk) -> str:
    """Answer the truth about the fee: by card, waived, or still being clarified."""
    cents = fee_cents(walk)
    if not cents:
        return texts("price.waived")
    if walk.money is Money.UNCLEAR:
        return texts("receipt.unclear", amount=texts.money(cents))
    return texts("receipt.by_card", amount=texts.money(cents))
