"""Lets time pass on the fake clock, little by little, until something real has happened."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from tests.fake_clock import FakeClock

T = TypeVar("T")

STEP = 0.1
AT_MOST = 300.0


async def passing(clock: FakeClock, work: Awaitable[T], *, at_most: float = AT_MOST) -> T:
    """Answer what `work` answers while `clock` runs on; fail after `at_most` of its seconds."""
    running = asyncio.ensure_future(work)
    end = clock.monotonic() + at_most
    while not running.done():
        if clock.monotonic() > end:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            raise AssertionError(f"Nothing happened for {at_most} s.")
        await clock.advance(STEP)
    return await running
