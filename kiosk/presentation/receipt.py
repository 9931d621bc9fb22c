"""The slip of a stored case, in the citizen's language; no name, no serial number."""

from datetime import datetime, timedelta

from kiosk.contracts.paying import PayWay
from kiosk.contracts.receipts import Receipt
from kiosk.domain.state import Money, Session, Walk, Walking
from kiosk.domain.step_states import ReceiptStep
from kiosk.domain.steps.pay import fee_cents
from kiosk.domain.transfer import creditor_reference, giro_code, grouped
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
    rows += transfer_rows(session, texts, walk, now)
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
        pay=pay_code(session, walk),
        pay_here=texts("receipt.pay_here"),
        card_slip=walk.card_slip,
    )


def fee_paid(texts: Texts, walk: Walk) -> str:
    """Answer the truth about the fee: paid and how, waived, open, or still being clarified."""
    cents = fee_cents(walk)
    if not cents:
        return texts("price.waived")
    amount = texts.money(cents)
    match walk.money, walk.way:
        case Money.UNCLEAR, _:
            return texts("receipt.unclear", amount=amount)
        case Money.PAID, PayWay.PAY_PAGE:
            return texts("receipt.by_phone", amount=amount)
        case Money.PAID, _:
            return texts("receipt.by_card", amount=amount)
        case _:
            return texts("receipt.open", amount=amount)


def pay_code(session: Session, walk: Walk) -> str:
    """Answer what the symbol to pay by carries; "" where nothing is left to pay, or not there."""
    if walk.money is not Money.DEMANDED:
        return ""
    if walk.way is PayWay.PAY_PAGE:
        step = walk.step
        return "" if isinstance(step, ReceiptStep) and step.declined else walk.pay_at
    account, case = session.site.account, walk.case
    if account is None or case is None:
        return ""
    return giro_code(account, fee_cents(walk), creditor_reference(case.number))


def transfer_rows(
    session: Session, texts: Texts, walk: Walk, now: datetime
) -> list[tuple[str, str]]:
    """Answer what somebody types who pays an invoice without the symbol."""
    account, case = session.site.account, walk.case
    if walk.money is not Money.DEMANDED or walk.way is not PayWay.INVOICE:
        return []
    if account is None or case is None:
        return []
    due = now + timedelta(days=account.days)
    return [
        (texts("page.paying.recipient"), account.name),
        (texts("page.paying.iban"), grouped(account.iban)),
        (texts("page.paying.reference"), grouped(creditor_reference(case.number))),
        (texts("page.paying.due"), texts.day(due.year, due.month, due.day)),
    ]
