"""Latest: watchers see the value now and every change, and nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

from hardware.latest import Latest
from tests.fake_clock import settle

T = TypeVar("T")


async def after(watcher: AsyncIterator[T]) -> T:
    async with asyncio.timeout(2):
        return await anext(watcher)


async def test_the_first_value_is_the_one_now() -> None:
    latest = Latest("a")
    latest.show("b")
    assert await after(latest.watch()) == "b"


async def test_the_same_value_again_wakes_nobody() -> None:
    latest = Latest("a")
    watcher = latest.watch()
    await after(watcher)
    waiting = asyncio.ensure_future(after(watcher))
    await settle()
    latest.show("a")
    await settle()
    assert not waiting.done()
    latest.show("b")
    assert await waiting == "b"


async def test_a_slow_watcher_gets_only_the_newest() -> None:
    latest = Latest(1)
    watcher = latest.watch()
    await after(watcher)
    latest.show(2)
    latest.show(3)
    assert await after(watcher) == 3


async def test_a_change_taken_back_before_anyone_looked_is_none() -> None:
    latest = Latest("well")
    watcher = latest.watch()
    await after(watcher)
    waiting = asyncio.ensure_future(after(watcher))
    await settle()
    latest.show("ill")
    latest.show("well")
    await settle()
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait({waiting})


async def test_every_watcher_is_told() -> None:
    latest = Latest(0)
    watchers = [latest.watch() for _ in range(3)]
    assert [await after(watcher) for watcher in watchers] == [0, 0, 0]
    latest.show(7)
    assert [await after(watcher) for watcher in watchers] == [7, 7, 7]
