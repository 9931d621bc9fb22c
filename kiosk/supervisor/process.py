"""One session process as the supervisor holds it: started, spoken to, killed with all it started."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from kiosk.contracts.supervision import (
    FD_OPTION,
    LONGEST_LINE,
    ProtocolError,
    SessionMessage,
    SupervisorMessage,
    decode_from_session,
    encode,
)

log = logging.getLogger(__name__)

NOT_STARTED = 127
LAST_WORDS_SECONDS = 0.5


class SessionProcess:
    """Leader of a process group of its own, so that its children can be killed with it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer

    @classmethod
    async def start(cls, command: Sequence[str], environment: Mapping[str, str]) -> Self:
        """Start `command` with the number of its socket as last arguments. Raises OSError."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = await asyncio.create_subprocess_exec(
                    *(*command, FD_OPTION, str(theirs.fileno())),
                    stdin=asyncio.subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                    env=environment,
                    umask=0o077,
                )
            except OSError:
                ours.close()
                raise
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=LONGEST_LINE)
        return cls(process, reader, writer)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, message: SupervisorMessage) -> None:
        """Send the message; a process that has gone does not hear it."""
        if not self._writer.is_closing():
            self._writer.write(encode(message))

    def kill(self) -> None:
        """Kill the process and its group; harmless when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def follow(self, hear: Callable[[SessionMessage], None]) -> int:
        """Hand over what it says until it exits; answer its status. Nobody of its group is left."""
        listening = asyncio.create_task(self._listen(hear))
        try:
            status = await self._process.wait()
            self.kill()
            # what it said last is in the socket; a stranger who holds the socket open is not waited for
            await asyncio.wait([listening], timeout=LAST_WORDS_SECONDS)
            return status
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            self._writer.transport.abort()

    async def _listen(self, hear: Callable[[SessionMessage], None]) -> None:
        try:
            while line := await self._reader.readline():
                hear(decode_from_session(line))
        except (ProtocolError, ValueError, OSError) as broken:
            # who does not speak the protocol is not believed: without beats the watchdog ends it
            log.warning("process.link_broken pid=%d cause=%s", self.pid, type(broken).__name__)
