"""A wait bounded by the injected clock ends in time, and lets nothing run on."""

import asyncio

import pytest

from hardware.patience import within
from tests.fake_clock import FakeClock


async def test_work_that_ends_in_time_is_answered(clock: FakeClock) -> None:
    work: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    bounded = asyncio.ensure_future(within(clock, 5, work))
    await clock.advance(4.9)
    work.set_result("done")
    assert await bounded == "done"


async def test_work_that_takes_too_long_is_cancelled(clock: FakeClock) -> None:
    work: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    bounded = asyncio.ensure_future(within(clock, 5, work))
    await clock.advance(5)
    with pytest.raises(TimeoutError):
        await bounded
    assert work.cancelled()


async def test_an_error_of_the_work_comes_through(clock: FakeClock) -> None:
    async def break_down() -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await within(clock, 5, break_down())


async def test_cancelling_the_wait_cancels_the_work(clock: FakeClock) -> None:
    work: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    bounded = asyncio.ensure_future(within(clock, 5, work))
    await clock.advance(1)
    bounded.cancel()
    with pytest.raises(asyncio.CancelledError):
        await bounded
    assert work.cancelled()
