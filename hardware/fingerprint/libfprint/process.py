"""The driver's end of libfprint's process: starts it, asks it, replaces it when it dies or hangs."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

from hardware.latest import Latest
from hardware.patience import done_within, within
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 5.0
ASK_EVERY = 3.0
"""Seconds between two questions whether the process still lives."""
LONGEST_LINE = 4096
LARGEST_IMAGE = 5000 * 5000


class Phase(StrEnum):
    UNDECIDED = "undecided"
    THERE = "there"
    WITHOUT_IMAGES = "without_images"
    NOT_THERE = "not_there"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Condition:
    """`name` is the reader's, where there is one."""

    phase: Phase
    name: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Grey, row by row from the top, without any resolution."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """A capture without image: `kind` is retry, failed or cancelled, `why` libfprint's word."""

    kind: str
    why: str


class Died(Exception):
    """The process ended, or was ended because it hung, in the middle of a capture."""


@dataclass(frozen=True, slots=True)
class _Capture:
    answer: "asyncio.Future[Picture | Ended]"
    ready: Callable[[], None]


class ReaderProcess:
    """Runs `command` while somebody uses it; one capture at a time."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], clock: Clock, patience: float
    ) -> None:
        self._command = command
        self._environment = environment
        self._clock = clock
        self._patience = patience
        self.condition = Latest(Condition(Phase.UNDECIDED))
        self._users = 0
        self._turn = asyncio.Lock()
        self._keeper: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._captures: dict[int, _Capture] = {}
        self._pongs: dict[int, asyncio.Future[None]] = {}
        self._serial = 0

    async def decided(self) -> Condition:
        """Answer the condition as soon as it is known; to be called in use."""
        async with aclosing(self.condition.watch()) as conditions:
            async for condition in conditions:
                if condition.phase is not Phase.UNDECIDED:
                    return condition
        raise RuntimeError("a condition is watched without end")

    async def capture(self, ready: Callable[[], None]) -> Picture | Ended:
        """Answer what the next finger gives; `ready` is called when the reader waits for it.

        Raises Died. Cancelled, it cancels the reader too.
        """
        self._serial += 1
        number = self._serial
        answer: asyncio.Future[Picture | Ended] = asyncio.get_running_loop().create_future()
        self._captures[number] = _Capture(answer, ready)
        try:
            self._send({"capture": number})
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            self._send({"cancel": number})
            if not await done_within(self._clock, self._patience, answer):
                self._kill()
            raise
        finally:
            del self._captures[number]
            answer.cancel()

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[None]:
        """Keep the process while the block runs; the last user's end is its end."""
        self._users += 1
        try:
            async with self._turn:
                if self._keeper is None:
                    self._keeper = asyncio.create_task(self._keep(), name="libfprint")
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

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        try:
            while True:
                answered = await self._run()
                pause = FIRST_PAUSE if answered else min(2 * pause, LONGEST_PAUSE)
                await self._clock.sleep(pause)
        finally:
            self.condition.show(Condition(Phase.UNDECIDED))

    async def _run(self) -> bool:
        """Run one process to its end; answer whether it ever said anything."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=dict(self._environment),
                limit=LONGEST_LINE,
            )
        except OSError as error:
            logger.warning("libfprint's process cannot be started: %s", error.strerror)
            self.condition.show(Condition(Phase.BROKEN))
            return False
        self._process = process
        asking = asyncio.create_task(self._keep_asking())
        answered = False
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            while line := await process.stdout.readline():
                answered = True
                await self._hear(json.loads(line), process.stdout)
        except (ValueError, KeyError, TypeError, asyncio.IncompleteReadError):
            logger.warning("libfprint's process talks nonsense.")
        finally:
            asking.cancel()
            self._kill()
            await asyncio.gather(asking, process.wait(), return_exceptions=True)
            self._process = None
            self._mourn()
        logger.warning("libfprint's process ended with status %s.", process.returncode)
        self.condition.show(Condition(Phase.BROKEN))
        return answered

    async def _hear(self, told: Mapping[str, object], pipe: asyncio.StreamReader) -> None:
        match told:
            case {"device": None}:
                self.condition.show(Condition(Phase.NOT_THERE))
            case {"device": {"name": str(name), "images": bool(images)}}:
                phase = Phase.THERE if images else Phase.WITHOUT_IMAGES
                self.condition.show(Condition(phase, name))
            case {"waits": int(number)} if number in self._captures:
                self._captures[number].ready()
            case {"pong": int(number)} if number in self._pongs:
                pong = self._pongs.pop(number)
                if not pong.done():  # waited for in vain, just now
                    pong.set_result(None)
            case {"image": int(number), "width": int(width), "height": int(height), "size": int()}:
                size = width * height
                if told["size"] != size or not 0 < size <= LARGEST_IMAGE:
                    raise ValueError
                self._answer(number, Picture(width, height, await pipe.readexactly(size)))
            case {"why": str(why), **rest}:
                for kind, its in rest.items():
                    if isinstance(its, int):
                        self._answer(its, Ended(kind, why))

    def _answer(self, number: int, answer: Picture | Ended) -> None:
        capture = self._captures.get(number)
        if capture is not None and not capture.answer.done():
            capture.answer.set_result(answer)

    async def _keep_asking(self) -> None:
        """End a process that does not answer: its pipe then ends, and another one is started."""
        while True:
            await self._clock.sleep(ASK_EVERY)
            self._serial += 1
            pong: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._pongs = {self._serial: pong}
            self._send({"ping": self._serial})
            try:
                await within(self._clock, self._patience, pong)
            except TimeoutError:
                logger.warning("libfprint's process does not answer.")
                self._kill()
                return
            finally:
                self._pongs = {}

    def _send(self, order: Mapping[str, int]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            self._mourn()
        else:
            process.stdin.write(json.dumps(order).encode() + b"\n")

    def _mourn(self) -> None:
        for capture in self._captures.values():
            if not capture.answer.done():
                capture.answer.set_exception(Died())

    def _kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
