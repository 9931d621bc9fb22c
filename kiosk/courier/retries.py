"""How long to wait before the next try: exponential backoff with full jitter."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds: the first ceiling, the last ceiling, and the least wait."""

    first: float = 2.0
    last: float = 900.0
    least: float = 0.5

    def seconds(self, failures: int, chance: random.Random) -> float:
        """Answer a wait after `failures` in a row (from 1), anywhere between least and ceiling.

        Full jitter: a thousand terminals whose network comes back do not knock all at once.
        """
        doublings = min(max(failures - 1, 0), 32)
        ceiling = min(self.last, self.first * 2**doublings)
        return max(self.least, chance.uniform(0.0, ceiling))
