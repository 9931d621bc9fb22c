"""The driver's end of a simulated device's line: asks, hears of changes, reconnects by itself."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from hardware.latest import Latest
from hardware.patience import within
from hardware.simulation.hearing import Hearing
from hardware.simulation.lines import (
    LONGEST_LINE,
    Fields,
    Garbled,
    encode,
    loopback,
    read_line,
)
from hardware.simulation.lines import field as part
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 2.0
# Nothing heard for so long: the driver asks whether the device is still there, and waits once more.
QUIET = 3.0


class Phase(StrEnum):
    UNDECIDED = "undecided"
    UP = "up"
    NOT_FOUND = "not_found"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Condition:
    """The line's state; `status` is what the device pushed last, empty unless the line is up."""

    phase: Phase
    status: Fields = field(default_factory=dict)


class LinkDown(Exception):
    """The device does not answer; nothing was asked of it."""


class LinkLost(Exception):
    """The device was asked, and then fell silent or the line broke: it may have done it or not."""


class Refused(Exception):
    """The device says no; `fault` is the member of its port's fault enum."""

    def __init__(self, fault: StrEnum) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Misasked(Exception):
    """The device does not understand; its sentence says why. A mistake in our own code."""


@dataclass(slots=True)
class _Question:
    answer: asyncio.Future[Fields]
    report: Callable[[Fields], None]


class Link:
    """A line to the device named `device` at `address`; connected as long as somebody uses it.

    `faults` is the port's fault enum: what the device may refuse with, None if it never does.
    """

    def __init__(
        self, device: str, address: str, clock: Clock, faults: type[StrEnum] | None = None
    ) -> None:
        """Raise ValueError unless `address` is `HOST:PORT` on loopback."""
        self._faults = faults
        self._device = device
        self._address = address
        self._host, self._port = loopback(address)
        self._clock = clock
        self._condition = Latest(Condition(Phase.UNDECIDED))
        self._users = 0
        self._turn = asyncio.Lock()
        self._keeper: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._questions: dict[int, _Question] = {}
        self._asked = 0
        self._hearing = Hearing()
        self._was_up = False

    async def ask(
        self,
        verb: str,
        details: Fields | None = None,
        *,
        patience: float | None = 5.0,
        report: Callable[[Fields], None] = lambda _progress: None,
    ) -> Fields:
        """Answer what the device answers; `report` gets its news on the way.

        A cancelled question is dropped at the device too.
        Raises LinkDown, LinkLost (also after `patience` seconds), Refused, Misasked.
        """
        async with self._in_use():
            await self._connected()
            self._asked += 1
            number = self._asked
            answer: asyncio.Future[Fields] = asyncio.get_running_loop().create_future()
            self._questions[number] = _Question(answer, report)
            try:
                self._send({"id": number, "ask": verb, "with": details or {}})
                if patience is None:
                    return await answer
                return await within(self._clock, patience, answer)
            except TimeoutError:
                raise LinkLost(f"{self._device} does not answer '{verb}'") from None
            finally:
                del self._questions[number]
                if answer.cancelled() and self._writer is not None:
                    self._send({"drop": number})

    async def watch(self, translate: Callable[[Condition], T]) -> AsyncGenerator[T, None]:
        """Yield the translated condition as soon as it is known, then on change only.

        `translate` may raise Garbled: the line then counts as lost.
        """
        previous: list[T] = []
        async with self._in_use(), aclosing(self._condition.watch()) as conditions:
            async for condition in conditions:
                if condition.phase is Phase.UNDECIDED:
                    continue
                try:
                    told = translate(condition)
                except Garbled as garbled:
                    logger.warning("%s tells of itself %s", self._device, garbled)
                    told = translate(Condition(Phase.LOST))
                if [told] != previous:
                    previous = [told]
                    yield told

    async def events(self) -> AsyncGenerator[Fields, None]:
        """Yield each event that the device tells from now on; the oldest go if nobody takes them."""
        async with aclosing(self._hearing.listen()) as heard, self._in_use():
            async for event in heard:
                yield event

    @asynccontextmanager
    async def _in_use(self) -> AsyncIterator[None]:
        self._users += 1
        try:
            async with self._turn:
                if self._keeper is None:
                    self._keeper = asyncio.create_task(self._keep(), name=f"{self._device} link")
            yield
        finally:
            self._users -= 1
            async with self._turn:
                if self._users == 0 and self._keeper is not None:
                    keeper, self._keeper = self._keeper, None
                    keeper.cancel()
                    await asyncio.wait({keeper})
                    if not keeper.cancelled():
                        keeper.result()

    async def _connected(self) -> None:
        """Return when the line is up; if it is down, after one more try made at once."""
        if self._condition.value.phase in (Phase.NOT_FOUND, Phase.LOST):
            self._condition.show(Condition(Phase.UNDECIDED))
            self._hurry.set()
        async with aclosing(self._condition.watch()) as conditions:
            async for condition in conditions:
                if condition.phase is Phase.UP:
                    return
                if condition.phase is not Phase.UNDECIDED:
                    raise LinkDown(f"nobody answers for {self._device} at {self._address}")

    async def _keep(self) -> None:
        """Connect, listen until the line breaks, pause, and again; cancelled by the last user."""
        pause = FIRST_PAUSE
        try:
            while True:
                reason = await self._connect_and_listen()
                if self._condition.value.phase is Phase.UP:
                    pause = FIRST_PAUSE
                    logger.info("%s at %s: %s", self._device, self._address, reason)
                self._break_off(Phase.LOST if self._was_up else Phase.NOT_FOUND, reason)
                self._hurry.clear()
                with suppress(TimeoutError):
                    await within(self._clock, pause, self._hurry.wait())
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            self._break_off(Phase.UNDECIDED, "no longer used")

    async def _connect_and_listen(self) -> str:
        """Answer why the line broke."""
        writer: asyncio.StreamWriter | None = None
        try:
            reader, writer = await asyncio.open_connection(
                self._host, self._port, limit=LONGEST_LINE
            )
            await self._greet(reader)
            self._writer = writer
            await self._listen(reader)
        except Garbled as garbled:
            return f"it sent {garbled}"
        except TimeoutError:
            return "it fell silent"
        except OSError as error:
            return error.strerror or "the line broke"
        finally:
            self._writer = None
            if writer is not None:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
        return "it hung up"

    async def _greet(self, reader: asyncio.StreamReader) -> None:
        greeting = await within(self._clock, QUIET, read_line(reader))
        if greeting is None:
            raise ConnectionResetError
        if part(greeting, "hello", str) != self._device:
            raise Garbled("another device's greeting")
        self._was_up = True
        self._condition.show(Condition(Phase.UP, part(greeting, "status", dict)))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Take what comes until the end. Raises Garbled, OSError, TimeoutError after silence."""
        probed = False
        while True:
            try:
                message = await within(self._clock, QUIET, read_line(reader))
            except TimeoutError:
                if probed:
                    raise
                probed = True
                self._send({"id": 0, "ask": "still_there", "with": {}})
                continue
            if message is None:
                return
            probed = False
            self._take(message)

    def _take(self, message: Fields) -> None:
        if "status" in message:
            self._condition.show(Condition(Phase.UP, part(message, "status", dict)))
        elif "event" in message:
            self._hearing.tell(part(message, "event", dict))
        else:
            self._take_answer(message)

    def _take_answer(self, message: Fields) -> None:
        question = self._questions.get(part(message, "id", int))
        if question is None or question.answer.done():
            return
        if "progress" in message:
            try:
                question.report(part(message, "progress", dict))
            except Exception as error:  # noqa: BLE001 - the asker's own mistake goes to the asker
                question.answer.set_exception(error)
        elif "fault" in message:
            question.answer.set_exception(Refused(self._fault(part(message, "fault", str))))
        elif "refused" in message:
            question.answer.set_exception(Misasked(part(message, "refused", str)))
        else:
            question.answer.set_result(part(message, "answer", dict))

    def _fault(self, value: str) -> StrEnum:
        if self._faults is None or value not in set(self._faults):
            raise Garbled("a fault that there is not")
        return self._faults(value)

    def _send(self, message: Fields) -> None:
        if self._writer is None:
            raise LinkDown(f"the line to {self._device} broke")
        self._writer.write(encode(message))

    def _break_off(self, phase: Phase, reason: str) -> None:
        self._condition.show(Condition(phase))
        for question in self._questions.values():
            if not question.answer.done():
                question.answer.set_exception(LinkLost(f"{self._device}: {reason}"))
