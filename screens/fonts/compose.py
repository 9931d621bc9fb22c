"""Draws the letters of DIN 91379 that Plex lacks out of Plex's own letters and marks.

A letter from another typeface inside a name looks like a mistake; a composed one does not.
Coordinates are font units, 1000 to the em.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from fontTools.misc.transform import Transform
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

_X_HEIGHT = 516
_BESIDE = {0x0315, 0x031B}  # comma above right, horn: at the right shoulder, they widen the letter
_BELOW = {0x0323, 0x0325, 0x0326, 0x0327, 0x0328, 0x032E, 0x0331}
_DOUBLE_BELOW = "\u035f"
_GAP = 55  # between a letter and a mark stacked on it
_ASCENDER_STEM = {
    "h": 0.12,
    "k": 0.12,
    "b": 0.12,
    "d": 0.88,
}  # where a mark over the stem is centred
_BARRED = {"Ɨ": ("I", 0.5), "ɨ": ("i", 0.35), "Ǥ": ("G", 0.28), "ǥ": ("g", 0.02)}


@dataclass(frozen=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class LetterComposer:
    """Adds glyphs to one font; `sequences` afterwards says which mark sequences became ligatures."""

    def __init__(self, font: TTFont, cap_height: int = 698) -> None:
        self._font = font
        self._cap_height = cap_height
        self.sequences: dict[tuple[str, ...], str] = {}
        self._add_missing_marks()

    def add(self, letters: Iterable[str]) -> None:
        """Compose each letter (NFC, one code point or a sequence) that has no glyph yet."""
        # The simpler first: what has two marks is made from what has one.
        for letter in sorted(
            letters, key=lambda one: (len(unicodedata.normalize("NFD", one)), one)
        ):
            if len(letter) == 1 and ord(letter) in self._cmap:
                continue
            if letter in _BARRED:
                self._add_barred(letter)
            elif _DOUBLE_BELOW in letter:
                self._add_double(letter)
            elif unicodedata.normalize("NFD", letter) != letter or len(letter) > 1:
                self._compose(letter)

    @property
    def _cmap(self) -> dict[int, str]:
        cmap: dict[int, str] = self._font.getBestCmap()
        return cmap

    def _box(self, name: str) -> _Box:
        glyph = self._font["glyf"][name]
        glyph.recalcBounds(self._font["glyf"])
        return _Box(glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)

    def _put(
        self, name: str, parts: list[tuple[str, Transform]], width: float, code: int | None = None
    ) -> None:
        pen = TTGlyphPen(self._font["glyf"].glyphs)
        for part, transform in parts:
            pen.addComponent(part, tuple(transform))
        glyph = pen.glyph()
        self._font.setGlyphOrder([*self._font.getGlyphOrder(), name])
        self._font["glyf"][name] = glyph
        glyph.recalcBounds(self._font["glyf"])
        self._font["hmtx"][name] = (round(width), round(glyph.xMin))
        if code is not None:
            for table in self._font["cmap"].tables:
                if table.isUnicode() and (code < 0x10000 or table.format == 12):  # noqa: PLR2004 - BMP
                    table.cmap[code] = name

    def _add_missing_marks(self) -> None:
        """Make marks that Plex lacks, from those it has: lowered, turned over, or as a plain bar."""
        pen = TTGlyphPen(None)
        bar = self._box("hyphen")
        thickness = bar.top - bar.bottom
        pen.moveTo((0, 0))
        for point in ((0, thickness), (1000, thickness), (1000, 0)):
            pen.lineTo(point)
        pen.closePath()
        self._font.setGlyphOrder([*self._font.getGlyphOrder(), "kiosk.bar"])
        self._font["glyf"]["kiosk.bar"] = pen.glyph()
        self._font["hmtx"]["kiosk.bar"] = (1000, 0)
        down = Transform()
        ring, macron, breve = (self._box(n) for n in ("uni030A", "uni0304", "uni0306"))
        marks = {
            0x0325: [("uni030A", down.translate(0, -60 - ring.top))],
            0x0331: [("uni0304", down.translate(0, -90 - macron.top))],
            0x032E: [("uni0306", down.translate(0, -60 - breve.top))],
            0x0311: [("uni0306", Transform(1, 0, 0, -1, 0, breve.top + breve.bottom))],
            0x030D: [("kiosk.bar", Transform(0, 0.19, -1, 0, thickness / 2, 580))],
            0x0310: [
                ("uni0306", down),
                ("uni0307", Transform(0.8, 0, 0, 0.8, 0, breve.top - 0.8 * 616 + 24)),
            ],
            0x035F: [("kiosk.bar", Transform(0.9, 0, 0, 0.75, -450, -150))],
        }
        for code, parts in marks.items():
            if code not in self._cmap:
                self._put(f"uni{code:04X}", parts, 0, code)

    def _compose(self, letter: str) -> None:
        decomposed = unicodedata.normalize("NFD", letter)
        start = max(
            size
            for size in range(1, len(decomposed))
            if len(unicodedata.normalize("NFC", decomposed[:size])) == 1
            and ord(unicodedata.normalize("NFC", decomposed[:size])) in self._cmap
        )
        root = unicodedata.normalize("NFC", decomposed[:start])
        names = [self._cmap[ord(root)]]
        name, width = names[0], self._font["hmtx"][names[0]][0]
        for index, mark in enumerate(decomposed[start:]):
            names.append(self._cmap[ord(mark)])
            last = start + index + 1 == len(decomposed)
            known = self.sequences.get(tuple(names))
            code = ord(letter) if last and len(letter) == 1 else None
            step = f"uni{code:04X}" if code else "_".join(names)
            if known is None:
                width = self._add_mark(name, mark, root, width, step, code)
                self.sequences[tuple(names)] = step
            name = known or step
        if len(letter) > 1:  # the shaper meets the letter composed as far as Unicode goes
            self.sequences[tuple(self._cmap[ord(c)] for c in letter)] = name

    def _add_mark(
        self, base: str, mark: str, root: str, width: float, step: str, code: int | None
    ) -> float:
        body, root_body = self._box(base), self._box(self._cmap[ord(root)])
        glyph = self._cmap[ord(mark)]
        kind = ord(mark)
        tall = root_body.top > _X_HEIGHT + 60
        if kind not in _BELOW | _BESIDE and tall:
            plain = self._font["glyf"][glyph]
            inner = plain.components[0].glyphName if plain.isComposite() else glyph
            glyph = next(
                (n for n in (f"{inner}.case", f"{glyph}.case") if n in self._font["glyf"].glyphs),
                glyph,
            )
        shape = self._box(glyph)
        if kind in _BESIDE:
            dx = body.right - shape.left + (10 if kind == 0x0315 else -70)  # noqa: PLR2004 - comma
            dy = max(0, body.top - 30 - shape.top) if tall else 0
            width = max(width, shape.right + dx + 20)
        elif kind in _BELOW:
            dx = body.middle - shape.middle
            dy = min(0, body.bottom - shape.top - 40) if body.bottom < -60 else 0  # noqa: PLR2004
        else:
            letter = unicodedata.normalize("NFD", root)[0]
            centre = body.left + (body.right - body.left) * _ASCENDER_STEM.get(letter, 0.5)
            dx = centre - shape.middle
            floor = body.top + _GAP if body.top > self._cap_height - 150 else shape.bottom
            dy = max(0, floor - shape.bottom) if floor > shape.bottom else 0
        parts = [(base, Transform()), (glyph, Transform(1, 0, 0, 1, round(dx), round(dy)))]
        self._put(step, parts, width, code)
        return width

    def _add_barred(self, letter: str) -> None:
        base, height = _BARRED[letter]
        name = self._cmap[ord(base)]
        body, width = self._box(name), self._font["hmtx"][name][0]
        span = 0.26 if base in "Ii" else 0.34
        right = body.middle + span * 500 if base in "Ii" else body.right + 60
        left = right - span * 1000
        y = body.bottom + (body.top - body.bottom) * height
        bar = Transform(span, 0, 0, 0.85, round(left), round(y))
        self._put(
            f"uni{ord(letter):04X}",
            [(name, Transform()), ("kiosk.bar", bar)],
            width,
            ord(letter),
        )

    def _add_double(self, letter: str) -> None:
        names = tuple(self._cmap[ord(c)] for c in letter)
        first, second = names[0], names[2]
        shift = self._font["hmtx"][first][0]
        width = shift + self._font["hmtx"][second][0]
        left = self._box(first).middle
        span = (shift + self._box(second).middle - left) / 1000
        parts = [
            (first, Transform()),
            (second, Transform(1, 0, 0, 1, shift, 0)),
            ("kiosk.bar", Transform(span, 0, 0, 0.75, round(left), -150)),
        ]
        name = "_".join(names)
        self._put(name, parts, width)
        self.sequences[names] = name
