"""Card reader port: is the reader there, does a card lie on it, and can it be an ID card (PC/SC)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CardReaderFault(StrEnum):
    NO_SERVICE = "card_reader.no_service"
    NOT_FOUND = "card_reader.not_found"


@dataclass(frozen=True, slots=True)
class CardReaderStatus:
    """`reader` is the device's own name, of several slots the one that is watched.

    `other_card` says that what lies there is a card without the eID application (BSI TR-03110-2):
    a bank card, a health card. It comes a moment after `card_present`.
    """

    fault: CardReaderFault | None = None
    reader: str = ""
    card_present: bool = False
    other_card: bool = False


class CardReader(Protocol):
    def watch(self) -> AsyncIterator[CardReaderStatus]:
        """Yield the condition now and on every change.

        A driver adds at most 0.2 s to the time in which its reader notices.
        """
        ...
