"""Pay: by card, on the own phone, or by invoice.

A card payment that the bank authorised is kept only after the case is durably stored (vending rules).
On the phone and by invoice the case is stored first, and only then the citizen learns where to pay:
on no way is there a charge without a case.
"""

from dataclasses import replace

from kiosk.contracts.paying import PayWay
from kiosk.domain.effects import AbortPayment, Authorise, Effect, OpenPayPage, Record
from kiosk.domain.events import (
    BackPressed,
    Event,
    NextPressed,
    OtherWayPressed,
    RetryPressed,
    StepFailed,
)
from kiosk.domain.guards import holds
from kiosk.domain.move import Move, StepRules, Then, Wait, at, concerns, failed, passed, stay
from kiosk.domain.offers import ways_to_pay
from kiosk.domain.payment_events import PaymentAuthorised, PaymentMoved, PayPageOpened, PayWayChosen
from kiosk.domain.state import Money, Session, Walk
from kiosk.domain.step_states import PayPhase, PayStep

# The citizen's own doing, or their bank's: offer another try, nothing is broken.
NOT_PAID = frozenset(
    {
        "payment.declined",
        "payment.cancelled",
        "payment.timed_out",
        "payment.card_expired",
        "payment.card_unreadable",
        "payment.card_unknown",
        "payment.pin_wrong",
        "payment.limit",
    }
)


def fee_cents(walk: Walk) -> int:
    """Answer the fee in euro cents as the answers have it, 0 where it is waived."""
    service = walk.service
    if service.fee_waived_when and holds(service.fee_waived_when, walk.answers):
        return 0
    return service.fee_cents


def enter(_session: Session, walk: Walk) -> Move:
    if fee_cents(walk) == 0 or walk.money is not Money.NOTHING_PAID:
        return passed(walk)
    return Move(at(walk, PayStep()))


def handle(session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, PayStep):
        return None
    if step.phase is PayPhase.RUNNING:
        return _running(walk, step, event)
    if step.phase is PayPhase.OPENING:
        return _opening(walk, event)
    ways = ways_to_pay(session, walk.service)
    match event:
        case NextPressed() | RetryPressed() if ways:
            return _begun(walk, ways[0])
        case PayWayChosen(way) if way in ways:
            return _begun(walk, way)
        case OtherWayPressed():
            return failed(walk, "payment.at_counter")
        case BackPressed():
            return Move(walk, then=Then.BACK)
        case _:
            return None


def _begun(walk: Walk, way: PayWay) -> Move:
    match way:
        case PayWay.CARD:
            return stay(walk, PayStep(PayPhase.RUNNING), Authorise(fee_cents(walk)))
        case PayWay.PAY_PAGE:
            demand = OpenPayPage(fee_cents(walk))
            return stay(walk, PayStep(PayPhase.OPENING), demand)
        case PayWay.INVOICE:
            return _demanded(replace(walk, way=way))


def _demanded(walk: Walk) -> Move:
    told = Record("payment.demanded", (("way", str(walk.way)),))
    return passed(replace(walk, money=Money.DEMANDED), told)


def _opening(walk: Walk, event: Event) -> Move | None:
    match event:
        case PayPageOpened(transaction, address):
            way = PayWay.PAY_PAGE
            opened = replace(walk, way=way, payment_reference=transaction, pay_at=address)
            return _demanded(opened)
        case StepFailed(failure) if concerns(failure, "pay_page"):
            return stay(walk, PayStep(PayPhase.NOT_PAID, reason=failure))
        case _:
            return None


def _running(walk: Walk, step: PayStep, event: Event) -> Move | None:
    match event:
        case PaymentMoved(progress):
            return stay(walk, replace(step, progress=progress))
        case PaymentAuthorised(reference, _):
            return passed(replace(walk, money=Money.AUTHORISED, payment_reference=reference))
        case StepFailed("payment.outcome_unknown" as failure):
            return failed(replace(walk, money=Money.UNCLEAR), failure)
        case StepFailed(failure) if failure in NOT_PAID:
            return stay(walk, PayStep(PayPhase.NOT_PAID, reason=failure))
        case StepFailed(failure) if concerns(failure, "payment", "store"):
            return failed(walk, failure)
        case BackPressed() if not step.aborting:
            return stay(walk, replace(step, aborting=True), AbortPayment())
        case _:
            return None


def leave(walk: Walk) -> tuple[Effect, ...]:
    step = walk.step
    running = isinstance(step, PayStep) and step.phase is PayPhase.RUNNING
    return (AbortPayment(),) if running else ()


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if isinstance(step, PayStep) and step.phase is PayPhase.OPENING:
        return Wait("pay.opening", session.site.timing.connecting, "pay_page.unreachable")
    if isinstance(step, PayStep) and step.phase is PayPhase.RUNNING:
        return Wait("pay.running", session.site.timing.paying, "payment.outcome_unknown")
    return None


RULES = StepRules(enter, handle, leave, patience)
