"""The socket at which the session process reports; whoever else comes is turned away."""

import asyncio
import contextlib
import logging
import os
import socket
import struct
from collections.abc import Callable, Collection
from pathlib import Path

from kiosk.contracts.conditions import LONGEST_LINE, ConditionsGarbled, Report, decode

log = logging.getLogger(__name__)

UCRED = struct.Struct("iII")
"""struct ucred: pid, uid, gid of who connected (unix(7), SO_PEERCRED)."""


class ConditionSocket:
    """Listens at `path` for reports from processes of the accounts `welcome` (uids)."""

    def __init__(
        self, path: Path, welcome: Collection[int], hear: Callable[[Report], None]
    ) -> None:
        self._path = path
        self._welcome = welcome
        self._hear = hear
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Begin to listen; a socket left by an agent that was killed is replaced. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._server = await asyncio.start_unix_server(self._meet, self._path, limit=LONGEST_LINE)
        self._path.chmod(0o660)

    async def close(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for writer in self._lines:
            writer.transport.abort()
        await self._server.wait_closed()
        self._path.unlink(missing_ok=True)
        self._server = None

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            if self._is_welcome(writer):
                await self._listen(reader)
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    def _is_welcome(self, writer: asyncio.StreamWriter) -> bool:
        peer: socket.socket = writer.get_extra_info("socket")
        credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, UCRED.size)
        _, uid, _ = UCRED.unpack(credentials)
        if uid in self._welcome or uid == os.getuid():
            return True
        log.warning("conditions.stranger uid=%d", uid)
        return False

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._hear(decode(line))
        except ConditionsGarbled as garbled:
            log.warning("conditions.garbled %s", garbled)
        except (ValueError, OSError) as broken:
            # readline raises ValueError for a line that is too long
            log.warning("conditions.line_broken cause=%s", type(broken).__name__)
