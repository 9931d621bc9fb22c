"""Sets text: measures, breaks lines, shapes Arabic and orders each line for both directions.

Kivy's own wrapping would order Arabic before it breaks the line, and so put lines in the wrong
order. Here a line is broken first, in reading order, and ordered afterwards.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kivy.core.text.text_sdl2 import LabelSDL2

from screens.icons import FONTS, IconStyle
from screens.theme import Face, Weight

SOFT_HYPHEN = "\u00ad"
_DOT = " · "  # between things in a row, which are kept whole where they fit
_SHORTEST = 4  # letters that may stand before or after a hyphen at a line's end
_ASCENT_EM, _DESCENT_EM = 1.025, 0.275  # Plex's own, for placing the baseline in a line


@dataclass(frozen=True, slots=True)
class Typeset:
    """Broken lines of one face; `width` is the longest line's."""

    face: Face
    lines: tuple[str, ...]
    width: int

    @property
    def height(self) -> int:
        return self.face.line * len(self.lines)


class LineLabel(LabelSDL2):  # type: ignore[misc]  # Kivy carries no types
    """Kivy's text provider, asked for one finished line at a time."""

    def __init__(self, font: str, size: int) -> None:
        super().__init__(font_name=font, font_size=size, font_hinting="light")

    def pixels(self, line: str) -> object:
        """Answer the line drawn in white, as Kivy's image data."""
        self._size = self.get_extents(line)
        self._render_begin()
        self._render_text(line, 0, 0)
        return self._render_end()


@lru_cache(128)
def label(font: str, size: int) -> LineLabel:
    return LineLabel(str(FONTS / f"{font}.ttf"), size)


def text_font(weight: Weight) -> str:
    return f"KioskSans-{weight}"


def icon_font(style: IconStyle) -> str:
    return f"KioskIcons-{style}"


@lru_cache(8192)
def measure(text: str, weight: Weight, size: int) -> int:
    """Answer the width of `text` on one line, in pixels."""
    if not text:
        return 0
    width: int = label(text_font(weight), size).get_extents(visual(text, rtl=False))[0]
    return width


def baseline(face: Face) -> int:
    """Answer how far under the top of its line the baseline runs."""
    leading = face.line - (_ASCENT_EM + _DESCENT_EM) * face.size
    return round(leading / 2 + _ASCENT_EM * face.size)


@lru_cache(2048)
def typeset(text: str, face: Face, width: int) -> Typeset:
    """Break `text` into lines no wider than `width`; a word that is wider is set smaller.

    Headlines are balanced: as few lines as possible, of about equal length. A soft hyphen allows a
    break. Words are never cut, except one that would not fit even at three quarters of its size.
    """
    face = _face_for_longest_word(text, face, width)
    lines = [line for part in text.split("\n") for line in _broken(part, face, width)]
    if len(lines) > 1 and "\n" not in text:
        if face.balanced:
            lines = _balanced(text, face, width, len(lines))
        elif " " not in lines[-1]:
            lines = _without_widow(text, face, width, lines)
    longest = max((measure(line, face.weight, face.size) for line in lines), default=0)
    return Typeset(face, tuple(lines), longest)


def _face_for_longest_word(text: str, face: Face, width: int) -> Face:
    pieces = (piece for word in text.split() for piece in _pieces(word))
    longest = max((measure(piece, face.weight, face.size) for piece in pieces), default=0)
    if longest <= width or width <= 0:
        return face
    share = max(0.75, width / longest * 0.995)
    size = int(face.size * share)
    return Face(face.weight, size, round(face.line * size / face.size), face.balanced)


def _pieces(word: str) -> list[str]:
    """Answer the parts a word may be broken into.

    That is at soft hyphens, and after a hyphen between two longer parts (not in "6-stellig").
    """
    pieces: list[str] = []
    start = 0
    for index, sign in enumerate(word[:-1]):
        long_enough = index - start >= _SHORTEST and len(word) - index > _SHORTEST
        if sign == SOFT_HYPHEN or (sign == "-" and long_enough):
            pieces.append(word[start : index + 1])
            start = index + 1
    return [*pieces, word[start:]]


def _broken(text: str, face: Face, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    things = text.split(_DOT)
    whole = all(measure(_shown(thing), face.weight, face.size) <= width for thing in things)
    between = _DOT if whole and len(things) > 1 else " "
    for word in text.split(between):
        for index, piece in enumerate(_pieces(word)):
            joint = between if line and not index else ""
            candidate = f"{line}{joint}{piece}"
            if measure(_shown(candidate), face.weight, face.size) <= width or not line:
                line = candidate
            else:
                lines.append(_shown(line))
                line = piece
            while measure(_shown(line), face.weight, face.size) > width and len(line) > 1:
                cut = _longest_head(line, face, width)
                lines.append(line[:cut])
                line = line[cut:]
    return [*lines, _shown(line)]


def _shown(line: str) -> str:
    """Answer the line as it is drawn.

    A soft hyphen shows only where the line ends with it; a dot between two things does not there.
    """
    body = line.replace(SOFT_HYPHEN, "").removesuffix(_DOT.rstrip())
    return f"{body}-" if line.endswith(SOFT_HYPHEN) else body


def _longest_head(line: str, face: Face, width: int) -> int:
    cut = len(line) - 1
    while cut > 1 and measure(line[:cut], face.weight, face.size) > width:
        cut -= 1
    return cut


def _balanced(text: str, face: Face, width: int, count: int) -> list[str]:
    longest = max(
        measure(_shown(piece), face.weight, face.size)
        for word in text.split()
        for piece in _pieces(word)
    )
    narrow, wide = max(longest, width // 2), width
    while wide - narrow > 8:  # noqa: PLR2004 - pixels that nobody sees
        middle = (narrow + wide) // 2
        fits = len(_broken(text, face, middle)) <= count
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    lines = _broken(text, face, wide)
    too_wide = any(measure(line, face.weight, face.size) > width for line in lines)
    return _broken(text, face, width) if too_wide else lines


def _without_widow(text: str, face: Face, width: int, lines: list[str]) -> list[str]:
    """Answer lines whose last is not a lonely word, if as many lines can do it."""
    for share in (0.95, 0.9, 0.85, 0.8):
        narrower = _broken(text, face, int(width * share))
        if len(narrower) > len(lines):
            break
        if " " in narrower[-1]:
            return narrower
    return lines


def reads_from_right(text: str) -> bool:
    """Answer whether any letter is Hebrew or Arabic."""
    return any("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text)


@cache
def _reshaper() -> Any:
    from arabic_reshaper import ArabicReshaper  # noqa: PLC0415 - a German page does not need it

    return ArabicReshaper({"delete_harakat": False, "support_zwj": True})


@lru_cache(4096)
def visual(line: str, *, rtl: bool) -> str:
    """Answer one line's characters from left to right, Arabic letters joined."""
    if not rtl and not reads_from_right(line):
        return line
    from bidi.algorithm import get_display  # noqa: PLC0415 - 20 ms that a German page does not pay

    shaped = _reshaper().reshape(line)
    ordered: str = get_display(shaped, base_dir="R" if rtl else "L")
    return ordered
