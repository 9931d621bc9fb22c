"""Driver `absent`: the terminal has no document scanner, and says so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.document_scanner import (
    DocumentImage,
    DocumentScanner,
    DocumentScannerFault,
    DocumentScannerStatus,
)
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


class AbsentDocumentScanner:
    """Implements `hardware.document_scanner.DocumentScanner` by refusing."""

    def __init__(self) -> None:
        self._status = Latest(DocumentScannerStatus(DocumentScannerFault.NOT_FOUND))

    async def scan(self) -> DocumentImage:
        raise DeviceFailed(DocumentScannerFault.NOT_FOUND)

    def watch(self) -> AsyncIterator[DocumentScannerStatus]:
        return self._status.watch()


def make(settings: Settings, clock: Clock) -> DocumentScanner:
    del settings, clock
    return AbsentDocumentScanner()
