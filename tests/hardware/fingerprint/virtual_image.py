"""The far end of libfprint's own virtual reader: what lies on its glass, told over its socket.

The protocol is that of libfprint's driver `virtual_image`: two native ints, then the pixels of an image;
a negative first int is an order of its own.
"""

import asyncio
import struct
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.hardware.fingerprint.waiting import LONGEST, moment, until

PYTHON = "/usr/bin/python3"
WITH = "import gi; gi.require_version('FPrint', '2.0'); from gi.repository import FPrint"
RETRY, ERROR, AUTOMATIC, FINGER = -1, -2, -3, -4
_HEAD = struct.Struct("ii")


def installed() -> bool:
    try:
        return (
            subprocess.run([PYTHON, "-c", WITH], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


class VirtualImage:
    """Speaks to the reader whose socket is `path`; `waits` says whether it waits for a finger."""

    def __init__(self, path: Path, waits: Callable[[], bool]) -> None:
        self._path = path
        self._waits = waits
        self._writer: asyncio.StreamWriter | None = None

    async def connect(self) -> None:
        """Connect to the opened reader; the socket of one that was closed may still lie there."""
        async with asyncio.timeout(LONGEST):
            while self._writer is None:
                with suppress(ConnectionError, FileNotFoundError):
                    _, self._writer = await asyncio.open_unix_connection(self._path)
                await moment()

    async def lay(self, pixels: bytes, width: int, height: int) -> None:
        """Lay a finger on the glass and take it off again."""
        await self._send(_HEAD.pack(width, height) + pixels)

    async def refuse(self, code: int) -> None:
        """Have the reader ask for another try (FpDeviceRetry)."""
        await self._send(_HEAD.pack(RETRY, code))

    async def fail(self, code: int) -> None:
        """Have the reader fail (FpDeviceError)."""
        await self._send(_HEAD.pack(ERROR, code))

    async def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _send(self, order: bytes) -> None:
        await until(self._waits)
        await self.connect()
        assert self._writer is not None
        self._writer.write(order)
        await self._writer.drain()
