"""Document scanner port: one picture of a document lying on the glass or under the camera."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class DocumentScannerFault(StrEnum):
    NOT_FOUND = "document_scanner.not_found"
    UNPLUGGED = "document_scanner.unplugged"
    NO_DOCUMENT = "document_scanner.no_document"


@dataclass(frozen=True, slots=True)
class DocumentScannerStatus:
    fault: DocumentScannerFault | None = None


@dataclass(frozen=True, slots=True)
class DocumentImage:
    """An encoded picture (`mime` image/png or image/jpeg) at `dpi` dots per inch."""

    data: bytes = field(repr=False)
    mime: str
    dpi: int


class DocumentScanner(Protocol):
    async def scan(self) -> DocumentImage:
        """Take one picture. Raises DeviceFailed(DocumentScannerFault)."""
        ...

    def watch(self) -> AsyncIterator[DocumentScannerStatus]: ...
