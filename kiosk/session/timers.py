"""The machine's timers on the injected clock."""

import asyncio

from kiosk.domain.effects import StartTimer, StopTimer
from kiosk.domain.events import Timer, TimerExpired
from kiosk.session.workplace import Workplace


class Timers:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._running: dict[Timer, asyncio.Task[None]] = {}

    def start(self, effect: StartTimer) -> None:
        self.stop(StopTimer(effect.timer))
        self._running[effect.timer] = self._place.work(self._expire(effect))

    def stop(self, effect: StopTimer) -> None:
        task = self._running.pop(effect.timer, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _expire(self, effect: StartTimer) -> None:
        await self._place.clock.sleep(effect.seconds)
        if self._running.get(effect.timer) is asyncio.current_task():
            del self._running[effect.timer]
        self._place.feed(TimerExpired(effect.timer))
