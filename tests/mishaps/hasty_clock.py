"""The machine's clock with seconds that pass more quickly: for the pauses that simulated people make."""

from datetime import datetime

from kiosk.clock import SystemClock


class HastyClock:
    """Implements `kiosk.contracts.clock.Clock`; `pace` of its seconds pass in one."""

    def __init__(self, pace: float) -> None:
        self._clock = SystemClock()
        self._pace = pace

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic() * self._pace

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds / self._pace)
