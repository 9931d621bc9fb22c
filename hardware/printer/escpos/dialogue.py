"""Question and answer with an ESC/POS printer over one connection."""

from typing import TypeVar

from hardware.printer import PrinterStatus
from hardware.printer.escpos.link import Link
from hardware.printer.escpos.proto import (
    ASK_PAPER_SENSOR,
    CLEAR_BUFFERS,
    NO_PUSHED_STATUS,
    RECOVER,
    Answer,
    AnswerReader,
    Ask,
    Cleared,
    PaperSensor,
    ProcessId,
    StatusByte,
    ask_process_id,
    ask_status,
    is_offline,
    read_condition,
)
from kiosk.contracts.clock import Clock

A = TypeVar("A", bound=Answer)


class Dialogue:
    """Asks one thing at a time; an answer must come within `patience` seconds.

    Calls raise LinkLost when the line is gone, TimeoutError when the printer stays silent.
    After a TimeoutError the dialogue is over: a late answer would be taken for the next one's.
    """

    def __init__(self, link: Link, clock: Clock, patience: float) -> None:
        self._link = link
        self._clock = clock
        self._patience = patience
        self._reader = AnswerReader()
        self._heard: dict[type[object], Answer] = {}  # the newest of each kind

    async def send(self, data: bytes) -> None:
        await self._link.send(data, self._patience)

    async def condition(self) -> PrinterStatus:
        """Ask for all four status bytes, one after the other, and answer what they mean."""
        return read_condition({which: await self._status(which) for which in Ask})

    async def offline(self) -> bool:
        """Ask the one status byte that changes with every fault: cheap enough to ask mid-slip."""
        return is_offline(await self._status(Ask.PRINTER))

    async def clear(self) -> bool:
        """Empty the printer's buffers of a slip that was broken off; answer whether it said so.

        Nothing may follow the command before its answer (Epson). Printers that do not know it stay
        silent; that is no fault, their buffers just stay as they are.
        """
        self._heard.clear()
        await self.send(CLEAR_BUFFERS)
        try:
            await self._expect(Cleared, self._patience)
        except TimeoutError:
            return False
        return True

    async def recover(self) -> None:
        """Ask the printer to leave its error state; it will, once the cause is gone."""
        await self.send(RECOVER)

    async def be_asked_only(self) -> None:
        """Switch off the status that some printers push by themselves: it looks like answers."""
        await self.send(NO_PUSHED_STATUS)

    async def ask_process_id(self, serial: str) -> None:
        self._heard.pop(ProcessId, None)
        await self.send(ask_process_id(serial))

    async def ask_paper_sensor(self) -> None:
        self._heard.pop(PaperSensor, None)
        await self.send(ASK_PAPER_SENSOR)

    async def said_process_id(self, serial: str, patience: float) -> bool:
        """Answer whether the printer names `serial` within `patience` seconds."""
        started = self._clock.monotonic()
        left = patience
        while left > 0:
            try:
                if (await self._expect(ProcessId, left)).serial == serial:
                    return True
            except TimeoutError:
                break
            left = patience - (self._clock.monotonic() - started)
        return False

    async def said_paper_sensor(self, patience: float) -> bool:
        """Answer whether the sensor's state, asked in order, comes within `patience` seconds."""
        try:
            await self._expect(PaperSensor, patience)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self._link.close()

    async def _status(self, which: Ask) -> int:
        self._heard.pop(StatusByte, None)
        await self.send(ask_status(which))
        return (await self._expect(StatusByte, self._patience)).value

    async def _expect(self, kind: type[A], patience: float) -> A:
        """Answer the newest answer of that kind; others stay for whoever waits for them."""
        started = self._clock.monotonic()
        left = patience
        while True:
            answer = self._heard.pop(kind, None)
            if isinstance(answer, kind):
                return answer
            if left <= 0:
                raise TimeoutError
            for heard in self._reader.feed(await self._link.receive(left)):
                self._heard[type(heard)] = heard
            left = patience - (self._clock.monotonic() - started)
