"""Driver `camera_scan`: a camera fixed above a plain mat; one picture on demand, by OpenCV."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hardware.document_scanner import (
    DocumentImage,
    DocumentScanner,
    DocumentScannerFault,
    DocumentScannerStatus,
)
from hardware.failures import DeviceFailed
from hardware.patience import within
from kiosk.contracts.clock import Clock

_PORTS = {"http": 80, "https": 443, "rtsp": 554}


@dataclass(frozen=True, slots=True)
class Settings:
    """`source` is a device, a URL (http, rtsp) or a file; `dpi` follows from how high it hangs.

    Raises ValueError, naming the key.
    """

    source: str = "/dev/video2"
    width: int = 1920
    height: int = 1080
    dpi: int = 300
    patience: float = 2.0
    poll: float = 2.0

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("'source' must name a device, a URL or a file")
        try:
            urlsplit(self.source).port  # noqa: B018 - raises when it is none
        except ValueError:
            raise ValueError("'source' is a URL with a wrong port") from None
        for key in ("width", "height", "dpi", "patience", "poll"):
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be above 0")


class CameraScan:
    """Implements `hardware.document_scanner.DocumentScanner`; keeps no picture."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._turn = asyncio.Lock()
        self._was_there = False
        self._worked = False

    async def scan(self) -> DocumentImage:
        async with self._turn:
            if not await self._is_there():
                raise DeviceFailed(_missing(known=self._was_there))
            data = await asyncio.to_thread(self._take)
        if data is None:
            raise DeviceFailed(DocumentScannerFault.NO_DOCUMENT)
        return DocumentImage(data, "image/png", self._settings.dpi)

    async def watch(self) -> AsyncIterator[DocumentScannerStatus]:
        told: DocumentScannerStatus | None = None
        while True:
            there = await self._is_there()
            status = DocumentScannerStatus(None if there else _missing(known=self._was_there))
            if status != told:
                told = status
                yield status
            await self._clock.sleep(self._settings.poll)

    def _take(self) -> bytes | None:
        # OpenCV is loaded when a document is scanned, not when the terminal starts.
        from hardware.document_scanner.still import NoPicture, take_still  # noqa: PLC0415

        wanted = self._settings
        try:
            data = take_still(wanted.source, wanted.width, wanted.height, wanted.patience)
        except NoPicture:
            raise DeviceFailed(_missing(known=self._worked)) from None
        self._worked = True
        return data

    async def _is_there(self) -> bool:
        there = await self._answers()
        self._was_there |= there
        return there

    async def _answers(self) -> bool:
        url = urlsplit(self._settings.source)
        port = url.port or _PORTS.get(url.scheme)
        if "://" not in self._settings.source or url.hostname is None or port is None:
            return Path(self._settings.source).exists()  # noqa: ASYNC240 - microseconds
        try:
            connecting = asyncio.open_connection(url.hostname, port)
            _, writer = await within(self._clock, self._settings.patience, connecting)
        except (OSError, TimeoutError):
            return False
        writer.transport.abort()
        return True


def _missing(*, known: bool) -> DocumentScannerFault:
    return DocumentScannerFault.UNPLUGGED if known else DocumentScannerFault.NOT_FOUND


def make(settings: Settings, clock: Clock) -> DocumentScanner:
    return CameraScan(settings, clock)
