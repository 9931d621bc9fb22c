"""Time as a port: whoever waits or stamps asks an injected clock."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Answer the wall-clock time, timezone-aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Answer seconds from an arbitrary start; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of this clock's time."""
        ...
