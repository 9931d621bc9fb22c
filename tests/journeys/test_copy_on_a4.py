"""A copy of the application on A4: offered where it can be printed, and never in the case's way."""

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.domain.effects import EraseSession, PrintCopy, Record
from kiosk.domain.events import (
    CardSeen,
    CopyPrinted,
    DeviceChanged,
    ReceiptPrinted,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.presentation.printout import compose_printout
from tests.journeys.saying import notes
from tests.journeys.test_printer_broken import at_receipt
from tests.terminal import NOW, texts

UNREACHABLE = DeviceChanged(DeviceKind.DOCUMENT_PRINTER, "document_printer.unreachable")


def test_without_an_a4_printer_none_is_offered() -> None:
    assert "copy" not in at_receipt(UNREACHABLE).offered()


def test_a_copy_comes_beside_the_slip() -> None:
    citizen = at_receipt()
    citizen.presses("print")
    citizen.happens(ReceiptPrinted())
    citizen.presses("copy")
    assert len(citizen.wanted(PrintCopy)) == 1
    assert citizen.page.main is None, "nobody leaves while sheets with their name come out"
    citizen.happens(CopyPrinted())
    said = notes(citizen.page)
    assert texts()["de"]("page.receipt.copied") in said
    assert texts()["de"]("page.receipt.printed") in said
    assert "copy" not in citizen.offered()
    assert Record("copy.printed") in citizen.wanted(Record)
    citizen.presses("next")
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


@pytest.mark.parametrize("fault", ["paper_out", "paper_jam", "cover_open", "toner_out"])
def test_a_copy_that_fails_is_told_and_can_be_had_again(fault: str) -> None:
    citizen = at_receipt()
    citizen.presses("copy")
    citizen.happens(StepFailed(f"document_printer.{fault}"))
    assert texts()["de"](f"failure.document_printer.{fault}.what") in notes(citizen.page)
    citizen.presses("copy")
    citizen.happens(CopyPrinted())
    assert len(citizen.wanted(PrintCopy)) == 2


def test_a_printer_that_never_ends_does_not_hold_the_citizen() -> None:
    citizen = at_receipt()
    citizen.presses("copy")
    citizen.happens(TimerExpired(Timer.STEP))
    assert citizen.page.main is not None
    told = texts()["de"]("failure.document_printer.out_of_order.what")
    assert told in notes(citizen.page)


def test_a_slip_that_fails_too_late_does_not_pass_for_the_copy() -> None:
    citizen = at_receipt()
    citizen.presses("print")
    citizen.happens(TimerExpired(Timer.STEP))
    citizen.presses("copy")
    citizen.happens(StepFailed("printer.paper_out"))
    assert citizen.page.main is None, "the sheets are still to come"
    citizen.happens(CopyPrinted())
    assert texts()["de"]("page.receipt.copied") in notes(citizen.page)


def test_the_copy_says_what_was_sent_and_keeps_it_to_itself() -> None:
    citizen = at_receipt()
    printout = compose_printout(citizen.session, texts()["de"], NOW)
    rows = dict(printout.rows)
    assert rows[texts()["de"]("page.check.name")]
    assert all(value not in repr(printout) for value in rows.values())
    assert printout.link not in repr(printout)
