"""Sets a receipt as ESC/POS: town, place, title, number, rows, QR symbol, notes, cut."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from hardware.printer.escpos.letters import printable
from hardware.printer.escpos.library import slip_builder
from kiosk.contracts.receipts import Receipt

_LETTER_DOTS = 12  # font A is 12 x 24 dots on every printer of this family
_MODULE_DOTS = 8  # of the QR symbol: 1 mm at 203 dpi, and one byte of raster
_QUIET_MODULES = 4  # ISO/IEC 18004, 9.1
_BLOCK_BYTES = 1800


@dataclass(frozen=True, slots=True)
class Paper:
    """What can be printed: `dots` across, and the code pages by name and number (ESC t)."""

    dots: int
    code_pages: Mapping[str, int]

    @property
    def columns(self) -> int:
        return self.dots // _LETTER_DOTS


def set_slip(receipt: Receipt, paper: Paper) -> tuple[bytes, ...]:
    """Answer the slip as blocks of whole commands, between which a printer's state can be asked.

    Takes 0.2 s the first time, then milliseconds: call it in a worker thread.
    Raises ValueError when the link does not fit across the paper.
    """
    setter = _Setter(paper)
    return tuple(setter.blocks(receipt))


class _Setter:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._slip: Any = slip_builder(paper.code_pages)

    def blocks(self, receipt: Receipt) -> Iterator[bytes]:
        symbol = _qr_rows(receipt.link, self._paper.dots // _MODULE_DOTS)
        self._slip.hw("init")
        self._headline(receipt.town, 2)
        self._lines(receipt.place, align="center")
        self._rule()
        self._headline(receipt.title, 2)
        self._headline(receipt.number, 3)
        self._rule()
        yield self._block()
        for label, value in receipt.rows:
            self._row(label, value)
        self._rule()
        yield self._block()
        self._feed(_QUIET_MODULES * _MODULE_DOTS - 8)
        yield from self._raster_blocks(symbol)
        self._feed(_QUIET_MODULES * _MODULE_DOTS - 8)
        for note in receipt.notes:
            self._lines(note, align="center")
            self._feed(8)
        self._slip.cut()
        yield self._block()

    def _block(self) -> bytes:
        data: bytes = self._slip.output
        self._slip.clear()
        return data

    def _headline(self, text: str, size: int) -> None:
        """Set `text` bold and centred, as much larger than a line of text as it fits."""
        letters = self._letters(text)
        while size > 1 and len(letters) * size > self._paper.columns:
            size -= 1
        tall = max(size, 2)  # a long one gets narrow letters rather than small ones
        self._feed(12)
        self._slip.set(align="center", bold=True, custom_size=True, width=size, height=tall)
        for line in _wrap(letters, self._paper.columns // size):
            self._slip.text(line + "\n")
        self._slip.set(align="left", bold=False, custom_size=True, width=1, height=1)

    def _row(self, label: str, value: str) -> None:
        columns = self._paper.columns
        name, told = self._letters(label), self._letters(value)
        if columns - len(name) >= columns // 2:
            lines = _wrap(told, columns - len(name) - 2)
        else:
            self._lines(label)
            name, lines = "", _wrap(told, columns - 4)
        for line in lines:
            self._slip.text(name + " " * (columns - len(name) - len(line)))
            self._bold(line)
            name = ""

    def _bold(self, text: str) -> None:
        self._slip.set(bold=True)
        self._slip.text(text + "\n")
        self._slip.set(bold=False)

    def _lines(self, text: str, align: str = "left") -> None:
        self._slip.set(align=align)
        for line in _wrap(self._letters(text), self._paper.columns):
            self._slip.text(line + "\n")
        self._slip.set(align="left")

    def _letters(self, text: str) -> str:
        encoder = self._slip.magic.encoder
        return printable(
            text, lambda letter: any(encoder.can_encode(p, letter) for p in self._paper.code_pages)
        )

    def _feed(self, dots: int) -> None:
        self._slip._raw(b"\x1bJ" + bytes((dots,)))  # noqa: SLF001 - the library's way out for what it has no name for (ESC J)

    def _rule(self) -> None:
        self._feed(12)
        row = b"\xff" * (self._paper.dots // 8)
        self._slip._raw(_raster(len(row), [row, row]))  # noqa: SLF001
        self._feed(12)

    def _raster_blocks(self, rows: list[bytes]) -> Iterator[bytes]:
        together = _MODULE_DOTS * max(1, _BLOCK_BYTES // (_MODULE_DOTS * len(rows[0])))
        for first in range(0, len(rows), together):
            band = rows[first : first + together]
            self._slip._raw(_raster(len(band[0]), band))  # noqa: SLF001
            yield self._block()


def _wrap(text: str, columns: int) -> list[str]:
    """Wrap into as few lines as possible, and these about equally long."""
    lines = textwrap.wrap(text, columns)
    while columns > 1 and len(closer := textwrap.wrap(text, columns - 1)) == len(lines):
        columns -= 1
        lines = closer
    return lines


def _raster(row_bytes: int, rows: list[bytes]) -> bytes:
    """Answer GS v 0: the one way to print dots that old, new and cheap printers share.

    Printers without the native QR command (GS ( k) print its data as a line of text instead.
    """
    head = b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return head + b"".join(rows)


def _qr_rows(link: str, across: int) -> list[bytes]:
    """Answer the symbol's dots, centred among `across` modules.

    A module is a byte wide, so the data are only 00 and FF: in no symbol can they hold the bytes
    10 04, 10 05 or 10 14, which a printer obeys even in the middle of a picture.
    """
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    symbol.add_data(link.encode())
    matrix = symbol.get_matrix()
    if len(matrix) + 2 * _QUIET_MODULES > across:
        raise ValueError(
            f"The link makes a symbol of {len(matrix)} modules; "
            f"{across - 2 * _QUIET_MODULES} fit across the paper."
        )
    margin = b"\x00" * ((across - len(matrix)) // 2)
    rows = []
    for line in matrix:
        row = margin + bytes(0xFF if dark else 0x00 for dark in line)
        rows += [row] * _MODULE_DOTS
    return rows
