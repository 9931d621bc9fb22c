"""A receipt printer on TCP that speaks ESC/POS, prints slips as pictures, and has every mishap."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from hardware.printer.thermal.commands import RealTime
from hardware.printer.thermal.mechanics import Mechanics, When
from hardware.printer.thermal.print_head import Row

_HOST = "127.0.0.1"
_CHUNK = 4096
_DOTS = 576


class PrinterSimulator:
    """Implements `hardware.simulation.acts.Simulator`.

    Each piece of paper that is cut off becomes a PNG: in `slips`, from `next_slip()`, and in
    `directory` if there is one.
    """

    def __init__(
        self, directory: Path | None = None, port: int = 0, *, knows_process_id: bool = True
    ) -> None:
        self.slips: list[bytes] = []
        self._directory = directory
        self._port = port
        self._printer = Mechanics(_DOTS, self._catch, knows_process_id)
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._drawing: set[asyncio.Task[None]] = set()
        self._fallen: asyncio.Queue[bytes] = asyncio.Queue()
        self._unplugged: socket.socket | None = None
        self._speaks = True

    async def start(self) -> None:
        await self._listen(_bind(self._port))

    async def stop(self) -> None:
        self.unplug()
        if self._unplugged is not None:
            self._unplugged.close()
        await asyncio.gather(*self._serving, *self._drawing)

    def describe(self) -> Mapping[str, object]:
        return {
            "driver": "escpos_tcp",
            "address": f"{_HOST}:{self._port}",
            "proof": "process_id" if self._printer.knows_process_id else "paper_sensor",
        }

    def state(self) -> Mapping[str, object]:
        now = self._printer.condition
        jam = "jammed" if now.cutter_jammed else "waits to be told to go on"
        return {
            "plugged": self._server is not None,
            "speaks": self._speaks,
            "paper": now.paper,
            "cover": "open" if now.cover_open else "closed",
            "cutter": jam if now.cutter_error else "free",
            "works": not now.broken,
            "bytes_waiting": self._printer.waiting,
            "slips": len(self.slips),
        }

    async def next_slip(self) -> bytes:
        # A docstring would make this a person's act.
        return await self._fallen.get()

    def run_out_of_paper(self, when: When = When.NOW) -> None:
        """Let the roll end."""
        self._printer.plan(when, lambda: self._set_paper("out"))

    def run_low_on_paper(self) -> None:
        """Let the roll come near its end."""
        self._set_paper("low")

    def refill_paper(self) -> None:
        """Put in a new roll and tear off what hangs out."""
        self._printer.tear_off()
        self._set_paper("full")
        self._go_on()

    def open_cover(self, when: When = When.NOW) -> None:
        """Open the cover."""
        self._printer.plan(when, self._open_cover)

    def close_cover(self) -> None:
        """Close the cover."""
        self._printer.condition.cover_open = False
        self._go_on()

    def jam_cutter(self, when: When = When.NOW) -> None:
        """Get paper caught in the cutter."""
        self._printer.plan(when, self._jam)

    def clear_jam(self) -> None:
        """Take the caught paper out of the cutter; the printer waits to be told to go on."""
        self._printer.condition.cutter_jammed = False

    def fall_silent(self, when: When = When.NOW) -> None:
        """Let its network part hang: what is sent is swallowed, nothing is answered."""
        self._printer.plan(when, lambda: self._set_speaks(speaks=False))

    def speak_again(self) -> None:
        """Bring its network part back to life."""
        self._set_speaks(speaks=True)

    def unplug(self, when: When = When.NOW) -> None:
        """Pull the network cable: the line breaks, nobody can connect."""
        self._printer.plan(when, self._unplug)

    async def plug_in(self) -> None:
        """Put the network cable back."""
        if self._unplugged is not None:
            waiting, self._unplugged = self._unplugged, None
            await self._listen(waiting)

    def break_down(self, when: When = When.NOW) -> None:
        """Give the printer a fault that only a repair mends."""
        self._printer.plan(when, lambda: self._set_broken(broken=True))

    def repair(self) -> None:
        """Mend the printer."""
        self._set_broken(broken=False)

    async def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self._printer.forget_plans()
        self.close_cover()
        self.clear_jam()
        self.speak_again()
        self.repair()
        if self._printer.condition.paper != "full":
            self.refill_paper()
        await self.plug_in()

    async def _listen(self, bound: socket.socket) -> None:
        self._server = await asyncio.start_server(self._serve, sock=bound)
        self._port = bound.getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - start_server runs this in a task
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self._lines.add(writer)
        realtime = RealTime()
        try:
            while data := await reader.read(_CHUNK):
                if self._speaks:
                    self._printer.take_in(data, realtime, self._answer_on(writer))
        except ConnectionError:
            pass  # hung up on, as networks do
        finally:
            self._lines.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _answer_on(self, writer: asyncio.StreamWriter) -> Callable[[bytes], None]:
        def answer(data: bytes) -> None:
            if self._speaks and not writer.is_closing():
                writer.write(data)

        return answer

    def _go_on(self) -> None:
        """Print what still waits; the printer answers whoever is on the line."""

        def answer(data: bytes) -> None:
            for writer in self._lines:
                self._answer_on(writer)(data)

        self._printer.go_on(answer)

    def _set_paper(self, paper: str) -> None:
        self._printer.condition.paper = paper

    def _open_cover(self) -> None:
        self._printer.condition.cover_open = True

    def _jam(self) -> None:
        self._printer.condition.cutter_jammed = True
        self._printer.condition.cutter_error = True

    def _set_speaks(self, *, speaks: bool) -> None:
        self._speaks = speaks

    def _set_broken(self, *, broken: bool) -> None:
        self._printer.condition.broken = broken
        self._go_on()

    def _unplug(self) -> None:
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for writer in self._lines:
            writer.transport.abort()
        self._unplugged = _bind(self._port)  # bound but not listening: refused, and kept for us

    def _catch(self, piece: tuple[Row, ...]) -> None:
        task = asyncio.create_task(self._develop(piece, len(self.slips) + len(self._drawing) + 1))
        self._drawing.add(task)
        task.add_done_callback(self._drawing.discard)

    async def _develop(self, piece: tuple[Row, ...], number: int) -> None:
        png = await asyncio.to_thread(_draw, piece, self._directory, number)
        self.slips.append(png)
        self._fallen.put_nowait(png)


def _bind(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_HOST, port))
    return bound


def _draw(piece: tuple[Row, ...], directory: Path | None, number: int) -> bytes:
    from hardware.printer.thermal.paper import draw  # noqa: PLC0415 - Pillow only where slips are drawn

    png = draw(piece, _DOTS)
    if directory is not None:
        directory.mkdir(parents=True, exist_ok=True)
        (directory / f"slip-{number:04}.png").write_bytes(png)
    return png
