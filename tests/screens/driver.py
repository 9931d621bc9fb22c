"""Drives a running stage as a person would, and remembers what it said and told."""

import asyncio
from collections.abc import Callable

from hardware.keypad import Key
from kiosk.domain.events import CitizenEvent
from kiosk.presentation.page import Page
from screens.images import Image
from screens.semantics import Node, Spoken
from screens.theme import PORTRAIT, DisplayProfile
from tests.fake_clock import FakeClock


class Pictures:
    """A camera that a test turns on."""

    def __init__(self) -> None:
        self.image: Image | None = None

    def latest(self) -> Image | None:
        return self.image

    def picture(self, handle: str) -> Image | None:
        return self.image if handle else None


class Pad:
    """Takes strokes as the signature port does."""

    def __init__(self) -> None:
        self.strokes: list[list[tuple[float, float]]] = []
        self.size = (0.0, 0.0)
        self.crowds = 0

    def spread(self, width: float, height: float) -> None:
        self.size = (width, height)

    def crowd(self) -> None:
        self.crowds += 1

    def begin(self, x: float, y: float) -> None:
        self.strokes.append([(x, y)])

    def extend(self, x: float, y: float) -> None:
        self.strokes[-1].append((x, y))

    def finish(self) -> None:
        self.strokes[-1] = list(self.strokes[-1])


class Driver:
    """A stage with ears: `emitted`, `said`, `hushed`, `alive` are what came out of it."""

    def __init__(self, profile: DisplayProfile = PORTRAIT) -> None:
        from screens.stage import Stage  # noqa: PLC0415 - makes the window, on the test's display

        self.emitted: list[CitizenEvent] = []
        self.said: list[Spoken] = []
        self.hushed = 0
        self.alive = 0
        self.pictures = Pictures()
        self.pad = Pad()
        self.clock = FakeClock()
        self.stage = Stage(
            profile, self.emitted.append, self.said.append, self._hush, self._live,
            self.pictures, self.pad, self.clock,
        )  # fmt: skip
        self._running: asyncio.Task[None] | None = None

    def _hush(self) -> None:
        self.hushed += 1

    def _live(self) -> None:
        self.alive += 1

    async def open(self) -> None:
        self._running = asyncio.get_running_loop().create_task(self.stage.run())
        await self.until(lambda: self.stage.frames > 1)

    async def close(self) -> None:
        self.stage.stop()
        if self._running is not None:
            await asyncio.wait_for(self._running, 5)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for real frames to make it true; what breaks the stage breaks the test."""
        loop = asyncio.get_running_loop()
        end = loop.time() + 10
        while not condition():
            if self._running is not None and self._running.done():
                self._running.result()
                raise AssertionError("the stage has ended")
            assert loop.time() < end, "nothing came of waiting for 10 s"
            turn = loop.create_future()
            loop.call_later(0.004, turn.set_result, None)
            await turn

    async def frames(self, count: int = 2) -> None:
        last = self.stage.frames + count
        await self.until(lambda: self.stage.frames >= last)

    async def show(self, page: Page) -> None:
        self.stage.show(page)
        await self.until(lambda: self.stage.settled)
        await self.frames()

    async def press(self, key: Key) -> bool:
        taken = self.stage.press(key)
        await self.until(lambda: self.stage.settled)
        await self.frames()
        return taken

    async def tap(self, name: str) -> None:
        from screens.fingers import Finger  # noqa: PLC0415 - as above

        finger = Finger(*self.node(name).bounds.centre)
        finger.down()
        await self.frames()
        finger.up()
        await self.frames()
        await self.until(lambda: self.stage.settled)
        await self.clock.advance(1)  # the next press is no trembling of this one

    def node(self, name: str) -> Node:
        return next(node for node in self.stage.tree() if node.id == name)

    def ids(self) -> list[str]:
        return [node.id for node in self.stage.tree()]
