"""Draws a receipt as dots: large print, and every script that the printer's own letters lack."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Literal

from hardware.printer.escpos.raster import (
    MODULE_DOTS,
    QUIET_MODULES,
    bands,
    harmless,
    qr_rows,
    qr_rows_or_none,
    raster,
)
from kiosk.contracts.receipts import Receipt

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_START = b"\x1b@"  # ESC @: whatever the slip before left behind is forgotten
_CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the cutter and cut
_LETTERS = 27  # dots: about as high as font A, 3.4 mm at 203 dpi
_LARGE_LETTERS = 46  # 16 points, the least that counts as large print
_LEADING = 1.3  # of the letters' height; DIN 1450 asks for 1.2 and more
_SPACE = 14
_WHITE = 255

Weight = Literal["Regular", "SemiBold"]
Align = Literal["start", "end", "center"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, `size` dots high, `top` dots below the beginning of its part."""

    text: str
    size: int
    weight: Weight
    align: Align
    top: int


@dataclass(frozen=True, slots=True)
class Part:
    """What stands above or below the QR symbol."""

    lines: tuple[Line, ...]
    rules: tuple[int, ...]
    height: int


def draw_slip(receipt: Receipt, dots: int) -> tuple[bytes, ...]:
    """Answer the slip as blocks of whole commands. Takes about 50 ms: call it in a worker thread.

    Raises ValueError when the link does not fit across the paper.
    """
    symbol = qr_rows(receipt.link, dots)
    quiet = [bytes(dots // 8)] * (QUIET_MODULES * MODULE_DOTS)
    above, below, end = lay_out(receipt, dots)
    rows = [
        *_drawn(above, dots, rtl=receipt.rtl),
        *quiet,
        *symbol,
        *quiet,
        *_drawn(below, dots, rtl=receipt.rtl),
    ]
    pay = qr_rows_or_none(receipt.pay, dots)
    if pay is not None:
        rows += [*quiet, *pay, *quiet]
    rows += _drawn(end, dots, rtl=receipt.rtl)
    return (_START, *(raster(band) for band in bands(rows, MODULE_DOTS)), _CUT)


def lay_out(receipt: Receipt, dots: int) -> tuple[Part, Part, Part]:
    """Answer what stands above the symbol, below it, and at the end; each line within `dots` across.

    The end is the card terminal's own slip.
    """
    size = _LARGE_LETTERS if receipt.large else _LETTERS
    above = _Column(dots, size)
    above.add(receipt.town, "SemiBold", "center", 1.5)
    above.add(receipt.place, align="center")
    above.rule()
    above.add(receipt.title, "SemiBold", "center", 1.5)
    above.add(receipt.number, "SemiBold", "center", 2.2)
    above.rule()
    for label, value in receipt.rows:
        above.row(label, value)
    above.rule()
    below = _Column(dots, size)
    for note in receipt.notes:
        below.add(note, align="center")
        below.skip(_SPACE)
    if receipt.card_slip:
        below.rule()
    for line in receipt.card_slip:
        # What the card terminal keeps apart by blanks is label and value.
        label, _, value = line.strip().partition("  ")
        if value:
            below.row(label, value.strip())
        elif label:
            below.add(label, align="center")
    if qr_rows_or_none(receipt.pay, dots) is not None:
        below.rule()
        below.add(receipt.pay_here, "SemiBold", "center")
    end = _Column(dots, size)
    if receipt.card_slip:
        end.rule()
    for line in receipt.card_slip:
        end.add(line)
    return above.part(), below.part(), end.part()


class _Column:
    """Stacks lines of text, wrapped where they would leave the paper."""

    def __init__(self, dots: int, size: int) -> None:
        self._dots = dots
        self._size = size
        self._lines: list[Line] = []
        self._rules: list[int] = []
        self._top = 0

    def part(self) -> Part:
        return Part(tuple(self._lines), tuple(self._rules), self._top)

    def skip(self, dots: int) -> None:
        self._top += dots

    def rule(self) -> None:
        self.skip(_SPACE)
        self._rules.append(self._top)
        self.skip(_SPACE)

    def add(
        self, text: str, weight: Weight = "Regular", align: Align = "start", times: float = 1
    ) -> None:
        size = round(self._size * times)
        while size > self._size and max(self._widths(text.split(), size, weight)) > self._dots:
            size -= 1
        for line in self._wrapped(text, size, weight):
            self._lines.append(Line(line, size, weight, align, self._top))
            self.skip(round(size * _LEADING))

    def row(self, label: str, value: str) -> None:
        """Set label and value on one line if they fit, else the value below its label."""
        label_width = _width(label, self._size, "Regular")
        value_width = _width(value, self._size, "SemiBold")
        self.add(label)
        if label_width + value_width + 2 * _SPACE <= self._dots:
            self._top = self._lines[-1].top
        self.add(value, "SemiBold", "end")

    def _wrapped(self, text: str, size: int, weight: Weight) -> Iterator[str]:
        line = ""
        for word in self._words(text, size, weight):
            longer = f"{line} {word}" if line else word
            if line and _width(longer, size, weight) > self._dots:
                yield line
                longer = word
            line = longer
        yield line

    def _words(self, text: str, size: int, weight: Weight) -> Iterator[str]:
        """Yield the words; one that is wider than the paper in pieces."""
        for word in text.split():
            piece = ""
            for letter in word:
                if piece and _width(piece + letter, size, weight) > self._dots:
                    yield piece
                    piece = ""
                piece += letter
            yield piece

    def _widths(self, words: list[str], size: int, weight: Weight) -> list[int]:
        return [_width(word, size, weight) for word in words] or [0]


def _drawn(part: Part, dots: int, *, rtl: bool) -> Iterator[bytes]:
    if not part.height:
        return
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only a slip that is drawn pays for Pillow

    canvas = Image.new("L", (dots, part.height), _WHITE)
    pen = ImageDraw.Draw(canvas)
    for top in part.rules:
        pen.rectangle((0, top, dots, top + 1), fill=0)
    for line in part.lines:
        left = _left(line, dots, rtl=rtl)
        font = _font(line.weight, line.size)
        pen.text((left, line.top), line.text, font=font, fill=0, direction="rtl" if rtl else "ltr")
    data = canvas.point(lambda value: _WHITE - value).convert("1", dither=Image.Dither.NONE)
    across = dots // 8
    inked = data.tobytes()
    before = 0
    for start in range(0, len(inked), across):
        row = harmless(inked[start : start + across], before)
        before = row[-1]
        yield row


def _left(line: Line, dots: int, *, rtl: bool) -> int:
    free = dots - _width(line.text, line.size, line.weight)
    if line.align == "center":
        return free // 2
    return free if (line.align == "end") is not rtl else 0


def _width(text: str, size: int, weight: Weight) -> int:
    return math.ceil(_font(weight, size).getlength(text))


@lru_cache(maxsize=16)
def _font(weight: Weight, size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415

    with as_file(files("config") / "fonts" / f"KioskSans-{weight}.ttf") as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
