"""Receipt: on paper, or only the symbol on the screen; and a copy of the application on A4.

A printer's trouble never costs the case.
"""

from dataclasses import replace

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.paying import PayWay
from kiosk.domain.effects import FollowPayPage, PrintCopy, PrintReceipt, Record
from kiosk.domain.events import (
    BackPressed,
    CopyPressed,
    CopyPrinted,
    Event,
    NextPressed,
    PaperChosen,
    ReceiptPrinted,
    RetryPressed,
    StepFailed,
)
from kiosk.domain.move import Move, StepRules, Wait, at, concerns, nothing_to_stop, passed, stay
from kiosk.domain.payment_events import PayPageMoved
from kiosk.domain.state import Money, Session, Walk
from kiosk.domain.step_states import ReceiptPhase, ReceiptStep

PAID = "paid"
NOTHING_COMES_OF_IT = frozenset({"failed", "cancelled"})


def enter(session: Session, walk: Walk) -> Move:
    fault = session.faults.get(DeviceKind.PRINTER, "")
    if not is_open(walk):
        return Move(at(walk, ReceiptStep(fault=fault)))
    follow = FollowPayPage(walk.payment_reference)
    on_phone = walk.way is PayWay.PAY_PAGE
    return Move(at(walk, ReceiptStep(ReceiptPhase.PAYING, fault)), (follow,) if on_phone else ())


def is_open(walk: Walk) -> bool:
    """Answer whether the fee is still to be paid, so that one can look again where."""
    return walk.money is Money.DEMANDED


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, ReceiptStep):
        return None
    if isinstance(event, PayPageMoved):
        return _paid_elsewhere(walk, step, event)
    if step.copying:
        return _copying(walk, step, event)
    if step.phase is ReceiptPhase.PRINTING:
        return _printing(walk, step, event)
    match step.phase, event:
        case ReceiptPhase.PAYING, NextPressed():
            return stay(walk, replace(step, phase=ReceiptPhase.CHOICE))
        case ReceiptPhase.PAYING, _:
            return None
        case _, PaperChosen(printed=True) | RetryPressed():
            printing = replace(step, phase=ReceiptPhase.PRINTING, fault="")
            return stay(walk, printing, PrintReceipt())
        case _, PaperChosen(printed=False):
            shown = replace(step, phase=ReceiptPhase.SCREEN)
            return stay(walk, shown, Record("receipt.shown"))
        case ReceiptPhase.CHOICE | ReceiptPhase.SCREEN, BackPressed() if is_open(walk):
            return stay(walk, replace(step, phase=ReceiptPhase.PAYING))
        case _, CopyPressed():
            return stay(walk, replace(step, copying=True, copy_fault=""), PrintCopy())
        case _, NextPressed():
            return passed(walk)
        case _:
            return None


def _paid_elsewhere(walk: Walk, step: ReceiptStep, event: PayPageMoved) -> Move:
    """Take note of what the provider says, whatever the citizen is at."""
    if event.state != PAID:
        return stay(walk, replace(step, declined=event.state in NOTHING_COMES_OF_IT))
    at_choice = step.phase is ReceiptPhase.PAYING
    shown = replace(step, phase=ReceiptPhase.CHOICE) if at_choice else step
    return stay(replace(walk, money=Money.PAID), shown, Record("payment.paid_on_phone"))


def _printing(walk: Walk, step: ReceiptStep, event: Event) -> Move | None:
    match event:
        case ReceiptPrinted():
            printed = replace(step, phase=ReceiptPhase.PRINTED, fault="")
            return stay(walk, printed, Record("receipt.printed"))
        case StepFailed(failure) if concerns(failure, "printer"):
            return stay(walk, replace(step, phase=ReceiptPhase.CHOICE, fault=failure))
        case _:
            return None


def _copying(walk: Walk, step: ReceiptStep, event: Event) -> Move | None:
    match event:
        case CopyPrinted():
            done = replace(step, copying=False, copied=True)
            return stay(walk, done, Record("copy.printed"))
        case StepFailed(failure) if concerns(failure, "document_printer"):
            return stay(walk, replace(step, copying=False, copy_fault=failure))
        case _:
            return None


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if not isinstance(step, ReceiptStep):
        return None
    if step.copying:
        copying = session.site.timing.copying
        return Wait("receipt.copying", copying, "document_printer.out_of_order")
    if step.phase is ReceiptPhase.PRINTING:
        return Wait("receipt.printing", session.site.timing.printing, "printer.silent")
    return None


RULES = StepRules(enter, handle, nothing_to_stop, patience)
