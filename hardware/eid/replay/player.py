"""Plays the answers of the graph, one trigger after the other, with their recorded pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from hardware.eid.replay.graph import CANCEL, REMOVE, Graph, State
from hardware.eid.replay.recording import Said, Trigger
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

    def meet(self, trigger: str) -> asyncio.Task[None]:
        """Answer a trigger when what is being said has been said; loss and cancelling cut it off."""
        before = self._playing
        cuts = trigger == CANCEL or (trigger == REMOVE and self.state.working)
        if before is not None and cuts:
            before.cancel()
        self._playing = asyncio.create_task(self._play(trigger, before))
        return self._playing

    async def stop(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.wait({self._playing})

    async def _play(self, trigger: str, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        answer = self._graph.answer(self.state, trigger)
        if answer is None:
            raise NotRecorded(f"{trigger} in {self.state}")
        self.state = self.state.after(Trigger(trigger))
        for said in answer:
            await self._clock.sleep(said.after * self._pace)
            await self._tell(said)

    async def _tell(self, said: Said) -> None:
        self.state = self.state.after(said)
        await self._say(said.message)
