"""A citizen who means well: comes, takes a moment to see what is wrong, puts it right, stands still."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hardware.camera.portrait.person import STANDS
from hardware.camera.portrait.sitting import Sitting

_REACTS = (0.9, 1.6)  # seconds from an instruction that is read and heard to the first movement
_DOOR = 190.0  # centimetres, where one comes in


@dataclass(frozen=True, slots=True)
class _Flaw:
    """One thing about how a person first stands there that the terminal will mention."""

    name: str
    least: float
    most: float


_FLAWS = (
    _Flaw("distance", 18.0, 30.0),
    _Flaw("aside", 9.0, 12.0),
    _Flaw("height", 15.0, 19.0),
    _Flaw("yaw", 9.0, 14.0),
    _Flaw("pitch", -14.0, -9.0),
    _Flaw("roll", 7.0, 11.0),
)


def behave(sitting: Sitting, now: float, seed: int) -> Iterator[tuple[float, Callable[[], None]]]:
    """Let the person come; yield when (in the clock's seconds) they do what next.

    They come to a stand with two flaws, and put one right after the other.
    """
    dice = random.Random(seed)  # noqa: S311 - the same citizen for the same seed, no secret
    sitting.stand_properly(now)
    flaws = dice.sample(_FLAWS, 2)
    for flaw in flaws:
        glide = getattr(sitting, flaw.name)
        off = dice.uniform(flaw.least, flaw.most)
        glide.go(glide.target + off, now - glide.seconds)
    stand = sitting.distance.at(now)
    sitting.distance.go(_DOOR, now - sitting.distance.seconds)
    sitting.distance.go(stand, now)
    at = now + sitting.distance.seconds
    for flaw in flaws:
        at += dice.uniform(*_REACTS)
        right = STANDS if flaw.name == "distance" else 0.0
        yield at, lambda flaw=flaw, right=right, at=at: getattr(sitting, flaw.name).go(right, at)  # type: ignore[misc]
        at += getattr(sitting, flaw.name).seconds
