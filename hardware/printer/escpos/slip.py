"""Sets a receipt as ESC/POS: town, place, title, number, rows, QR symbol, notes, cut."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hardware.printer.escpos.drawn_slip import draw_slip
from hardware.printer.escpos.letters import has_letters, printable
from hardware.printer.escpos.library import slip_builder
from hardware.printer.escpos.raster import (
    MODULE_DOTS,
    QUIET_MODULES,
    bands,
    qr_rows,
    qr_rows_or_none,
    raster,
)
from kiosk.contracts.receipts import Receipt

_LETTER_DOTS = 12  # font A is 12 x 24 dots on every printer of this family


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

    Large print, and letters that the printer lacks, are drawn as dots.
    Takes 0.2 s the first time, then milliseconds: call it in a worker thread.
    Raises ValueError when the link does not fit across the paper.
    """
    if receipt.large or receipt.rtl or not _written(receipt, paper):
        return draw_slip(receipt, paper.dots)
    setter = _Setter(paper)
    return tuple(setter.blocks(receipt))


def _written(receipt: Receipt, paper: Paper) -> bool:
    """Answer whether the printer has every letter of the slip; dashes and quotes have near ones."""
    told = (receipt.town, receipt.place, receipt.title, receipt.number, *receipt.notes)
    told += (receipt.pay_here,)
    told += tuple(text for row in receipt.rows for text in row)
    return all(has_letters(text, tuple(paper.code_pages)) for text in told)


CARD_COLUMNS = 24  # of a card terminal's receipt (ZVT)


class _Setter:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._slip: Any = slip_builder(paper.code_pages)

    def blocks(self, receipt: Receipt) -> Iterator[bytes]:
        symbol = qr_rows(receipt.link, self._paper.dots)
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
        self._feed(QUIET_MODULES * MODULE_DOTS - 8)
        yield from self._raster_blocks(symbol)
        self._feed(QUIET_MODULES * MODULE_DOTS - 8)
        for note in receipt.notes:
            self._lines(note, align="center")
            self._feed(8)
        yield from self._pay_symbol(receipt)
        if receipt.card_slip:
            self._rule()
        for line in receipt.card_slip:
            self._as_set(line)
        self._slip.cut()
        yield self._block()

    def _pay_symbol(self, receipt: Receipt) -> Iterator[bytes]:
        """Print where to pay; on narrow paper, where its symbol does not fit, the rows must do."""
        rows = qr_rows_or_none(receipt.pay, self._paper.dots)
        if rows is None:
            return
        self._rule()
        self._headline(receipt.pay_here, 1)
        self._feed(QUIET_MODULES * MODULE_DOTS - 8)
        yield self._block()
        yield from self._raster_blocks(rows)
        self._feed(QUIET_MODULES * MODULE_DOTS - 8)

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

    def _as_set(self, line: str) -> None:
        """Print a line of the card terminal's receipt as it is, in the middle where it fits."""
        columns = self._paper.columns
        margin = " " * max(0, (columns - CARD_COLUMNS) // 2)
        self._slip.text((margin + self._letters(line))[:columns] + "\n")

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
        self._slip._raw(raster([row, row]))  # noqa: SLF001
        self._feed(12)

    def _raster_blocks(self, rows: list[bytes]) -> Iterator[bytes]:
        for band in bands(rows, MODULE_DOTS):
            self._slip._raw(raster(band))  # noqa: SLF001
            yield self._block()


def _wrap(text: str, columns: int) -> list[str]:
    """Wrap into as few lines as possible, and these about equally long."""
    lines = textwrap.wrap(text, columns)
    while columns > 1 and len(closer := textwrap.wrap(text, columns - 1)) == len(lines):
        columns -= 1
        lines = closer
    return lines
