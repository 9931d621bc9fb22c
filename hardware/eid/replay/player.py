"""Plays the answers of the graph, one trigger after the other, with their recorded pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from hardware.eid.replay.graph import CANCEL, REMOVE, Graph, State
from hardware.eid.replay.recording import Trigger
from hardware.patience import within
from kiosk.contracts.clock import Clock

Say = Callable[[dict[str, Any]], Awaitable[None]]


class NotRecorded(Exception):
    """The real client was never seen to be asked this here."""


class Player:
    """One conversation; `pace` stretches the pauses: 1 as they were, 0 none."""

    def __init__(self, graph: Graph, say: Say, clock: Clock, pace: float) -> None:
        self.state = State()
        self._graph = graph
        self._say = say
        self._clock = clock
        self._pace = pace
        self._playing: asyncio.Task[None] | None = None
        self._all: set[asyncio.Task[None]] = set()
        self._cut = asyncio.Event()

    def meet(self, trigger: str) -> asyncio.Task[None]:
        """Answer a trigger when what is being said has been said; loss and cancelling cut it off."""
        if trigger == CANCEL or (trigger == REMOVE and self.state.working):
            self._cut.set()
        self._cut = asyncio.Event()
        self._playing = asyncio.create_task(self._play(trigger, self._playing, self._cut))
        self._all.add(self._playing)
        self._playing.add_done_callback(self._all.discard)
        return self._playing

    async def stop(self) -> None:
        playing = tuple(self._all)
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)

    async def _play(
        self, trigger: str, before: asyncio.Task[None] | None, cut: asyncio.Event
    ) -> None:
        if before is not None:
            await asyncio.wait({before})
        answer = self._graph.answer(self.state, trigger)
        if answer is None:
            raise NotRecorded(f"{trigger} in {self.state}")
        self.state = self.state.after(Trigger(trigger))
        for said in answer:
            with suppress(TimeoutError):
                await within(self._clock, said.after * self._pace, cut.wait())
                return
            self.state = self.state.after(said)
            await self._say(said.message)
