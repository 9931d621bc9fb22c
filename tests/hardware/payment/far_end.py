"""A fake card terminal of bytes: says what a test tells it to, and hears what the driver says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hardware.payment.zvt.apdu import Apdu, Splitter

YES = "80 00 00"
REGISTERED = "06 0F 0A 19 10 29 28 00 48 69 49 09 78"
READY = "06 0F 01 00"


class FarEnd:
    """Answers registrations and enquiries by itself; all other words are the test's."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Apdu] = asyncio.Queue()
        self.orders: list[str] = []
        self.condition = READY
        self.registered = REGISTERED
        self.lines = 0
        self.hung_up = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._routine = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        self._writer, self._routine = writer, 0
        self.hung_up.clear()
        splitter = Splitter()
        try:
            while data := await reader.read(4096):
                for apdu in splitter.feed(data):
                    self._take(apdu)
        except OSError:
            pass
        finally:
            self.hung_up.set()
            writer.close()

    def say(self, *words: str) -> None:
        """Send these APDUs, given in hexadecimal."""
        self.send(bytes.fromhex("".join(words).replace(" ", "")))

    def send(self, data: bytes) -> None:
        assert self._writer is not None
        self._writer.write(data)

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.transport.abort()

    async def hears(self) -> str:
        """Answer the next word that is no routine: control and data in hexadecimal."""
        apdu = await self.heard.get()
        return apdu.encode().hex(" ").upper()

    def _take(self, apdu: Apdu) -> None:
        if apdu.control in (0x0600, 0x0501):
            self.orders.append(str(apdu))
            self._routine += 1
            self.say(YES, self.registered if apdu.control == 0x0600 else self.condition)
        elif self._routine and apdu.control >> 8 in (0x80, 0x84):
            self._routine -= 1
        else:
            self.heard.put_nowait(apdu)


@asynccontextmanager
async def far_end() -> AsyncIterator[tuple[FarEnd, dict[str, object]]]:
    """Answer the fake and the table of a driver that reaches it."""
    fake = FarEnd()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield fake, {"driver": "zvt", "address": address}
    finally:
        server.close()
        if fake.lines and not fake.hung_up.is_set():
            fake.hang_up()
            await fake.hung_up.wait()
        await server.wait_closed()
