"""Submit: seal and store the case, then keep the payment; nothing is "done" before it is on disk."""

from dataclasses import replace

from kiosk.contracts.captures import CaptureKind, LeftReason
from kiosk.domain.asking import is_asked
from kiosk.domain.effects import ConfirmPayment, ReversePayment, SubmitCase
from kiosk.domain.events import CaseStored, Event, StepFailed
from kiosk.domain.move import (
    Move,
    StepRules,
    Wait,
    concerns,
    failed,
    nothing_to_stop,
    passed,
    stay,
)
from kiosk.domain.payment_events import PaymentConfirmed
from kiosk.domain.state import Money, Session, Walk
from kiosk.domain.step_states import SubmitStep
from kiosk.domain.steps.pay import fee_cents


def enter(_session: Session, walk: Walk) -> Move:
    if walk.case is not None:
        return passed(walk)
    service = walk.service
    wanted = {question.id for question in service.questions() if is_asked(question, walk)}
    answers = tuple((name, value) for name, value in walk.answers.items() if name in wanted)
    submit = SubmitCase(
        service=service.id,
        destination=service.destination,
        answers=answers,
        identity=walk.identity,
        captures=tuple(capture.capture_id for capture in walk.captures),
        left=_left(walk),
        payment_reference=walk.payment_reference,
        cents=fee_cents(walk),
        way=walk.way,
    )
    return stay(walk, SubmitStep(), submit)


def _left(walk: Walk) -> tuple[tuple[CaptureKind, LeftReason], ...]:
    """Answer what the service wants and nobody captured, in its own order."""
    have = {capture.kind for capture in walk.captures}
    return tuple(
        (kind, walk.reasons.get(kind, LeftReason.CHOSEN))
        for kind in walk.service.captures
        if kind not in have
    )


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, SubmitStep):
        return None
    match event:
        case CaseStored() if not step.stored:
            stored = replace(walk, case=event)
            if walk.money is not Money.AUTHORISED:
                return passed(stored)
            return stay(stored, SubmitStep(stored=True), ConfirmPayment(walk.payment_reference))
        case PaymentConfirmed(slip) if step.stored:
            return passed(replace(walk, money=Money.PAID, card_slip=slip))
        case StepFailed(failure) if step.stored and concerns(failure, "payment", "store"):
            # The case stands; only the terminal's word on the money is missing. The courier of
            # truth is the journal: it is asked again before the next citizen.
            return passed(replace(walk, money=Money.UNCLEAR))
        case StepFailed(failure) if not step.stored and concerns(failure, "store"):
            paid = walk.money is Money.AUTHORISED
            give_back = (ReversePayment(walk.payment_reference),) if paid else ()
            return failed(walk, failure, *give_back)
        case _:
            return None


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if not isinstance(step, SubmitStep):
        return None
    if step.stored:
        return Wait("submit.confirming", session.site.timing.storing, "payment.outcome_unknown")
    return Wait("submit.storing", session.site.timing.storing, "store.timed_out")


RULES = StepRules(enter, handle, nothing_to_stop, patience)
