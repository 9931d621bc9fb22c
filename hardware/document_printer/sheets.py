"""Sets a printout on A4 sheets and answers them as PDF, in memory only."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from kiosk.contracts.printouts import Printout

DPI = 300
WIDTH, HEIGHT = 2480, 3508  # ISO 216 A4 at 300 dpi
LEFT, RIGHT, TOP, BOTTOM = 295, 236, 295, 236  # 25 mm to punch and file, 20 mm elsewhere
_POINTS, _LARGE_POINTS = 11, 16
_LEADING = 1.4
_GAP = 24
_LABELS = 0.36  # of the width
_SYMBOL_MM = 34
_WHITE = 255


@dataclass(slots=True)
class _Sheet:
    canvas: Image.Image = field(
        default_factory=lambda: Image.new("L", (WIDTH, HEIGHT), _WHITE), repr=False
    )
    top: int = TOP


def pdf(printout: Printout) -> bytes:
    """Answer the sheets as one PDF. Takes about 0.2 s a sheet: call it in a worker thread."""
    setter = _Setter(printout)
    setter.set()
    first, *rest = [
        sheet.canvas.convert("1", dither=Image.Dither.NONE) for sheet in setter.numbered()
    ]
    out = io.BytesIO()
    first.save(out, "PDF", resolution=DPI, save_all=True, append_images=rest, title=printout.number)
    return out.getvalue()


class _Setter:
    def __init__(self, printout: Printout) -> None:
        self._printout = printout
        points = _LARGE_POINTS if printout.large else _POINTS
        self._size = round(points / 72 * DPI)
        self._sheets = [_Sheet()]

    def set(self) -> None:
        told = self._printout
        self._paragraph(told.town, 1.3, "SemiBold")
        self._paragraph(told.place)
        self._skip(3 * _GAP)
        self._paragraph(told.title, 1.9, "SemiBold")
        self._paragraph(told.number, 1.3, "SemiBold")
        self._skip(2 * _GAP)
        for label, value in told.rows:
            self._row(label, value)
        self._skip(2 * _GAP)
        self._symbol_with_notes()

    def numbered(self) -> list[_Sheet]:
        """Answer the sheets; where there are several, each says which it is."""
        if len(self._sheets) > 1:
            for number, sheet in enumerate(self._sheets, 1):
                text = f"{self._printout.number} · {number}/{len(self._sheets)}"
                self._text(sheet, HEIGHT - BOTTOM + _GAP, text, self._size, "Regular", LEFT)
        return self._sheets

    def _paragraph(self, text: str, times: float = 1, weight: str = "Regular") -> None:
        size = round(self._size * times)
        for line in wrapped(text, size, weight, WIDTH - LEFT - RIGHT):
            self._text(self._room(size), None, line, size, weight, LEFT)

    def _row(self, label: str, value: str) -> None:
        width = WIDTH - LEFT - RIGHT
        label_width = round(width * _LABELS)
        labels = list(wrapped(label, self._size, "Regular", label_width - _GAP))
        values = list(wrapped(value, self._size, "SemiBold", width - label_width))
        lines = max(len(labels), len(values))
        for index in range(lines):
            sheet = self._room(self._size)
            top = sheet.top
            if index < len(labels):
                self._text(sheet, top, labels[index], self._size, "Regular", LEFT)
            if index < len(values):
                left = LEFT + label_width
                self._text(sheet, top, values[index], self._size, "SemiBold", left)
            sheet.top = top + round(self._size * _LEADING)
        sheet = self._sheets[-1]
        pen = ImageDraw.Draw(sheet.canvas)
        rule = sheet.top + _GAP // 2
        pen.rectangle((LEFT, rule, WIDTH - RIGHT, rule + 1), fill=0)
        self._skip(_GAP + _GAP // 2)

    def _symbol_with_notes(self) -> None:
        symbol = _symbol(self._printout.link)
        sheet = self._room(symbol.height + 2 * _GAP)
        top = sheet.top
        left = WIDTH - RIGHT - symbol.width if self._printout.rtl else LEFT
        sheet.canvas.paste(symbol, (left, top))
        beside = LEFT + symbol.width + 2 * _GAP
        for note in self._printout.notes:
            for line in wrapped(note, self._size, "Regular", WIDTH - RIGHT - beside):
                self._text(self._room(self._size), None, line, self._size, "Regular", beside)
            self._skip(_GAP)
        sheet.top = max(sheet.top, top + symbol.height + _GAP)

    def _skip(self, dots: int) -> None:
        self._sheets[-1].top += dots

    def _room(self, height: int) -> _Sheet:
        """Answer the sheet that has room for `height` dots more: the last one, or a new one."""
        if self._sheets[-1].top + height > HEIGHT - BOTTOM:
            self._sheets.append(_Sheet())
        return self._sheets[-1]

    def _text(
        self, sheet: _Sheet, top: int | None, text: str, size: int, weight: str, left: int
    ) -> None:
        """Draw at `left`, mirrored where the language is; without `top` on the next line."""
        font = _font(weight, size)
        rtl = self._printout.rtl
        if rtl:
            left = WIDTH - RIGHT - (left - LEFT) - math.ceil(font.getlength(text))
        at = sheet.top if top is None else top
        pen = ImageDraw.Draw(sheet.canvas)
        pen.text((left, at), text, font=font, fill=0, direction="rtl" if rtl else "ltr")
        if top is None:
            sheet.top += round(size * _LEADING)


def wrapped(text: str, size: int, weight: str, width: int) -> Iterator[str]:
    """Yield the lines; a word wider than a line is parted. Blank text is one empty line."""
    font = _font(weight, size)
    line = ""
    for word in text.split() or [""]:
        for piece in _pieces(word, font, width):
            longer = f"{line} {piece}" if line else piece
            if line and font.getlength(longer) > width:
                yield line
                longer = piece
            line = longer
    yield line


def _pieces(word: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and font.getlength(piece + letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _symbol(link: str) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(link.encode())
    matrix = code.get_matrix()
    small = Image.new("L", (len(matrix), len(matrix)), _WHITE)
    small.putdata([0 if dark else _WHITE for row in matrix for dark in row])
    dots = max(4, round(_SYMBOL_MM / 25.4 * DPI / len(matrix)))
    side = len(matrix) * dots
    return small.resize((side, side), Image.Resampling.NEAREST)


@lru_cache(maxsize=16)
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("config") / "fonts" / f"KioskSans-{weight}.ttf") as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
