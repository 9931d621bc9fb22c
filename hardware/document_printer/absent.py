"""No document printer: nothing is printed on A4."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hardware.document_printer import DocumentPrinterFault, DocumentPrinterStatus
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.printouts import Printout


@dataclass(frozen=True, slots=True)
class Settings:
    pass


class AbsentDocumentPrinter:
    """Implements `hardware.document_printer.DocumentPrinter`."""

    def __init__(self) -> None:
        self._status = Latest(DocumentPrinterStatus(DocumentPrinterFault.UNREACHABLE))

    async def print_document(self, _printout: Printout) -> None:
        raise DeviceFailed(DocumentPrinterFault.UNREACHABLE)

    def watch(self) -> AsyncGenerator[DocumentPrinterStatus, None]:
        return self._status.watch()


def make(_settings: Settings, _clock: Clock) -> AbsentDocumentPrinter:
    return AbsentDocumentPrinter()
