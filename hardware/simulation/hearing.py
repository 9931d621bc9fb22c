"""Hands each event on a line to everybody who listens, in order, none lost while they keep up."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from hardware.simulation.lines import Fields

KEPT = 256


class Hearing:
    """`tell` may be called at any time; each listener has its own queue."""

    def __init__(self) -> None:
        self._ears: list[tuple[deque[Fields], asyncio.Event]] = []

    def tell(self, event: Fields) -> None:
        for heard, woken in self._ears:
            heard.append(event)
            woken.set()

    async def listen(self) -> AsyncGenerator[Fields, None]:
        """Yield what is told from now on; of more than KEPT unheard events the oldest go."""
        ear: tuple[deque[Fields], asyncio.Event] = (deque(maxlen=KEPT), asyncio.Event())
        heard, woken = ear
        self._ears.append(ear)
        try:
            while True:
                await woken.wait()
                woken.clear()
                while heard:
                    yield heard.popleft()
        finally:
            self._ears.remove(ear)
