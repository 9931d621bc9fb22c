"""Draws what a print head printed as a picture of the slip: 80 mm thermal paper at 8 dots a millimetre."""

import io
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from hardware.printer.thermal.print_head import LETTER_HEIGHT, LETTER_WIDTH, Dots, Line, Row, Style

_FONT = Path(__file__).parent / "fonts" / "ReceiptMono.ttf"
_MARGIN = 32  # dots left and right that no print head reaches: 4 mm
_PAPER = (250, 248, 243)
_INK = (38, 34, 42)
_FINE = 4  # letters are drawn this much larger, then their dots are decided
_FONT_SIZE = 19.9  # advances 12 dots


def draw(rows: Iterable[Row], dots: int) -> bytes:
    """Answer the slip as PNG: `dots` printable plus the margins wide, as long as the rows are."""
    placed = list(rows)
    height = sum(row.height for row in placed)
    mask = Image.new("L", (dots, max(height, 1)))
    top = 0
    for row in placed:
        if isinstance(row, Line):
            _draw_line(mask, row, top)
        elif isinstance(row, Dots):
            _draw_dots(mask, row, top)
        top += row.height
    out = io.BytesIO()
    _burn(mask).save(out, "PNG")
    return out.getvalue()


def _draw_line(mask: Image.Image, line: Line, top: int) -> None:
    width = sum(LETTER_WIDTH * style.width for _, style in line.letters)
    left = _left(mask.width, width, line.align)
    foot = top + max(LETTER_HEIGHT * style.height for _, style in line.letters)
    for letter, style in line.letters:
        glyph = _glyph(letter, style)
        mask.paste(255, (left, foot - glyph.height), glyph)
        if style.underlined:
            ImageDraw.Draw(mask).rectangle((left, foot - 2, left + glyph.width - 1, foot - 1), 255)
        left += glyph.width


def _draw_dots(mask: Image.Image, dots: Dots, top: int) -> None:
    picture = dots.picture
    if not picture.height:
        return
    size = (picture.row_bytes * 8, picture.height)
    bits = Image.frombytes("1", size, picture.data)
    mask.paste(255, (_left(mask.width, size[0], dots.align), top), bits)


def _left(across: int, width: int, align: int) -> int:
    return max(0, (0, (across - width) // 2, across - width)[min(align, 2)])


@cache
def _glyph(letter: str, style: Style) -> Image.Image:
    """Answer a letter's dots: either burnt or not, as the head has no grey."""
    high = LETTER_HEIGHT * style.height
    big = Image.new("L", (LETTER_WIDTH * style.height * _FINE, high * _FINE))
    font = _font(_FONT_SIZE * style.height * _FINE)
    weight = style.height * _FINE // 2 if style.bold else 0
    ImageDraw.Draw(big).text(
        (-weight // 2, high * _FINE * 0.79), letter, 255, font, anchor="ls", stroke_width=weight / 2
    )
    small = big.resize((LETTER_WIDTH * style.width, high), Image.Resampling.BOX)
    return small.point(lambda grey: 255 if grey > 110 else 0).convert("1")  # noqa: PLR2004 - a little over half, as heat spreads


@cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size)


def _burn(mask: Image.Image) -> Image.Image:
    """Answer ink on paper: dots bleed a little, and paper off a roll bends away at its ends."""
    heat = Image.new("L", (mask.width + 2 * _MARGIN, mask.height + 2 * _MARGIN))
    heat.paste(mask, (_MARGIN, _MARGIN))
    heat = heat.filter(ImageFilter.GaussianBlur(0.45))
    curl = (
        Image.linear_gradient("L").point(lambda level: 14 * math.exp(-level / 14)).resize(heat.size)
    )
    shade = ImageChops.add(curl, curl.transpose(Image.Transpose.FLIP_TOP_BOTTOM))
    paper = ImageChops.subtract(
        Image.new("RGB", heat.size, _PAPER), Image.merge("RGB", [shade] * 3)
    )
    return Image.composite(Image.new("RGB", heat.size, _INK), paper, heat)
