"""Receipt printer port."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.receipts import Receipt


class PrinterFault(StrEnum):
    UNREACHABLE = "printer.unreachable"
    SILENT = "printer.silent"
    PAPER_OUT = "printer.paper_out"
    COVER_OPEN = "printer.cover_open"
    CUTTER_JAM = "printer.cutter_jam"
    OUT_OF_ORDER = "printer.out_of_order"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    fault: PrinterFault | None = None
    paper_low: bool = False


class Printer(Protocol):
    async def print_receipt(self, receipt: Receipt) -> None:
        """Print and cut one slip; return only when the printer says that it came out.

        Raises DeviceFailed(PrinterFault).
        """
        ...

    def watch(self) -> AsyncIterator[PrinterStatus]:
        """Yield the condition now and on every change."""
        ...
