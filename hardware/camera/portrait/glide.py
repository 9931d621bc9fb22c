"""Numbers on their way from one value to the next, as limbs move: without a jolt."""

import math
from dataclasses import dataclass, field

_SECONDS = 0.6  # from one posture to the next


@dataclass(slots=True)
class Glide:
    target: float
    seconds: float = _SECONDS
    _from: float = field(init=False)
    _since: float = -math.inf

    def __post_init__(self) -> None:
        self._from = self.target

    def go(self, target: float, now: float) -> None:
        """Set out for `target` at the moment `now`, which may be yet to come."""
        self._from, self._since, self.target = self.at(now), now, target

    def at(self, now: float) -> float:
        part = min(1.0, max(0.0, (now - self._since) / self.seconds))
        return self._from + (self.target - self._from) * part * part * (3 - 2 * part)


def step(value: float, size: float) -> float:
    """Answer the value rounded to a multiple of `size`."""
    return round(round(value / size) * size, 4)
