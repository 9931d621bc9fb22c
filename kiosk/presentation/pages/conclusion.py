"""The end of a service: paying, storing, and the receipt."""

from dataclasses import replace

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.paying import PayWay
from kiosk.domain.events import CopyPressed, PaperChosen
from kiosk.domain.offers import ways_to_pay
from kiosk.domain.payment_events import PayWayChosen
from kiosk.domain.state import Walk
from kiosk.domain.step_states import PayPhase, PayStep, ReceiptPhase, ReceiptStep, SubmitStep
from kiosk.domain.steps.pay import fee_cents
from kiosk.domain.steps.receipt import is_open
from kiosk.journeys import wording
from kiosk.presentation.frame import View
from kiosk.presentation.page import (
    Action,
    Banner,
    Block,
    Buttons,
    Fact,
    Facts,
    Lead,
    Note,
    Page,
    Picture,
    Slip,
    Tone,
    Wait,
)
from kiosk.presentation.receipt import fee_paid, pay_code, transfer_rows

WAY_ICONS = {
    PayWay.CARD: "credit-card",
    PayWay.PAY_PAGE: "device-mobile",
    PayWay.INVOICE: "file-text",
}


def pay(view: View, walk: Walk, step: PayStep) -> Page:
    texts = view.texts
    amount = texts.money(fee_cents(walk))
    due = Facts((Fact(texts("page.pay.amount"), amount, strong=True),))
    if step.phase is PayPhase.RUNNING:
        stop = Action("back", texts("action.abort_payment"), view.back().intent, icon="x")
        message = "page.pay.aborting" if step.aborting else f"page.pay.progress.{step.progress}"
        progress = texts(message if step.aborting or step.progress else "page.pay.starting")
        picture = Picture("pay_card", texts("picture.pay_card"))
        title = texts("page.pay.running_title", amount=amount)
        page = view.step_page(walk, "pay.running", title, picture, Wait(progress))
        return _with_only(page, None if step.aborting else stop)
    if step.phase is PayPhase.OPENING:
        opening = Wait(texts("page.pay.opening"))
        return _with_only(
            view.step_page(walk, "pay.opening", texts("page.pay.title"), opening), None
        )
    blocks: list[Block] = [due, Picture("pay_card", texts("picture.pay_card"))]
    if step.phase is PayPhase.NOT_PAID:
        reason = texts(f"failure.{step.reason}.what")
        blocks.insert(0, Banner("warning-circle", reason, Tone.BAD))
        blocks[-1] = Note("shield-check", texts("page.pay.nothing_taken"))
    else:
        blocks.append(Note("shield-check", texts("page.pay.note")))
    ways = ways_to_pay(view.session, walk.service)
    others = tuple(
        Action(f"pay.{way}", texts(f"action.pay.{way}"), PayWayChosen(way), icon=WAY_ICONS[way])
        for way in ways[1:]
    )
    blocks.append(Buttons((*others, view.other_way("action.pay_at_counter", "storefront"))))
    main = None
    if ways:
        tried = PayWay.PAY_PAGE if step.reason.startswith("pay_page.") else PayWay.CARD
        again = step.phase is PayPhase.NOT_PAID and ways[0] is tried
        label = "action.pay_again" if again else f"action.pay.{ways[0]}"
        main = view.retry(label) if again else view.main(label, WAY_ICONS[ways[0]])
    title = texts("page.pay.title")
    return view.step_page(walk, "pay.offer", title, *blocks, back=True, main=main)


def paying(view: View, walk: Walk, step: ReceiptStep) -> Page:
    """Answer where the fee is paid now that the case is stored: on the phone, or by transfer."""
    texts = view.texts
    facts = [Fact(texts("page.pay.amount"), texts.money(fee_cents(walk)), strong=True)]
    rows = transfer_rows(view.session, texts, walk, view.now)
    facts += [Fact(label, value) for label, value in rows]
    blocks: list[Block]
    if step.declined:
        blocks = [
            Note("warning-circle", texts("page.paying.declined"), Tone.BAD),
            Facts(tuple(facts)),
        ]
    else:
        code = pay_code(view.session, walk)
        blocks = [
            Lead(texts(f"page.paying.lead.{walk.way}")),
            Slip(code, texts("page.paying.symbol"), tuple(facts)),
        ]
    later = "action.next" if walk.way is PayWay.INVOICE else "action.pay_later"
    title = texts(f"page.paying.title.{walk.way}")
    return view.step_page(walk, "receipt.paying", title, *blocks, main=view.main(later))


def submit(view: View, walk: Walk, step: SubmitStep) -> Page:
    texts = view.texts
    message = "page.submit.confirming" if step.stored else "page.submit.storing"
    page = view.step_page(walk, "submit", texts("page.submit.title"), Wait(texts(message)))
    return _with_only(page, None)


def receipt(view: View, walk: Walk, step: ReceiptStep) -> Page:
    texts = view.texts
    case = walk.case
    if case is None:
        raise LookupError(f"{walk.service.id}: a receipt without a case")
    if step.phase is ReceiptPhase.PAYING:
        return paying(view, walk, step)
    facts = [Fact(texts("receipt.number"), case.number, strong=True)]
    if walk.service.fee_cents:
        facts.append(Fact(texts("receipt.paid"), fee_paid(texts, walk)))
    facts.append(Fact(texts("receipt.time"), texts.moment(view.now)))
    spoken = texts("page.receipt.symbol")
    blocks: list[Block] = [
        Banner("check-circle", texts(wording.done(walk.service.id)), Tone.GOOD),
        Lead(texts(wording.next_steps(walk.service.id))),
        Slip(case.link, spoken, tuple(facts)),
    ]
    if view.session.card_present:
        blocks.append(Banner("identification-card", texts("page.take_card.title"), Tone.SUN))
    blocks += [Wait(texts("page.receipt.copying"))] if step.copying else _paper(view, step)
    main = view.main("action.finish", "check")
    back = is_open(walk) and step.phase in (ReceiptPhase.CHOICE, ReceiptPhase.SCREEN)
    title = texts("page.receipt.title")
    page = view.step_page(walk, "receipt", title, *blocks, back=back, main=main)
    printing = step.copying or step.phase is ReceiptPhase.PRINTING
    return _with_only(page, None) if printing else page


def _paper(view: View, step: ReceiptStep) -> list[Block]:
    """Answer what became of slip and copy, and what can still be had on paper."""
    texts = view.texts
    if step.phase is ReceiptPhase.PRINTING:
        return [Wait(texts("page.receipt.printing"))]
    blocks: list[Block] = []
    offers: list[Action] = []
    if step.phase is ReceiptPhase.PRINTED:
        blocks.append(Note("receipt", texts("page.receipt.printed"), Tone.GOOD))
    elif step.phase is ReceiptPhase.SCREEN:
        blocks.append(Note("qr-code", texts("page.receipt.photograph")))
    else:
        if step.fault:
            told = " ".join((texts(f"failure.{step.fault}.what"), texts("page.receipt.photograph")))
            blocks.append(Note("warning-circle", told, Tone.BAD))
        offers += _slip_offers(view, step)
    if step.copied:
        blocks.append(Note("file-text", texts("page.receipt.copied"), Tone.GOOD))
    elif step.copy_fault:
        told = texts(f"failure.{step.copy_fault}.what")
        blocks.append(Note("warning-circle", told, Tone.BAD))
    if DeviceKind.DOCUMENT_PRINTER not in view.session.faults and not step.copied:
        label = texts("action.print_copy")
        offers.append(Action("copy", label, CopyPressed(), icon="file-text"))
    return [*blocks, Buttons(tuple(offers))] if offers else blocks


def _slip_offers(view: View, step: ReceiptStep) -> list[Action]:
    texts = view.texts
    label = texts("action.print_again" if step.fault else "action.print")
    printed = Action("print", label, PaperChosen(printed=True), icon="receipt")
    if step.fault:
        return [printed]
    label = texts("action.only_symbol")
    return [printed, Action("symbol", label, PaperChosen(printed=False), icon="qr-code")]


def _with_only(page: Page, back: Action | None) -> Page:
    """Answer the page with at most one way out: what runs now must not be left."""
    return replace(page, back=back, end=None, main=None, chips=())
