"""Paper out, cover open, silence: before, during and after the slip. The case stands."""

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.domain.effects import EraseSession, PrintReceipt
from kiosk.domain.events import (
    CardSeen,
    DeviceChanged,
    ReceiptPrinted,
    StepFailed,
    Timer,
    TimerExpired,
)
from tests.journeys.saying import notes
from tests.journeys.test_services import STORED, identifies
from tests.terminal import Citizen, texts

PRINTER = ["paper_out", "cover_open", "silent", "unreachable", "cutter_jam", "out_of_order"]


def at_receipt(before: DeviceChanged | None = None) -> Citizen:
    citizen = Citizen()
    if before is not None:
        citizen.happens(before)
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.presses("option.pension", "next", "next", "next")
    citizen.happens(STORED)
    assert citizen.page.id == "receipt"
    return citizen


@pytest.mark.parametrize("fault", PRINTER)
def test_printer_broken_before_the_step_is_told_with_the_other_way(fault: str) -> None:
    citizen = at_receipt(DeviceChanged(DeviceKind.PRINTER, f"printer.{fault}"))
    assert texts()["de"](f"failure.printer.{fault}.what") in notes(citizen.page)
    assert citizen.offered()["next"].enabled


@pytest.mark.parametrize("fault", PRINTER)
def test_printer_broken_while_printing_keeps_the_case(fault: str) -> None:
    citizen = at_receipt()
    citizen.presses("print")
    citizen.happens(StepFailed(f"printer.{fault}"))
    assert texts()["de"]("page.receipt.photograph") in notes(citizen.page)
    citizen.presses("print")
    citizen.happens(ReceiptPrinted())
    assert len(citizen.wanted(PrintReceipt)) == 2
    citizen.presses("next")
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


def test_printer_that_never_answers_does_not_hold_the_citizen() -> None:
    citizen = at_receipt()
    citizen.presses("print")
    citizen.happens(TimerExpired(Timer.STEP))
    assert texts()["de"]("failure.printer.silent.what") in notes(citizen.page)


def test_printer_broken_after_the_slip_matters_no_more() -> None:
    citizen = at_receipt()
    citizen.presses("print")
    citizen.happens(ReceiptPrinted(), DeviceChanged(DeviceKind.PRINTER, "printer.paper_out"))
    assert notes(citizen.page) == texts()["de"]("page.receipt.printed")
