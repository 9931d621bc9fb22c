"""The device's end of a simulated line: greets, answers, pushes its status, and can be cut or silent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial

from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.lines import LONGEST_LINE, Fields, Garbled, encode, field, read_line

logger = logging.getLogger(__name__)

Report = Callable[[Fields], None]
Answer = Callable[[Fields, Report], Awaitable[Fields]]

# A reader so far behind has hung; the device does not keep memory for it.
UNREAD_AT_MOST = 4 * LONGEST_LINE


class AddressTaken(Exception):
    """Nothing can listen there; the message is one sentence for the person who chose the port."""


class Refusal(Exception):
    """Raised by an answer: the device says no, with this fault of its port."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class DeviceEnd:
    """Listens on loopback for drivers of the device named `device`.

    `answers` maps each verb to what the device does for it; an answer that waits is cancelled when
    its line breaks; `deserted` is called when the last line has broken.
    """

    def __init__(
        self,
        device: str,
        answers: Mapping[str, Answer],
        status: Fields,
        deserted: Callable[[], None] = lambda: None,
    ) -> None:
        self._deserted = deserted
        self._device = device
        self._answers = dict(answers) | {"still_there": _still_there}
        self._status = status
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._plugged = True
        self._silent = False
        self._address = ""

    @property
    def address(self) -> str:
        """`HOST:PORT`, once started."""
        return self._address

    @property
    def plugged(self) -> bool:
        return self._plugged

    @property
    def silent(self) -> bool:
        return self._silent

    async def start(self, port: int = 0) -> None:
        """Listen on `port`, 0 for any. Raises AddressTaken."""
        try:
            self._server = await asyncio.start_server(
                self._serve, "127.0.0.1", port, limit=LONGEST_LINE
            )
        except (OSError, OverflowError):
            raise AddressTaken(f"Port {port} for {self._device} is not free.") from None
        self._address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Hang up and listen no more; harmless when stopped."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        self.cut()
        await asyncio.gather(*self._serving)
        await server.wait_closed()

    def show(self, status: Fields) -> None:
        """Push the status to every driver if it changed."""
        if status != self._status:
            self._status = status
            self._broadcast({"status": status})

    def tell(self, event: Fields) -> None:
        """Send an event to every driver that listens now."""
        self._broadcast({"event": event})

    def cut(self) -> None:
        """Break every line; drivers may come again at once."""
        for writer in self._lines:
            writer.close()

    def unplug(self) -> None:
        """Break every line; who connects is hung up on until `plug_in`. The port stays ours."""
        self._plugged = False
        self.cut()

    def plug_in(self) -> None:
        self._plugged = True

    def fall_silent(self) -> None:
        """Keep the lines, and say nothing on them until `speak_again`."""
        self._silent = True

    def speak_again(self) -> None:
        """Say what changed meanwhile; what was asked meanwhile stays unanswered."""
        self._silent = False
        self._broadcast({"status": self._status})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - start_server runs this in a task
        self._serving.add(task)
        answering: dict[int, asyncio.Task[None]] = {}
        try:
            if self._plugged and self._server is not None:
                self._lines.add(writer)
                self._write(writer, {"hello": self._device, "status": self._status})
                await self._take(reader, writer, answering)
        finally:
            self._leave(writer)
            writer.close()
            left = tuple(answering.values())
            for running in left:
                running.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            with suppress(OSError):
                await writer.wait_closed()
            self._serving.discard(task)

    def _leave(self, writer: asyncio.StreamWriter) -> None:
        if writer in self._lines:
            self._lines.remove(writer)
            if not self._lines:
                self._deserted()

    async def _take(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answering: dict[int, asyncio.Task[None]],
    ) -> None:
        """Answer questions until the line ends; each in a task of its own, for they may wait."""
        while True:
            try:
                message = await read_line(reader)
                if message is None:
                    return
                self._take_one(message, writer, answering)
            except Garbled as garbled:
                self._write(writer, {"id": 0, "refused": f"The {self._device} got {garbled}."})
                if reader.at_eof():
                    return
            except OSError:
                return

    def _take_one(
        self,
        message: Fields,
        writer: asyncio.StreamWriter,
        answering: dict[int, asyncio.Task[None]],
    ) -> None:
        if "drop" in message:
            dropped = answering.get(field(message, "drop", int))
            if dropped is not None:
                dropped.cancel()
            return
        number, verb = field(message, "id", int), field(message, "ask", str)
        details = field(message, "with", dict)
        if number in answering:
            raise Garbled(f"a second question {number}")
        running = asyncio.create_task(self._reply(writer, number, verb, details))
        answering[number] = running
        running.add_done_callback(partial(_forget, answering, number))

    async def _reply(
        self, writer: asyncio.StreamWriter, number: int, verb: str, details: Fields
    ) -> None:
        answer = self._answers.get(verb)
        if answer is None:
            known = ", ".join(sorted(self._answers))
            sentence = f"The {self._device} does not know '{verb}' (it knows: {known})."
            self._write(writer, {"id": number, "refused": sentence})
            return
        try:
            told = await answer(
                details, lambda news: self._write(writer, {"id": number, "progress": news})
            )
        except Refusal as refusal:
            self._write(writer, {"id": number, "fault": refusal.fault})
        except ImpossibleAct as impossible:
            self._write(writer, {"id": number, "refused": str(impossible)})
        except Garbled as garbled:
            self._write(writer, {"id": number, "refused": f"'{verb}': {garbled}."})
        except Exception:
            logger.exception("%s failed at '%s'", self._device, verb)
            self._write(writer, {"id": number, "refused": f"The {self._device} broke at '{verb}'."})
        else:
            self._write(writer, {"id": number, "answer": told})

    def _broadcast(self, message: Fields) -> None:
        for writer in self._lines:
            self._write(writer, message)

    def _write(self, writer: asyncio.StreamWriter, message: Fields) -> None:
        if self._silent or writer.is_closing():
            return
        if writer.transport.get_write_buffer_size() > UNREAD_AT_MOST:
            writer.transport.abort()
            return
        writer.write(encode(message))


def _forget(
    answering: dict[int, asyncio.Task[None]], number: int, _done: asyncio.Task[None]
) -> None:
    del answering[number]


async def _still_there(_details: Fields, _report: Report) -> Fields:
    return {}
