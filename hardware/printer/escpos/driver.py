"""The ESC/POS driver: one command at a time, each slip proven, the condition watched."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from hardware.failures import DeviceFailed
from hardware.printer import PrinterFault, PrinterStatus
from hardware.printer.escpos.dialogue import Dialogue
from hardware.printer.escpos.link import Address, Link, LinkLost
from hardware.printer.escpos.proto import CUT_HERE
from hardware.printer.escpos.slip import Paper, set_slip
from kiosk.contracts.clock import Clock
from kiosk.contracts.receipts import Receipt

Proof = Literal["process_id", "paper_sensor"]
_LOOK_AGAIN = 0.25  # seconds between looks at a printer that is still printing
_RECOVER_PAUSE = 10.0  # seconds between tries to leave an error; each moves the cutter


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for: the connection, an answer, the slip, the next look, a lost printer."""

    connect: float
    answer: float
    slip: float
    poll: float
    longest_pause: float


class EscPosPrinter:
    """Implements `hardware.printer.Printer`. Connected only while it prints or is watched.

    Of a receipt nothing is kept here, and nothing is left in the printer: a slip that was broken off
    is cleared from its buffers before anything else, at the latest with the next connection.
    """

    def __init__(
        self, address: Address, paper: Paper, proof: Proof, patience: Patience, clock: Clock
    ) -> None:
        self._address = address
        self._paper = paper
        self._proof = proof
        self._patience = patience
        self._clock = clock
        self._turn = asyncio.Lock()
        self._dialogue: Dialogue | None = None
        self._watchers = 0
        self._jobs = 0
        self._clears = True
        self._half_out = False
        self._recovered_at = float("-inf")

    async def print_receipt(self, receipt: Receipt) -> None:
        """See `Printer`. Raises ValueError when the receipt's link is too long for the paper."""
        blocks = await asyncio.to_thread(set_slip, receipt, self._paper)
        async with self._turn:
            try:
                with self._line():
                    await self._print(await self._connected(), blocks)
            finally:
                self._leave()

    async def watch(self) -> AsyncIterator[PrinterStatus]:
        self._watchers += 1
        try:
            told: PrinterStatus | None = None
            pause = self._patience.poll
            while True:
                status = await self._look()
                if status != told:
                    told = status
                    yield status
                if status.fault is PrinterFault.UNREACHABLE:
                    pause = min(2 * pause, self._patience.longest_pause)
                else:
                    pause = self._patience.poll
                await self._clock.sleep(pause)
        finally:
            self._watchers -= 1
            if not self._turn.locked():
                self._leave()

    async def _print(self, dialogue: Dialogue, blocks: tuple[bytes, ...]) -> None:
        _refuse(await dialogue.condition())
        await self._cut_off_remains(dialogue)
        self._half_out = True
        try:
            for block in blocks:
                await dialogue.send(block)
                await self._refuse_if_offline(dialogue)
            await self._prove(dialogue)
        except DeviceFailed:
            with suppress(LinkLost):
                await self._clear(dialogue)
            raise
        self._half_out = False

    async def _prove(self, dialogue: Dialogue) -> None:
        """Return when the printer says that all before this is on paper.

        `process_id` (GS ( H) is answered when the printing is done. `paper_sensor` (GS r 1), for
        printers without it, is answered when its turn in the buffer comes, which may be before the
        last lines are out; so the condition is asked once more after it.
        """
        self._jobs += 1
        serial = f"{self._jobs % 10_000:04}"
        give_up = self._clock.monotonic() + self._patience.slip
        if self._proof == "process_id":
            await dialogue.ask_process_id(serial)
        else:
            await dialogue.ask_paper_sensor()
        while self._clock.monotonic() < give_up:
            if self._proof == "process_id":
                if await dialogue.said_process_id(serial, _LOOK_AGAIN):
                    return
            elif await dialogue.said_paper_sensor(_LOOK_AGAIN):
                _refuse(await dialogue.condition())
                return
            await self._refuse_if_offline(dialogue)
        raise DeviceFailed(PrinterFault.OUT_OF_ORDER)

    async def _refuse_if_offline(self, dialogue: Dialogue) -> None:
        if await dialogue.offline():
            _refuse(await dialogue.condition())

    async def _look(self) -> PrinterStatus:
        async with self._turn:
            try:
                with self._line():
                    dialogue = await self._connected()
                    status = await dialogue.condition()
                    await self._mend(dialogue, status)
                    return status
            except DeviceFailed as failed:
                return PrinterStatus(PrinterFault(failed.fault))

    @contextmanager
    def _line(self) -> Iterator[None]:
        """Hang up after anything but a clear answer: a late one would be taken for the next."""
        try:
            yield
        except LinkLost:
            self._hang_up()
            raise DeviceFailed(PrinterFault.UNREACHABLE) from None
        except TimeoutError:
            self._hang_up()
            raise DeviceFailed(PrinterFault.SILENT) from None
        except DeviceFailed:
            raise
        except BaseException:
            self._hang_up()
            raise

    async def _mend(self, dialogue: Dialogue, status: PrinterStatus) -> None:
        """Do what the printer needs to be told: a freed cutter stays in error until it is."""
        now = self._clock.monotonic()
        if status.fault is PrinterFault.CUTTER_JAM and now - self._recovered_at >= _RECOVER_PAUSE:
            self._recovered_at = now
            await dialogue.recover()
        if status.fault is None:
            await self._cut_off_remains(dialogue)

    async def _cut_off_remains(self, dialogue: Dialogue) -> None:
        """Let half a slip fall, lest the next citizen's hangs on to it."""
        if self._half_out:
            await dialogue.send(CUT_HERE)
            self._half_out = False

    async def _connected(self) -> Dialogue:
        if self._dialogue is None:
            link = await Link.connect(self._address, self._clock, self._patience.connect)
            self._dialogue = Dialogue(link, self._clock, self._patience.answer)
            await self._clear(self._dialogue)
            await self._dialogue.be_asked_only()
        return self._dialogue

    async def _clear(self, dialogue: Dialogue) -> None:
        """Clear the printer's buffers; raises TimeoutError only when nothing at all is answered."""
        if self._clears and not await dialogue.clear():
            await dialogue.offline()
            self._clears = False  # it speaks, but does not know this command

    def _leave(self) -> None:
        if self._watchers == 0:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._dialogue is not None:
            self._dialogue.close()
            self._dialogue = None


def _refuse(status: PrinterStatus) -> None:
    if status.fault is not None:
        raise DeviceFailed(status.fault)
