"""ESC/POS answers: told apart by their fixed bits, however they are cut; and what they mean."""

import pytest

from hardware.printer import PrinterFault, PrinterStatus
from hardware.printer.escpos.proto import (
    AnswerReader,
    Ask,
    Cleared,
    PaperSensor,
    ProcessId,
    StatusByte,
    ask_process_id,
    ask_status,
    read_condition,
)

WELL = dict.fromkeys(Ask, 0x12)


def test_requests_are_the_bytes_of_the_reference() -> None:
    assert [ask_status(which) for which in Ask] == [
        b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"
    ]  # fmt: skip
    assert ask_process_id("0042") == bytes.fromhex("1d2848060030303030 3432")


@pytest.mark.parametrize("cut", range(13))
def test_answers_are_read_however_they_are_cut(cut: int) -> None:
    reader = AnswerReader()
    stream = b"\x12" + b"\x37\x220042\x00" + b"\x37\x25\x00" + b"\x03" + b"\x1a"
    answers = reader.feed(stream[:cut]) + reader.feed(stream[cut:])
    assert answers == [
        StatusByte(0x12), ProcessId("0042"), Cleared(), PaperSensor(0x03), StatusByte(0x1A)
    ]  # fmt: skip


@pytest.mark.parametrize("noise", [b"\xff", b"\x90", b"\x13", b"\x37\x70\x40\x00", b"\x37" * 81])
def test_noise_is_no_answer(noise: bytes) -> None:
    assert AnswerReader().feed(noise) == []


def test_an_endless_answer_is_given_up() -> None:
    reader = AnswerReader()
    assert reader.feed(b"\x37" + b"A" * 79 + b"\x12") == [StatusByte(0x12)]


@pytest.mark.parametrize(
    ("ask", "bits", "fault"),
    [
        (Ask.PRINTER, 0x08, PrinterFault.OUT_OF_ORDER),
        (Ask.OFFLINE_CAUSE, 0x04, PrinterFault.COVER_OPEN),
        (Ask.OFFLINE_CAUSE, 0x20, PrinterFault.PAPER_OUT),
        (Ask.OFFLINE_CAUSE, 0x40, PrinterFault.OUT_OF_ORDER),
        (Ask.ERROR_CAUSE, 0x08, PrinterFault.CUTTER_JAM),
        (Ask.ERROR_CAUSE, 0x20, PrinterFault.OUT_OF_ORDER),
        (Ask.ERROR_CAUSE, 0x40, PrinterFault.OUT_OF_ORDER),
        (Ask.PAPER, 0x60, PrinterFault.PAPER_OUT),
    ],
)
def test_each_bit_means_its_fault(ask: Ask, bits: int, fault: PrinterFault) -> None:
    assert read_condition(WELL | {ask: 0x12 | bits}).fault is fault


def test_nothing_set_is_well() -> None:
    assert read_condition(WELL) == PrinterStatus()


def test_near_end_is_low_and_no_fault() -> None:
    assert read_condition(WELL | {Ask.PAPER: 0x1E}) == PrinterStatus(paper_low=True)


def test_an_open_cover_is_named_before_the_paper_it_lifts() -> None:
    answers = WELL | {Ask.PRINTER: 0x1A, Ask.OFFLINE_CAUSE: 0x36, Ask.PAPER: 0x72}
    assert read_condition(answers).fault is PrinterFault.COVER_OPEN
