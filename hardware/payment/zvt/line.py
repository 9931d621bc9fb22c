"""One TCP connection to a card terminal: whole APDUs in and out, waits bounded by the injected clock."""

import asyncio
import logging
import socket
from contextlib import suppress

from hardware.patience import within
from hardware.payment.zvt.apdu import Apdu, Splitter
from kiosk.contracts.clock import Clock

log = logging.getLogger(__name__)
CHUNK = 4096
# Unread so far: a terminal that talks on and on is broken, and is not given memory for it.
MOST_WAITING = 256


class LineLost(Exception):
    """The terminal cannot be reached, hung up, or fell silent in the middle of an APDU."""


class Line:
    """A connection that is listened to all the time, so that its end is noticed when it comes."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, clock: Clock, t3: float
    ) -> None:
        """`t3` is how long the rest of an APDU may take (PA00P016, 5.2.5, case b)."""
        self._reader = reader
        self._writer = writer
        self._clock = clock
        self._t3 = t3
        self._heard: asyncio.Queue[Apdu | None] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen(), name="card terminal line")

    @classmethod
    async def connect(cls, host: str, port: int, clock: Clock, t3: float) -> "Line":
        """Connect, or raise LineLost."""
        try:
            reader, writer = await within(clock, t3, asyncio.open_connection(host, port))
        except (OSError, TimeoutError):
            raise LineLost from None
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(reader, writer, clock, t3)

    @property
    def broken(self) -> bool:
        return self._listening.done()

    def now(self) -> float:
        """Answer the seconds of the clock that bounds all waits."""
        return self._clock.monotonic()

    def send(self, apdu: Apdu) -> None:
        """Send at once; what a broken line takes is lost, as `receive` will tell."""
        if not self._writer.is_closing():
            self._writer.write(apdu.encode())

    async def receive(self, patience: float) -> Apdu:
        """Answer the next APDU. Raises LineLost; TimeoutError after `patience` seconds."""
        apdu = await within(self._clock, patience, self._heard.get())
        if apdu is None:
            self._heard.put_nowait(None)
            raise LineLost
        return apdu

    async def ends(self) -> None:
        """Return when the line breaks."""
        await asyncio.wait({self._listening})

    async def close(self) -> None:
        """Hang up at once."""
        self._writer.transport.abort()
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _listen(self) -> None:
        splitter = Splitter()
        try:
            while self._heard.qsize() < MOST_WAITING:
                data = await self._read(splitter.midway)
                if not data:
                    break
                for apdu in splitter.feed(data):
                    self._heard.put_nowait(apdu)
        except (OSError, TimeoutError) as error:
            log.info("payment.line_broke cause=%s", type(error).__name__)
        finally:
            self._writer.transport.abort()
            self._heard.put_nowait(None)

    async def _read(self, midway: bool) -> bytes:  # noqa: FBT001 - only `_listen` calls it
        reading = self._reader.read(CHUNK)
        return await (within(self._clock, self._t3, reading) if midway else reading)
