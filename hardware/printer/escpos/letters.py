"""Brings any text into the letters a receipt printer has: readable always, exact where it can."""
# ruff: noqa: RUF001 - letters that look alike are what this is about

import unicodedata
from collections.abc import Callable
from functools import lru_cache

# Letters of DIN 91379 without a decomposition, punctuation of good typography, and the Ukrainian
# letters that CP866 lacks.
_NEAREST = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Ð": "D", "ð": "d",
    "Đ": "D", "đ": "d", "Þ": "Th", "þ": "th", "ẞ": "SS", "ß": "ss", "Ł": "L", "ł": "l",
    "Ħ": "H", "ħ": "h", "ı": "i", "ĸ": "k", "Ŋ": "Ng", "ŋ": "ng", "Ŧ": "T", "ŧ": "t",
    "Ə": "E", "ə": "e", "Ɨ": "I", "ɨ": "i", "Ʉ": "U", "ʉ": "u", "Ƶ": "Z", "ƶ": "z",
    "Ǥ": "G", "ǥ": "g", "Ɓ": "B", "Ɗ": "D", "Ƙ": "K", "ƙ": "k", "Ʊ": "U", "Ʒ": "Zh", "ʒ": "zh",
    "Ɔ": "O", "ɔ": "o", "Ɛ": "E", "ɛ": "e", "Ƴ": "Y", "ƴ": "y", "Ǝ": "E", "ǝ": "e",
    "Ƃ": "B", "ƃ": "b", "Ɖ": "D", "ɖ": "d", "Ɲ": "N", "ɲ": "n", "Ɵ": "O", "ɵ": "o",
    "€": "EUR", "«": '"', "»": '"', "‹": "'", "›": "'", "„": '"', "“": '"', "”": '"',
    "‚": "'", "‘": "'", "’": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "ʺ": '"', "ʿ": "'", "ʾ": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "...", "•": "*",
    "·": ".", "№": "No.", "→": "->", "←": "<-", "×": "x", "µ": "u",
    "і": "i", "І": "I", "ґ": "г", "Ґ": "Г",
}  # fmt: skip


def has_letters(text: str, code_pages: tuple[str, ...]) -> bool:
    """Answer whether each letter and mark of `text` stands in one of the code pages."""
    return all(
        any(_encodes(page, letter) for page in code_pages)
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter)[0] in "LM"
    )


@lru_cache(maxsize=2048)
def _encodes(page: str, letter: str) -> bool:
    try:
        letter.encode(page)
    except UnicodeEncodeError:
        return False
    return True


def printable(text: str, has_letter: Callable[[str], bool]) -> str:
    """Answer `text` in letters that the printer has.

    What it lacks is written with its nearest letters, and as `?` where there are none, so that a
    reader sees the gap. Control characters, which a printer would obey, become spaces.
    """
    return "".join(_nearest(letter, has_letter) for letter in unicodedata.normalize("NFC", text))


def _nearest(letter: str, has_letter: Callable[[str], bool]) -> str:
    category = unicodedata.category(letter)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if has_letter(letter):
        return letter
    if letter in _NEAREST:
        return _NEAREST[letter]
    parts = unicodedata.normalize("NFKD", letter)
    if parts == letter:
        return "?"
    return "".join(_nearest(part, has_letter) for part in parts)
