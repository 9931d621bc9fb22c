"""Document printer port: A4 sheets for the citizen to take along."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.printouts import Printout


class DocumentPrinterFault(StrEnum):
    UNREACHABLE = "document_printer.unreachable"
    PAPER_OUT = "document_printer.paper_out"
    PAPER_JAM = "document_printer.paper_jam"
    COVER_OPEN = "document_printer.cover_open"
    TONER_OUT = "document_printer.toner_out"
    OUT_OF_ORDER = "document_printer.out_of_order"


@dataclass(frozen=True, slots=True)
class DocumentPrinterStatus:
    fault: DocumentPrinterFault | None = None
    paper_low: bool = False
    toner_low: bool = False


class DocumentPrinter(Protocol):
    async def print_document(self, printout: Printout) -> None:
        """Print one document; return only when the printer says that all sheets are out.

        Raises DeviceFailed(DocumentPrinterFault); the job is then cancelled, so that nobody finds
        the sheets of somebody who has gone.
        """
        ...

    def watch(self) -> AsyncIterator[DocumentPrinterStatus]:
        """Yield the condition now and on every change."""
        ...
