"""Paints the "Außer Betrieb" pictures: `python -m kiosk.supervisor.paint_out_of_service`.

Run by whoever changes words or looks; the pictures are shipped, so that a terminal in trouble has
nothing to paint. Sizes in pixels at 0.277 mm; the smallest text is 0.7° high at 60 cm.
"""

import struct
import sys
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

CONFIG = Path(__file__).resolve().parents[2] / "config"
PICTURES = CONFIG / "out_of_service"
COLOURS = 64
WARNING, ID_CARD = "\ue4e0", "\ue2c8"

PAPER, INK, SOFT, LINE = "#F7F5F0", "#14212B", "#44525C", "#D9D4C9"
TINT, ACCENT, SUN = "#E3EFEF", "#004B57", "#FFC53D"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things stand: one column upright, two columns across."""

    width: int
    height: int
    margin: int
    column: int
    top: int
    second_left: int
    second_top: int
    title: int
    card: int


PORTRAIT = Sheet(1080, 1920, 72, 936, 88, 72, 1020, 132, 46)
LANDSCAPE = Sheet(1920, 1080, 96, 832, 116, 992, 116, 122, 41)


class Painter:
    def __init__(self, sheet: Sheet, words: dict[str, Any]) -> None:
        self.words = words
        self.sheet = sheet
        self.image = Image.new("RGB", (sheet.width, sheet.height), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def text(self, left: int, top: int, words: str, size: int, colour: str, **look: str) -> int:
        """Draw words, wrapped to the column; answer where the next line may begin."""
        font = face(look.get("weight", "Regular"), size)
        for line in wrapped(words, font, self.sheet.column):
            self.draw.text((left, top), line, colour, font)
            top += round(size * 1.28)
        return top

    def icon(self, centre: tuple[int, int], sign: str, size: int, colour: str) -> None:
        """Draw the sign so that its ink, not its box, is centred."""
        font = ImageFont.truetype(str(CONFIG / "fonts" / "KioskIcons-Fill.ttf"), size)
        stencil = Image.new("L", (size * 2, size * 2))
        ImageDraw.Draw(stencil).text((size // 2, size // 2), sign, 255, font)
        ink = stencil.crop(stencil.getbbox())
        self.image.paste(colour, (centre[0] - ink.width // 2, centre[1] - ink.height // 2), ink)

    def whats_wrong(self) -> None:
        """Draw the sign and both titles."""
        left, top = self.sheet.margin, self.sheet.top
        self.draw.rounded_rectangle((left, top, left + 200, top + 200), 28, fill=TINT)
        self.icon((left + 100, top + 96), WARNING, 144, ACCENT)
        top += 200 + 40
        top = self.text(left, top, self.words["title"], self.sheet.title, INK, weight="SemiBold")
        top = self.text(left, top, self.words["title_english"], 76, ACCENT, weight="Medium") + 40
        for sentence in self.words["body"]:
            top = self.text(left, top, sentence, 43, INK) + 12

    def what_to_do(self) -> None:
        """Draw the banner that nobody may miss, the same in English, and the other languages."""
        left, top = self.sheet.second_left, self.sheet.second_top
        right = left + self.sheet.column
        self.draw.rounded_rectangle((left, top, right, top + 200), 28, fill=SUN)
        self.icon((left + 94, top + 100), ID_CARD, 108, INK)
        beside, size = left + 180, self.sheet.card
        self.text(beside, top + 34, self.words["card"], size, INK, weight="SemiBold")
        self.text(beside, top + 104, self.words["card_english"], 41, INK)
        top += 200 + 44
        for sentence in self.words["body_english"]:
            top = self.text(left, top, sentence, 43, SOFT) + 12
        top += 24
        self.draw.line((left, top, right, top), LINE, 3)
        self.list_others(left, top + 32)

    def list_others(self, left: int, top: int) -> None:
        font = face("Regular", 41)
        half = self.sheet.column // 2
        for index, words in enumerate(self.words["elsewhere"]):
            at = (left + index % 2 * half, top + index // 2 * 62)
            self.draw.text(at, words, SOFT, font)


def face(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(CONFIG / "fonts" / f"KioskSans-{weight}.ttf"), size)


def wrapped(words: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def paint(sheet: Sheet) -> Image.Image:
    """Answer the picture with a palette of COLOURS."""
    words = tomllib.loads((PICTURES / "words.toml").read_text("utf-8"))
    painter = Painter(sheet, words)
    painter.whats_wrong()
    painter.what_to_do()
    return painter.image.quantize(COLOURS, dither=Image.Dither.NONE)


def encoded(picture: Image.Image) -> bytes:
    """Answer an indexed PNG whose lines are all unfiltered: the least that a reader must know."""
    width, height = picture.size
    palette = bytes(picture.getpalette() or ())[: COLOURS * 3]
    indices = picture.tobytes()
    lines = b"".join(
        b"\0" + indices[start : start + width] for start in range(0, len(indices), width)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def main() -> int:
    for name, sheet in (("portrait", PORTRAIT), ("landscape", LANDSCAPE)):
        (PICTURES / f"{name}.png").write_bytes(encoded(paint(sheet)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
