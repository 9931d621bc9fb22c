"""ESC/POS bytes: what is asked of a receipt printer, and what its answers mean.

Source: Epson, ESC/POS Command Reference (DLE EOT, DLE ENQ, DLE DC4, GS r, GS ( H). An answer is told
apart by its fixed bits; whatever fits none of them is noise and never a good state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from hardware.printer import PrinterFault, PrinterStatus


class Ask(IntEnum):
    """The real-time status requests, DLE EOT n."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


CLEAR_BUFFERS = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")  # DLE DC4 fn 8
RECOVER = b"\x10\x05\x02"  # DLE ENQ 2: out of the error state, buffers cleared
ASK_PAPER_SENSOR = b"\x1dr\x01"  # GS r 1: answered in order, when its turn in the buffer comes
NO_PUSHED_STATUS = b"\x1da\x00"  # GS a 0
CUT_HERE = b"\x1dVB\x00"  # GS V 66 0: feed to the cutter and cut
_BLOCK = 0x37  # header of the answers that end with NUL
_PROCESS_ID, _CLEARED = 0x22, 0x25  # identifiers after it
_LONGEST_BLOCK = 80
_STATUS_BITS, _STATUS = 0x93, 0x12  # the fixed bits of DLE EOT's answer
_SENSOR_BITS, _SENSOR = 0x90, 0x00  # and of GS r's


def ask_status(which: Ask) -> bytes:
    return bytes((0x10, 0x04, which))


def ask_process_id(serial: str) -> bytes:
    """Answer GS ( H fn 48: the printer names `serial` (4 ASCII characters) once all before is on paper."""
    return b"\x1d(H\x06\x00\x30\x30" + serial.encode("ascii")


@dataclass(frozen=True, slots=True)
class StatusByte:
    """The answer to DLE EOT n."""

    value: int


@dataclass(frozen=True, slots=True)
class PaperSensor:
    """The answer to GS r 1."""

    value: int


@dataclass(frozen=True, slots=True)
class ProcessId:
    """The answer to GS ( H fn 48."""

    serial: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The answer to DLE DC4 fn 8."""


Answer = StatusByte | PaperSensor | ProcessId | Cleared


class AnswerReader:
    """Turns the printer's bytes into answers, however the network cut them."""

    def __init__(self) -> None:
        self._block = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        answers: list[Answer] = []
        for byte in data:
            answer = self._next(byte)
            if answer is not None:
                answers.append(answer)
        return answers

    def _next(self, byte: int) -> Answer | None:
        if self._block:
            self._block.append(byte)
            if byte != 0 and len(self._block) < _LONGEST_BLOCK:
                return None
            block, self._block = bytes(self._block), bytearray()
            return _read_block(block)
        if byte == _BLOCK:
            self._block.append(byte)
            return None
        if byte & _STATUS_BITS == _STATUS:
            return StatusByte(byte)
        if byte & _SENSOR_BITS == _SENSOR:
            return PaperSensor(byte)
        return None


def _read_block(block: bytes) -> Answer | None:
    if block == bytes((_BLOCK, _CLEARED, 0)):
        return Cleared()
    if len(block) == 7 and block[1] == _PROCESS_ID and block[2:6].isascii():  # noqa: PLR2004 - header, identifier, four characters, NUL
        return ProcessId(block[2:6].decode("ascii"))
    return None


def is_offline(printer: int) -> bool:
    """Answer whether the status byte of `Ask.PRINTER` says that nothing will be printed now."""
    return bool(printer & 0x08)


def read_condition(answers: Mapping[Ask, int]) -> PrinterStatus:
    """Answer the condition that the four status bytes mean, the likeliest cause first.

    The cover comes before the paper: an open cover lifts the paper off its sensor.
    """
    low = bool(answers[Ask.PAPER] & 0x0C)
    return PrinterStatus(fault=_fault(answers), paper_low=low)


def _fault(answers: Mapping[Ask, int]) -> PrinterFault | None:
    cause, error, paper = answers[Ask.OFFLINE_CAUSE], answers[Ask.ERROR_CAUSE], answers[Ask.PAPER]
    if cause & 0x04:
        return PrinterFault.COVER_OPEN
    if paper & 0x60 or cause & 0x20:
        return PrinterFault.PAPER_OUT
    if error & 0x08:
        return PrinterFault.CUTTER_JAM
    if error & 0x60 or cause & 0x40 or is_offline(answers[Ask.PRINTER]):
        return PrinterFault.OUT_OF_ORDER
    return None
