"""Pay by card. An authorised payment is kept only after the case is durably stored (vending rules)."""

from dataclasses import replace

from kiosk.domain.effects import AbortPayment, Authorise, Effect
from kiosk.domain.events import (
    BackPressed,
    Event,
    NextPressed,
    OtherWayPressed,
    PaymentAuthorised,
    PaymentMoved,
    RetryPressed,
    StepFailed,
)
from kiosk.domain.guards import holds
from kiosk.domain.move import Move, StepRules, Then, Wait, at, failed, passed, stay
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


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, PayStep):
        return None
    if step.phase is PayPhase.RUNNING:
        return _running(walk, step, event)
    match event:
        case NextPressed() | RetryPressed():
            return stay(walk, PayStep(PayPhase.RUNNING), Authorise(fee_cents(walk)))
        case OtherWayPressed():
            return failed(walk, "payment.at_counter")
        case BackPressed():
            return Move(walk, then=Then.BACK)
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
        case StepFailed(failure):
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
    if isinstance(step, PayStep) and step.phase is PayPhase.RUNNING:
        return Wait("pay.running", session.site.timing.paying, "payment.outcome_unknown")
    return None


RULES = StepRules(enter, handle, leave, patience)
