"""Driver `absent`: the terminal has no receipt printer, and says so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.printer import Printer, PrinterFault, PrinterStatus
from kiosk.contracts.clock import Clock
from kiosk.contracts.receipts import Receipt


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


class AbsentPrinter:
    """Implements `hardware.printer.Printer` by refusing."""

    def __init__(self) -> None:
        self._status = Latest(PrinterStatus(PrinterFault.UNREACHABLE))

    async def print_receipt(self, receipt: Receipt) -> None:
        del receipt
        raise DeviceFailed(PrinterFault.UNREACHABLE)

    def watch(self) -> AsyncIterator[PrinterStatus]:
        return self._status.watch()


def make(settings: Settings, clock: Clock) -> Printer:
    del settings, clock
    return AbsentPrinter()
