"""Card reader port: is the reader there, does a card lie on it (PC/SC)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CardReaderFault(StrEnum):
    NO_SERVICE = "card_reader.no_service"
    NOT_FOUND = "card_reader.not_found"


@dataclass(frozen=True, slots=True)
class CardReaderStatus:
    fault: CardReaderFault | None = None
    reader: str = ""
    card_present: bool = False


class CardReader(Protocol):
    def watch(self) -> AsyncIterator[CardReaderStatus]:
        """Yield the condition now and on every change, within 0.5 s of it."""
        ...
