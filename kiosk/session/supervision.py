"""The session process's end of its link to the supervisor."""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Self

from kiosk.contracts.clock import Clock
from kiosk.contracts.supervision import (
    LONGEST_LINE,
    Beat,
    Before,
    Begun,
    End,
    Ended,
    EndReason,
    Go,
    ProtocolError,
    Ready,
    SessionMessage,
    Shown,
    decode_from_supervisor,
    encode,
)

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
UNSENT_BYTES = 64 * 1024


class SupervisorLink:
    """Speaks to the supervisor, or to nobody: without one, `go` comes at once and `end` never.

    What is said never blocks and never fails: a supervisor that has gone is noticed by
    `wait_for_end`, and a process without its supervisor must leave.
    """

    def __init__(
        self, reader: asyncio.StreamReader | None, writer: asyncio.StreamWriter | None
    ) -> None:
        self._writer = writer
        self._go: asyncio.Future[Go | None] = asyncio.get_running_loop().create_future()
        self._end = asyncio.Event()
        self._turns = 0
        self._listening: asyncio.Task[None] | None = None
        if reader is None:
            self._go.set_result(Go(before=Before.START))
        else:
            self._listening = asyncio.create_task(self._listen(reader))

    @classmethod
    async def open(cls, fd: int | None) -> Self:
        """Take over the inherited socket `fd`, or work alone if there is none."""
        if fd is None:
            return cls(None, None)
        inherited = socket.socket(fileno=fd)
        inherited.set_inheritable(False)  # a child that held it would keep the link looking alive
        reader, writer = await asyncio.open_unix_connection(sock=inherited, limit=LONGEST_LINE)
        return cls(reader, writer)

    async def wait_for_go(self) -> Go | None:
        """Answer the supervisor's `go`; None means: leave without having been on stage."""
        return await asyncio.shield(self._go)

    async def wait_for_end(self) -> None:
        """Return when the supervisor said `end` or is gone."""
        await self._end.wait()

    def ready(self) -> None:
        self._say(Ready())

    def shown(self) -> None:
        self._say(Shown())

    def begun(self) -> None:
        self._say(Begun())

    def ended(self, reason: EndReason) -> None:
        self._say(Ended(reason))

    async def keep_beating(self, clock: Clock, frames: Callable[[], int]) -> None:
        """Tell once a second how far `frames` and this event loop have counted; never returns."""
        while True:
            self._turns += 1
            self._say(Beat(frames(), self._turns))
            await clock.sleep(BEAT_SECONDS)

    async def close(self) -> None:
        """Let go of the socket; harmless when closed. What was said before has been sent."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
            self._listening = None
        if self._writer is not None:
            # asyncio sends at once while the socket takes it; what is still buffered was not
            # taken by a supervisor that does not read, and to wait for it would be for ever
            self._writer.transport.abort()
            self._writer = None

    def _say(self, message: SessionMessage) -> None:
        if self._writer is None or self._writer.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > UNSENT_BYTES:
            return  # nobody reads; the watchdog's verdict must not become our memory leak
        self._writer.write(encode(message))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                message = decode_from_supervisor(line)
                if isinstance(message, End):
                    break
                if not self._go.done():
                    self._go.set_result(message)
        except (ProtocolError, ValueError, OSError) as broken:
            log.warning("supervisor.link_broken cause=%s", type(broken).__name__)
        finally:
            if not self._go.done():
                self._go.set_result(None)
            self._end.set()
