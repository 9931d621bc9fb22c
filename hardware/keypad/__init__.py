"""Keypad and headset jack port: the tactile way through every page (EN 301 549, 5.1.6)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class KeypadFault(StrEnum):
    NOT_FOUND = "keypad.not_found"
    KEY_STUCK = "keypad.key_stuck"


class Key(StrEnum):
    NEXT = "next"
    PREVIOUS = "previous"
    SELECT = "select"
    BACK = "back"
    HELP = "help"
    REPEAT = "repeat"
    LOUDER = "louder"
    SOFTER = "softer"


@dataclass(frozen=True, slots=True)
class KeypadStatus:
    fault: KeypadFault | None = None
    headset: bool = False


class Keypad(Protocol):
    def keys(self) -> AsyncIterator[Key]:
        """Yield each key as it is released; a held key counts once."""
        ...

    def watch(self) -> AsyncIterator[KeypadStatus]: ...
