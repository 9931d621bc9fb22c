"""Drives the simulated card reader over its line."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.card_reader import CardReader, CardReaderFault, CardReaderStatus
from hardware.simulation.lines import field
from hardware.simulation.link import Condition, Link, Phase
from kiosk.contracts.clock import Clock

NAME = "Simulated reader"


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `HOST:PORT` of the simulator, on loopback."""

    address: str = ""


def make(settings: Settings, clock: Clock) -> CardReader:
    return SimulatedCardReader(Link("card_reader", settings.address, clock))


class SimulatedCardReader:
    """Implements `hardware.card_reader.CardReader`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def watch(self) -> AsyncIterator[CardReaderStatus]:
        return self._link.watch(_status)


def _status(condition: Condition) -> CardReaderStatus:
    if condition.phase is not Phase.UP:
        return CardReaderStatus(CardReaderFault.NOT_FOUND)
    return CardReaderStatus(None, NAME, field(condition.status, "card_present", bool))
