"""The simulated card terminal's end of the network: one line at a time, pieces, delays, silence, cuts."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

from hardware.patience import within
from hardware.payment.zvt.apdu import Apdu, Splitter
from hardware.simulation.device_end import AddressTaken
from kiosk.contracts.clock import Clock

HOST = "127.0.0.1"
CHUNK = 4096
ANSWERS = (0x80, 0x84)


class Deserted(Exception):
    """The till hung up, or did not answer in time: whatever runs is aborted (PA00P016, 5.2.5)."""


class Wire:
    """Listens on loopback. `ordered` takes what a till orders, `deserted` is called when it hangs up."""

    def __init__(
        self, clock: Clock, ordered: Callable[[Apdu], None], deserted: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._ordered = ordered
        self._deserted = deserted
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._answers: asyncio.Queue[Apdu | None] = asyncio.Queue()
        self._sending = asyncio.Lock()
        self._one = asyncio.Lock()
        self._port = 0
        self.plugged = True
        self.silent = False
        self.piecemeal = False
        self.delay = 0.0

    @property
    def address(self) -> str:
        return f"{HOST}:{self._port}"

    async def start(self, port: int = 0) -> None:
        """Listen on `port`, 0 for any, or for the one it had before. Raises AddressTaken."""
        try:
            self._server = await asyncio.start_server(self._serve, HOST, port or self._port)
        except (OSError, OverflowError):
            raise AddressTaken(f"Port {port} for payment is not free.") from None
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        self.cut()
        await asyncio.gather(*self._serving)
        await server.wait_closed()

    def cut(self) -> None:
        """Break the line; the till may come again at once."""
        if self._writer is not None:
            self._writer.transport.abort()

    def unplug(self) -> None:
        """Break the line; who comes is hung up on until `plug_in`. The port stays ours."""
        self.plugged = False
        self.cut()

    def plug_in(self) -> None:
        self.plugged = True

    async def answer(self, apdu: Apdu) -> None:
        """Answer an order. Raises Deserted."""
        await self._send(apdu)

    async def tell(self, apdu: Apdu, patience: float) -> Apdu:
        """Send what the till must answer; answer its answer. Raises Deserted."""
        await self._send(apdu)
        try:
            answer = await within(self._clock, patience, self._answers.get())
        except TimeoutError:
            self.cut()
            raise Deserted from None
        if answer is None:
            raise Deserted
        return answer

    async def _send(self, apdu: Apdu) -> None:
        writer = self._writer
        if writer is None or writer.is_closing():
            raise Deserted
        if self.silent:
            return
        async with self._sending:
            if self.delay:
                await self._clock.sleep(self.delay)
            data = apdu.encode()
            pieces = [data[n : n + 1] for n in range(len(data))] if self.piecemeal else [data]
            for piece in pieces:
                if writer.is_closing():
                    raise Deserted
                writer.write(piece)
                await turn()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - start_server runs this in a task
        self._serving.add(task)
        try:
            # A terminal has one till: whoever comes second is spoken to when the first has gone.
            async with self._one:
                await self._speak(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            self._serving.discard(task)

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.plugged or self._server is None:
            return
        self._writer = writer
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await self._listen(reader)
        finally:
            self._hang_up()

    def _hang_up(self) -> None:
        self._writer = None
        self._answers.put_nowait(None)
        self._answers = asyncio.Queue()
        self._deserted()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        splitter = Splitter()
        while True:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                return
            if not data:
                return
            for apdu in splitter.feed(data):
                if self.silent:
                    continue
                if apdu.control >> 8 in ANSWERS:
                    self._answers.put_nowait(apdu)
                else:
                    self._ordered(apdu)


async def turn() -> None:
    """Let the others run, so that the next piece is a piece of its own."""
    come: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(come.set_result, None)
    await come
