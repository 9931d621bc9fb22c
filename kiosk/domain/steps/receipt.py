"""Receipt: on paper, or only the symbol on the screen. A printer's trouble never costs the case."""

from dataclasses import replace

from kiosk.contracts.devices import DeviceKind
from kiosk.domain.effects import PrintReceipt, Record
from kiosk.domain.events import (
    Event,
    NextPressed,
    PaperChosen,
    ReceiptPrinted,
    RetryPressed,
    StepFailed,
)
from kiosk.domain.move import Move, StepRules, Wait, at, nothing_to_stop, passed, stay
from kiosk.domain.state import Session, Walk
from kiosk.domain.step_states import ReceiptPhase, ReceiptStep


def enter(session: Session, walk: Walk) -> Move:
    return Move(at(walk, ReceiptStep(fault=session.faults.get(DeviceKind.PRINTER, ""))))


def handle(_session: Session, walk: Walk, event: Event) -> Move | None:
    step = walk.step
    if not isinstance(step, ReceiptStep):
        return None
    match step.phase, event:
        case ReceiptPhase.PRINTING, ReceiptPrinted():
            return stay(walk, ReceiptStep(ReceiptPhase.PRINTED), Record("receipt.printed"))
        case ReceiptPhase.PRINTING, StepFailed(failure):
            return stay(walk, ReceiptStep(ReceiptPhase.CHOICE, fault=failure))
        case ReceiptPhase.PRINTING, _:
            return None
        case _, PaperChosen(printed=True) | RetryPressed():
            return stay(walk, ReceiptStep(ReceiptPhase.PRINTING), PrintReceipt())
        case _, PaperChosen(printed=False):
            shown = replace(step, phase=ReceiptPhase.SCREEN)
            return stay(walk, shown, Record("receipt.shown"))
        case _, NextPressed():
            return passed(walk)
        case _:
            return None


def patience(session: Session, walk: Walk) -> Wait | None:
    step = walk.step
    if isinstance(step, ReceiptStep) and step.phase is ReceiptPhase.PRINTING:
        return Wait("receipt.printing", session.site.timing.printing, "printer.silent")
    return None


RULES = StepRules(enter, handle, nothing_to_stop, patience)
