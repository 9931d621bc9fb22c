"""Drives the simulated keypad: key strokes from presses and releases, a stuck key by its time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from hardware.keypad import Key, Keypad, KeypadFault, KeypadStatus
from hardware.patience import done_within
from hardware.simulation.lines import Fields, Garbled, field
from hardware.simulation.link import Condition, Link, Phase
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)

# Nobody means a key that long; EN 301 549, 5.7 lets repetition begin after 2 s at the earliest.
STUCK_AFTER = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `HOST:PORT` of the simulator, on loopback."""

    address: str = ""


def make(settings: Settings, clock: Clock) -> Keypad:
    return SimulatedKeypad(Link("keypad", settings.address, clock), clock)


@dataclass(frozen=True, slots=True)
class Told:
    """What the keypad tells of itself; `held` are the keys that are down now."""

    fault: KeypadFault | None
    headset: bool
    held: tuple[str, ...]


class SimulatedKeypad:
    """Implements `hardware.keypad.Keypad`."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link = link
        self._clock = clock

    async def keys(self) -> AsyncIterator[Key]:
        pressed: dict[Key, float] = {}
        async with aclosing(self._link.events()) as events:
            async for event in events:
                try:
                    key, down = _stroke(event)
                except Garbled as garbled:
                    logger.warning("The keypad tells of %s.", garbled)
                    continue
                now = self._clock.monotonic()
                if down:
                    pressed.setdefault(key, now)
                elif now - pressed.pop(key, -STUCK_AFTER) < STUCK_AFTER:
                    yield key

    async def watch(self) -> AsyncIterator[KeypadStatus]:
        shown: KeypadStatus | None = None
        async with aclosing(self._link.watch(_told)) as conditions:
            told, since = await anext(conditions), self._clock.monotonic()
            following = asyncio.ensure_future(anext(conditions))
            try:
                while True:
                    left = since + STUCK_AFTER - self._clock.monotonic()
                    stuck = bool(told.held) and left <= 0
                    status = KeypadStatus(
                        KeypadFault.KEY_STUCK if stuck else told.fault, told.headset
                    )
                    if status != shown:
                        shown = status
                        yield status
                    waits = bool(told.held) and not stuck
                    if waits and not await done_within(self._clock, left, following):
                        continue
                    newer = await following
                    following = asyncio.ensure_future(anext(conditions))
                    if newer.held != told.held:
                        since = self._clock.monotonic()
                    told = newer
            finally:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)


def _stroke(event: Fields) -> tuple[Key, bool]:
    try:
        return Key(field(event, "key", str)), field(event, "down", bool)
    except ValueError:
        raise Garbled("a key that there is not") from None


def _told(condition: Condition) -> Told:
    if condition.phase is not Phase.UP:
        return Told(KeypadFault.NOT_FOUND, headset=False, held=())
    held = field(condition.status, "held", list)
    return Told(None, field(condition.status, "headset", bool), tuple(map(str, held)))
