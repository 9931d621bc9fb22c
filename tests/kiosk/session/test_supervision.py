"""The session's end of the link, against a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from kiosk.contracts.supervision import (
    Beat,
    Before,
    Begun,
    End,
    Ended,
    EndReason,
    Go,
    Ready,
    SessionMessage,
    Shown,
    SupervisorMessage,
    decode_from_session,
    encode,
)
from kiosk.session.supervision import SupervisorLink
from tests.fake_clock import FakeClock, settle


@dataclass
class Supervisor:
    """The other end of the socket."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self) -> SessionMessage:
        return decode_from_session(await self.reader.readline())

    async def says(self, message: SupervisorMessage) -> None:
        self.writer.write(encode(message))
        await self.writer.drain()

    async def dies(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


@pytest.fixture
async def pair() -> AsyncIterator[tuple[SupervisorLink, Supervisor]]:
    ours, theirs = socket.socketpair()
    supervisor = Supervisor(*await asyncio.open_unix_connection(sock=ours))
    link = await SupervisorLink.open(theirs.detach())
    yield link, supervisor
    await link.close()
    await supervisor.dies()


Pair = tuple[SupervisorLink, Supervisor]


async def test_everything_said_is_heard_in_order(pair: Pair) -> None:
    link, supervisor = pair
    link.ready()
    link.shown()
    link.begun()
    link.ended(EndReason.LEFT)
    heard = [await supervisor.hears() for _ in range(4)]
    assert heard == [Ready(), Shown(), Begun(), Ended(EndReason.LEFT)]


async def test_go_brings_the_apology(pair: Pair) -> None:
    link, supervisor = pair
    told = Go(apology=True, before=Before.CRASH)
    await supervisor.says(told)
    assert await link.wait_for_go() == told
    assert await link.wait_for_go() == told


async def test_end_before_go_means_leave(pair: Pair) -> None:
    link, supervisor = pair
    await supervisor.says(End())
    assert await link.wait_for_go() is None
    await link.wait_for_end()


async def test_end_after_go(pair: Pair) -> None:
    link, supervisor = pair
    await supervisor.says(Go())
    await link.wait_for_go()
    ending = asyncio.create_task(link.wait_for_end())
    await settle()
    assert not ending.done()
    await supervisor.says(End())
    await ending


async def test_a_supervisor_that_dies_ends_the_session(pair: Pair) -> None:
    link, supervisor = pair
    await supervisor.dies()
    assert await link.wait_for_go() is None
    await link.wait_for_end()
    link.shown()
    await link.close()


@pytest.mark.parametrize("nonsense", [b"\n", b"go\n", b"x" * 5000 + b"\n"])
async def test_nonsense_ends_the_session(pair: Pair, nonsense: bytes) -> None:
    link, supervisor = pair
    supervisor.writer.write(nonsense)
    assert await link.wait_for_go() is None
    await link.wait_for_end()


async def test_beats_carry_both_counters(pair: Pair, clock: FakeClock) -> None:
    link, supervisor = pair
    frames = iter((7, 7, 30))
    beating = asyncio.create_task(link.keep_beating(clock, lambda: next(frames)))
    await clock.advance(2)
    beating.cancel()
    assert [await supervisor.hears() for _ in range(3)] == [Beat(7, 1), Beat(7, 2), Beat(30, 3)]


async def test_without_a_supervisor_it_goes_at_once() -> None:
    link = await SupervisorLink.open(None)
    assert await link.wait_for_go() == Go(apology=False, before=Before.START)
    link.ready()
    link.ended(EndReason.FINISHED)
    ending = asyncio.create_task(link.wait_for_end())
    await settle()
    assert not ending.done()
    ending.cancel()
    await link.close()


async def test_a_supervisor_that_does_not_read_costs_no_memory(
    pair: Pair, clock: FakeClock
) -> None:
    link, _ = pair
    beating = asyncio.create_task(link.keep_beating(clock, lambda: 1))
    await clock.advance(20_000)
    beating.cancel()
    assert link._writer is not None
    assert link._writer.transport.get_write_buffer_size() < 70_000
