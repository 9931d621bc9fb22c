"""Bounds a wait by the injected clock (`asyncio.timeout` would ask the machine's)."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from kiosk.contracts.clock import Clock

T = TypeVar("T")


async def within(clock: Clock, seconds: float, work: Awaitable[T]) -> T:
    """Answer what `work` answers; raise TimeoutError, `work` cancelled, after `seconds` of `clock`."""
    running = asyncio.ensure_future(work)
    timer = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait((running, timer), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            return running.result()
        raise TimeoutError
    finally:
        running.cancel()
        timer.cancel()
        await asyncio.gather(running, timer, return_exceptions=True)


async def done_within(clock: Clock, seconds: float, work: asyncio.Future[T]) -> bool:
    """Answer whether `work` ended within `seconds` of `clock`; it goes on if not."""
    timer = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait((work, timer), return_when=asyncio.FIRST_COMPLETED)
        return work.done()
    finally:
        timer.cancel()
        await asyncio.gather(timer, return_exceptions=True)
