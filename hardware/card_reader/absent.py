"""No card reader: nothing is ever seen on it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hardware.card_reader import CardReaderFault, CardReaderStatus
from hardware.latest import Latest
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    pass


class AbsentCardReader:
    """Implements `hardware.card_reader.CardReader`."""

    def __init__(self) -> None:
        self._status = Latest(CardReaderStatus(CardReaderFault.NOT_FOUND))

    def watch(self) -> AsyncGenerator[CardReaderStatus, None]:
        return self._status.watch()


def make(_settings: Settings, _clock: Clock) -> AbsentCardReader:
    return AbsentCardReader()
