"""Waits for what a simulated scanner does, while real sockets work and no simulated time passes."""

import asyncio
from collections.abc import Callable

from hardware.fingerprint.simulator import FingerprintSimulator

LONGEST = 10.0


async def until(condition: Callable[[], object]) -> None:
    """Return when the condition holds; fail after some real seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    while not condition():
        assert loop.time() < end, "it did not come to that"
        turn: asyncio.Future[None] = loop.create_future()
        loop.call_later(0.002, turn.set_result, None)
        await turn


async def waits_for_a_finger(simulator: FingerprintSimulator) -> None:
    await until(lambda: simulator.state()["waits_for"])
