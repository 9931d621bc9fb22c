"""Which keys the on-screen keyboard has, and what each letter of DIN 91379 is reached from.

Two presses reach a rare letter: first the plain letter, then its form on the second page, where
only the forms of that letter stand. No key has to be held.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

from kiosk.contracts.portal import FieldKind
from screens import din91379

# ruff: noqa: RUF001 - letters that look like others are meant

COLUMNS = 11
FORM_ROWS = 4

# Letters that Unicode does not take apart, by the plain letter under which people look for them.
_KIN = {
    "æ": "a", "ð": "d", "ø": "o", "þ": "t", "đ": "d", "ħ": "h", "ı": "i", "ĳ": "i", "ĸ": "k",
    "ŀ": "l", "ł": "l", "ŉ": "n", "ŋ": "n", "œ": "o", "ŧ": "t", "ƈ": "c", "ə": "e", "ɨ": "i",
    "ʒ": "z", "ǥ": "g", "ß": "s",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A key: `name` is text to type, or one of SHIFT, DELETE, SPACE, FORMS, LETTERS, SIGNS."""

    name: str
    span: int = 1


SHIFT, DELETE, SPACE, FORMS, LETTERS = "shift", "delete", "space", "forms", "letters"
SIGNS = "signs"
COMMANDS = frozenset({SHIFT, DELETE, SPACE, FORMS, LETTERS, SIGNS})


def _row(*names: str) -> tuple[Key, ...]:
    return tuple(Key(name) for name in names)


LETTER_ROWS = (
    _row(*"1234567890ß"),
    _row(*"qwertzuiopü"),
    _row(*"asdfghjklöä"),
    _row(SHIFT, *"yxcvbnm", "'", "-", DELETE),
    (Key(FORMS, 2), *_row(",", "."), Key(SPACE, 5), *_row("/", "&")),
)
FORM_SIGNS_ROW = (Key(LETTERS, 2), *_row("’", "`", "´", "·", "(", ")", ":"), Key(DELETE, 2))


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of keys, each `columns` wide; `widest` is how many millimetres they take at most."""

    rows: tuple[tuple[Key, ...], ...] = LETTER_ROWS
    columns: int = COLUMNS
    widest: float = 440.0

    @property
    def has_forms(self) -> bool:
        return any(key.name == FORMS for row in self.rows for key in row)


NAMES = Layout()
SIGN_ROWS = (
    _row(*"1234567890;"),
    _row(*'!?"#$%&*+=@'),
    _row(*"()[]{}<>|\\~"),
    _row(*":,.-_'/^`´", DELETE),
    (Key(LETTERS, 2), Key(SPACE, 5), *_row("§", "€", "°", "·")),
)
_PORTAL_LETTERS = (
    *LETTER_ROWS[:3],
    _row(SHIFT, *"yxcvbnm", ".", "-", DELETE),
)
_PORTAL = {
    FieldKind.TEXT: Layout(
        (*_PORTAL_LETTERS, (Key(FORMS, 2), Key(SIGNS, 2), Key(SPACE, 5), *_row("@", ",")))
    ),
    FieldKind.HIDDEN: Layout((*_PORTAL_LETTERS, (Key(SIGNS, 2), Key(SPACE, 7), *_row("@", ",")))),
    FieldKind.EMAIL: Layout(
        (*_PORTAL_LETTERS, (Key(SIGNS, 2), Key("_"), Key("@", 4), Key(".de", 2), Key(".com", 2)))
    ),
    FieldKind.DIGITS: Layout(
        (_row(*"123."), _row(*"456,"), _row(*"789-"), _row("+", "0", "/", DELETE)), 4, 250.0
    ),
}


def portal_layout(kind: FieldKind) -> Layout:
    """Answer the keys for a field of a portal."""
    return _PORTAL[kind]


def plain(letter: str) -> str:
    """Answer the key under which a letter (or sequence) of DIN 91379 is found."""
    first = unicodedata.normalize("NFD", letter)[0]
    kin = _KIN.get(first.lower())
    if kin is None:
        return first
    return kin.upper() if first.isupper() else kin


@cache
def forms() -> dict[str, tuple[str, ...]]:
    """Answer the forms of every plain letter, the more usual ones (of earlier Unicode) first."""
    found: dict[str, list[str]] = {}
    for letter in din91379.ALL:
        if plain(letter) != letter:
            found.setdefault(plain(letter), []).append(letter)
    return {key: tuple(sorted(letters, key=_rank)) for key, letters in found.items()}


def _rank(letter: str) -> tuple[int, int, str]:
    return len(letter), ord(letter[0]), letter


def last_letter(text: str) -> str:
    """Answer the last letter with all its marks, "" if the text ends with none."""
    end = text[-1:]
    for length in (4, 3, 2):
        if text[-length:] in din91379.ALL:
            end = text[-length:]
            break
    while end and unicodedata.combining(end[0]) and len(end) < len(text):
        end = text[-len(end) - 1 :]
    return end


def forms_of(text: str) -> tuple[str, ...]:
    """Answer what the last letter of the text can be turned into."""
    letter = last_letter(text)
    if not letter or not letter[0].isalpha():
        return ()
    base = plain(letter)
    family = forms().get(base, ())
    return (base, *family) if family else ()
