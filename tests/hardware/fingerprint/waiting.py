"""Waits for what a simulated scanner does, while real sockets work and no simulated time passes."""

import asyncio
from collections.abc import Callable

from hardware.fingerprint.simulator import FingerprintSimulator
from tests.fake_clock import FakeClock

LONGEST = 10.0
PACE = 0.02
"""Simulated seconds in some real milliseconds: slow enough for sockets on a busy machine."""


async def until(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fail after some real seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    while not condition():
        assert loop.time() < end, "it did not come to that"
        await moment()


async def comes(clock: FakeClock, condition: Callable[[], object]) -> None:
    """Let the clock run, slowly enough for real sockets, until the condition holds."""
    end = asyncio.get_running_loop().time() + LONGEST
    while not condition():
        assert asyncio.get_running_loop().time() < end, "it does not come to that"
        await clock.advance(PACE)
        await moment()


async def waits_for_a_finger(simulator: FingerprintSimulator) -> None:
    await until(lambda: simulator.state()["waits_for"])


async def moment() -> None:
    """Let some real milliseconds pass."""
    loop = asyncio.get_running_loop()
    turn = loop.create_future()
    timer = loop.call_later(0.004, turn.set_result, None)
    try:
        await turn
    finally:
        timer.cancel()
