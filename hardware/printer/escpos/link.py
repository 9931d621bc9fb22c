"""A TCP connection to a receipt printer (raw port 9100), its waits bounded by the injected clock."""

import asyncio
from dataclasses import dataclass

from hardware.patience import within
from kiosk.contracts.clock import Clock

_CHUNK = 4096


class LinkLost(Exception):
    """The printer cannot be reached, or hung up."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int


class Link:
    """One connection. Calls raise LinkLost when it is gone, TimeoutError when they take too long."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, clock: Clock
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._clock = clock

    @classmethod
    async def connect(cls, address: Address, clock: Clock, patience: float) -> "Link":
        """Connect, or raise LinkLost."""
        connecting = asyncio.open_connection(address.host, address.port)
        try:
            reader, writer = await within(clock, patience, connecting)
        except (OSError, TimeoutError):  # both mean: nobody there
            raise LinkLost from None
        return cls(reader, writer, clock)

    async def send(self, data: bytes, patience: float) -> None:
        self._writer.write(data)
        try:
            await within(self._clock, patience, self._writer.drain())
        except ConnectionError:
            raise LinkLost from None

    async def receive(self, patience: float) -> bytes:
        """Answer the next bytes, at least one."""
        try:
            data = await within(self._clock, patience, self._reader.read(_CHUNK))
        except ConnectionError:
            raise LinkLost from None
        if not data:
            raise LinkLost
        return data

    def close(self) -> None:
        """Hang up at once; what was not sent yet is dropped."""
        self._writer.transport.abort()
