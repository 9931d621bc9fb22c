"""The line to a simulated device, over a real socket: answers, news, and every way it can break."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from enum import StrEnum

import pytest

from hardware.simulation.device_end import AddressTaken, DeviceEnd, Refusal, Report
from hardware.simulation.lines import LONGEST_LINE, Fields
from hardware.simulation.link import Condition, Link, LinkDown, LinkLost, Misasked, Phase, Refused
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing

RawPeer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class LampFault(StrEnum):
    BROKEN = "lamp.broken"


class OtherFault(StrEnum):
    BENT = "lamp.bent"


async def echo(details: Fields, report: Report) -> Fields:
    report({"half": "way"})
    return details


async def refuse(_details: Fields, _report: Report) -> Fields:
    raise Refusal(LampFault.BROKEN)


async def ponder(_details: Fields, _report: Report) -> Fields:
    answer: asyncio.Future[Fields] = asyncio.get_running_loop().create_future()
    return await answer


async def trip(_details: Fields, _report: Report) -> Fields:
    raise ZeroDivisionError


@asynccontextmanager
async def lamp() -> AsyncIterator[DeviceEnd]:
    answers = {"echo": echo, "refuse": refuse, "ponder": ponder, "trip": trip}
    end = DeviceEnd("lamp", answers, {"lit": False})
    await end.start()
    try:
        yield end
    finally:
        await end.stop()


@asynccontextmanager
async def raw(peer: RawPeer) -> AsyncIterator[str]:
    """A peer that does not keep to the protocol; answers its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await peer(reader, writer)
            await reader.read()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def as_is(condition: Condition) -> Condition:
    return condition


async def test_an_answer_with_news_on_the_way(clock: FakeClock) -> None:
    news: list[Fields] = []
    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        assert await link.ask("echo", {"text": "grün"}, report=news.append) == {"text": "grün"}
    assert news == [{"half": "way"}]


async def test_questions_in_a_row_get_their_own_answers(clock: FakeClock) -> None:
    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        answers = await asyncio.gather(*(link.ask("echo", {"n": n}) for n in range(20)))
    assert answers == [{"n": n} for n in range(20)]


async def test_a_refusal_carries_the_fault(clock: FakeClock) -> None:
    async with lamp() as end:
        with pytest.raises(Refused) as refused:
            await Link("lamp", end.address, clock, LampFault).ask("refuse")
    assert refused.value.fault is LampFault.BROKEN


@pytest.mark.parametrize("faults", [None, OtherFault])
async def test_a_fault_that_the_port_has_not_breaks_the_line(
    clock: FakeClock, faults: type[StrEnum] | None
) -> None:
    async with lamp() as end:
        with pytest.raises(LinkLost, match="a fault that there is not"):
            await Link("lamp", end.address, clock, faults).ask("refuse")


async def test_an_unknown_verb_is_answered_in_words(clock: FakeClock) -> None:
    async with lamp() as end:
        with pytest.raises(Misasked, match=r"does not know 'fly' \(it knows: echo, "):
            await Link("lamp", end.address, clock).ask("fly")


async def test_a_device_that_trips_says_so(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with lamp() as end:
        with pytest.raises(Misasked, match="broke at 'trip'"):
            await Link("lamp", end.address, clock).ask("trip")
    assert "ZeroDivisionError" in caplog.text


async def test_nobody_there(clock: FakeClock) -> None:
    async with lamp() as end:
        address = end.address
    with pytest.raises(LinkDown, match=address):
        await Link("lamp", address, clock).ask("echo")


async def test_another_device_at_the_address(clock: FakeClock) -> None:
    async with lamp() as end:
        with pytest.raises(LinkDown):
            await Link("heater", end.address, clock).ask("echo")


async def test_a_cut_line_leaves_the_question_open(clock: FakeClock) -> None:
    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        asking = asyncio.ensure_future(link.ask("ponder"))
        await clock.advance(0.1)
        end.cut()
        with pytest.raises(LinkLost):
            await asking


async def test_silence_ends_with_patience(clock: FakeClock) -> None:
    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        end.fall_silent()
        with pytest.raises(LinkDown):
            await passing(clock, link.ask("echo"))
        end.speak_again()
        asking = asyncio.ensure_future(link.ask("ponder", patience=1.0))
        with pytest.raises(LinkLost):
            await passing(clock, asking)


async def test_the_condition_through_a_life(clock: FakeClock) -> None:
    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        async with aclosing(link.watch(as_is)) as conditions:
            assert await anext(conditions) == Condition(Phase.UP, {"lit": False})
            end.show({"lit": True})
            assert await anext(conditions) == Condition(Phase.UP, {"lit": True})
            end.unplug()
            assert await anext(conditions) == Condition(Phase.LOST)
            end.plug_in()
            assert await passing(clock, anext(conditions)) == Condition(Phase.UP, {"lit": True})
            end.fall_silent()
            assert await passing(clock, anext(conditions)) == Condition(Phase.LOST)
            end.speak_again()
            assert await passing(clock, anext(conditions)) == Condition(Phase.UP, {"lit": True})


async def test_a_device_never_there_is_not_found_and_later_found(clock: FakeClock) -> None:
    end = DeviceEnd("lamp", {}, {})
    await end.start()
    end.unplug()
    link = Link("lamp", end.address, clock)
    async with aclosing(link.watch(as_is)) as conditions:
        assert (await anext(conditions)).phase is Phase.NOT_FOUND
        end.plug_in()
        assert (await passing(clock, anext(conditions))).phase is Phase.UP
    await end.stop()


async def test_a_question_does_not_wait_for_the_pause_to_end(clock: FakeClock) -> None:
    async with lamp() as end:
        end.unplug()
        link = Link("lamp", end.address, clock)
        async with aclosing(link.watch(as_is)) as conditions:
            await anext(conditions)
            await clock.advance(30)
            end.plug_in()
            assert await link.ask("echo", {"a": 1}) == {"a": 1}


async def test_pauses_between_tries_grow_to_a_bound(clock: FakeClock) -> None:
    knocks: list[float] = []

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(clock.monotonic())
        writer.close()

    async with raw(hang_up) as address, aclosing(Link("lamp", address, clock).watch(as_is)) as told:
        await anext(told)
        for _ in range(200):
            await clock.advance(0.1)
    pauses = [later - earlier for earlier, later in itertools.pairwise(knocks)]
    assert pauses == pytest.approx([0.2, 0.4, 0.8, 1.6] + [2.0] * (len(pauses) - 4), abs=0.11)
    assert len(pauses) > 8


GREETING = b'{"hello":"lamp","status":{}}\n'


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff\x10 no line at all\n",
        b'["a list"]\n',
        b'{"status": 5}\n',
        b'{"id": "one", "answer": {}}\n',
        b"x" * (LONGEST_LINE + 10) + b"\n",
        b'{"id": 1, "answer"',
    ],
    ids=["bytes", "list", "status", "id", "endless", "cut off"],
)
async def test_garbage_breaks_the_line_and_says_why(
    clock: FakeClock, garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING)
        await reader.readline()
        writer.write(garbage)
        writer.write_eof()

    async with raw(babble) as address:
        with pytest.raises(LinkLost, match="lamp: it sent"):
            await Link("lamp", address, clock).ask("echo")
    assert "it sent" in caplog.text


async def test_answers_to_nobody_are_passed_over(clock: FakeClock) -> None:
    async def confuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING + b'{"id":99,"answer":{}}\n')
        await reader.readline()
        writer.write(b'{"id":1,"answer":{"a":1}}\n{"id":1,"answer":{"a":2}}\n')

    async with raw(confuse) as address:
        assert await Link("lamp", address, clock).ask("echo") == {"a": 1}


async def test_the_device_survives_garbage_and_answers_on(clock: FakeClock) -> None:
    async with lamp() as end:
        host, port = end.address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        await reader.readline()
        writer.write(b"\xff\xff\n[]\n" + b"x" * (LONGEST_LINE + 10) + b"\n")
        for _ in range(3):
            assert b"The lamp got" in await reader.readline()
        writer.write(b'{"id":1,"ask":"echo","with":{"a":1}}\n')
        assert b"progress" in await reader.readline()
        assert await reader.readline() == b'{"id":1,"answer":{"a":1}}\n'
        writer.close()
        await writer.wait_closed()
        assert await Link("lamp", end.address, clock).ask("echo", {}) == {}


async def test_events_reach_every_listener_from_then_on(clock: FakeClock) -> None:
    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        async with (
            aclosing(link.watch(as_is)) as told,
            aclosing(link.events()) as one,
            aclosing(link.events()) as two,
        ):
            await anext(told)
            first = [asyncio.ensure_future(anext(one)), asyncio.ensure_future(anext(two))]
            await clock.advance(0)
            end.tell({"n": 1})
            end.tell({"n": 2})
            assert await asyncio.gather(*first) == [{"n": 1}, {"n": 1}]
            assert await anext(one) == {"n": 2}


async def test_the_line_is_let_go_when_nobody_uses_it(clock: FakeClock) -> None:
    gone = asyncio.Event()

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING)
        await reader.read()
        gone.set()

    async with raw(greet) as address:
        link = Link("lamp", address, clock)
        async with aclosing(link.watch(as_is)) as conditions:
            await anext(conditions)
            assert not gone.is_set()
        async with asyncio.timeout(2):
            await gone.wait()


@pytest.mark.parametrize("line_stays", [False, True], ids=["last user", "line stays"])
async def test_a_cancelled_question_is_dropped_at_the_device(
    clock: FakeClock, *, line_stays: bool
) -> None:
    ended = asyncio.Event()

    async def wait(details: Fields, report: Report) -> Fields:
        try:
            return await ponder(details, report)
        finally:
            ended.set()

    end = DeviceEnd("lamp", {"wait": wait, "echo": echo}, {})
    await end.start()
    link = Link("lamp", end.address, clock)
    async with aclosing(link.watch(as_is)) as conditions:
        if line_stays:
            await anext(conditions)
        asking = asyncio.ensure_future(link.ask("wait"))
        await clock.advance(0.1)
        asking.cancel()
        async with asyncio.timeout(2):
            await ended.wait()
        assert await link.ask("echo", {"a": 1}) == {"a": 1}
    await end.stop()


async def test_a_mistake_in_the_askers_report_goes_to_the_asker(clock: FakeClock) -> None:
    def trip_over(_news: Fields) -> None:
        raise KeyError("nothing")

    async with lamp() as end:
        link = Link("lamp", end.address, clock)
        with pytest.raises(KeyError):
            await link.ask("echo", {}, report=trip_over)
        assert await link.ask("echo", {"a": 1}) == {"a": 1}


async def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    async with lamp() as end:
        port = int(end.address.split(":")[1])
        with pytest.raises(AddressTaken, match=f"^Port {port} for heater is not free\\.$"):
            await DeviceEnd("heater", {}, {}).start(port)
