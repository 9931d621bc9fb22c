"""What every call driver keeps: the truth about queue, clerk and line, and an end that is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from remote_assist.terminal import Call, CallFault, CallPhase, CallStatus
from remote_assist.terminal.simulator import CLERK, CallSimulator
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

KIND = DeviceKind.CALL
WAITING = CallStatus(CallPhase.WAITING, position=1)
CONNECTED = CallStatus(CallPhase.CONNECTED, clerk=CLERK)


@pytest.fixture
async def simulator() -> AsyncIterator[CallSimulator]:
    simulator = CallSimulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def call(simulator: CallSimulator, clock: FakeClock) -> Call:
    made: Call = make_driver(KIND, simulator.describe(), clock)
    return made


@pytest.fixture(params=["simulated", "absent"])
def any_call(request: pytest.FixtureRequest, clock: FakeClock) -> Call:
    if request.param == "simulated":
        made: Call = request.getfixturevalue("call")
        return made
    absent: Call = make_driver(KIND, {"driver": "absent"}, clock)
    return absent


async def now(call: Call) -> CallStatus:
    async with watching(call.watch()) as statuses:
        return await anext(statuses)


async def test_hanging_up_when_idle_is_harmless(any_call: Call, clock: FakeClock) -> None:
    await passing(clock, any_call.hang_up(), at_most=10)
    assert (await passing(clock, now(any_call))).phase is CallPhase.IDLE


async def test_dialling_works_or_is_refused_by_the_fault_told(
    any_call: Call, clock: FakeClock
) -> None:
    fault = (await passing(clock, now(any_call))).fault
    if fault is None:
        await any_call.dial("help", "de")
        assert (await now(any_call)).phase is CallPhase.WAITING
    else:
        with pytest.raises(DeviceFailed) as failed:
            await any_call.dial("help", "de")
        assert failed.value.fault is fault
    await any_call.hang_up()
    assert (await now(any_call)).phase in {CallPhase.IDLE, CallPhase.ENDED}


async def test_a_call_from_the_queue_to_its_end(call: Call, simulator: CallSimulator) -> None:
    async with watching(call.watch()) as statuses:
        assert await anext(statuses) == CallStatus()
        simulator.let_wait(1)
        await call.dial("meldebescheinigung", "tr")
        assert await anext(statuses) == CallStatus(CallPhase.WAITING, position=2)
        simulator.move_up()
        assert await anext(statuses) == WAITING
        simulator.accept()
        assert await anext(statuses) == CONNECTED
        simulator.end_call()
        assert await anext(statuses) == CallStatus(CallPhase.ENDED)
        simulator.let_wait(0)
        await call.dial("meldebescheinigung", "tr")
        assert await anext(statuses) == WAITING
        await call.hang_up()
        assert await anext(statuses) == CallStatus(CallPhase.ENDED)


async def test_the_desk_learns_what_it_is_about(call: Call, simulator: CallSimulator) -> None:
    await call.dial("fuehrungszeugnis", "uk")
    state = simulator.state()
    assert (state["topic"], state["language"]) == ("fuehrungszeugnis", "uk")
    await call.hang_up()


async def test_a_call_lasts_though_nobody_watches_it(
    call: Call, simulator: CallSimulator, clock: FakeClock
) -> None:
    await call.dial("help", "de")
    await clock.advance(1)
    simulator.accept()
    await clock.advance(0.1)
    assert await now(call) == CONNECTED
    await call.hang_up()
    await clock.advance(1)
    assert simulator.state()["phase"] == "ended"


async def test_a_terminal_that_is_gone_leaves_the_queue(
    simulator: CallSimulator, clock: FakeClock
) -> None:
    call: Call = make_driver(KIND, simulator.describe(), clock)
    await call.dial("help", "de")
    simulator.unplug()
    await clock.advance(0.5)
    assert simulator.state()["phase"] == "ended"


async def test_a_broken_line_ends_the_call_and_is_no_news_when_it_is_back(
    call: Call, simulator: CallSimulator, clock: FakeClock
) -> None:
    async with watching(call.watch()) as statuses:
        await anext(statuses)
        await call.dial("help", "de")
        assert await anext(statuses) == WAITING
        simulator.unplug()
        assert await anext(statuses) == CallStatus(CallPhase.ENDED, CallFault.LINE_LOST)
        following = asyncio.ensure_future(anext(statuses))
        simulator.plug_in()
        await passing(clock, clock.sleep(5))
        assert not following.done()
        await call.dial("help", "de")
        assert await following == WAITING
        await call.hang_up()


Mishap = Callable[[CallSimulator], None]
REFUSED: Mapping[CallFault, Mishap] = {
    CallFault.UNREACHABLE: lambda simulator: simulator.unplug(),
    CallFault.CLOSED: lambda simulator: simulator.close_desk(),
    CallFault.NO_CLERK: lambda simulator: simulator.send_clerks_away(),
}


@pytest.mark.parametrize("fault", REFUSED)
async def test_a_dial_is_refused_by_name(
    fault: CallFault, call: Call, simulator: CallSimulator
) -> None:
    REFUSED[fault](simulator)
    with pytest.raises(DeviceFailed) as failed:
        await call.dial("help", "de")
    assert failed.value.fault is fault


def accept_and_lose(simulator: CallSimulator) -> None:
    simulator.accept()
    simulator.lose_line()


async def until_the_end(statuses: AsyncIterator[CallStatus]) -> AsyncIterator[CallStatus]:
    while True:
        status = await anext(statuses)
        yield status
        if status.phase is CallPhase.ENDED:
            return


ENDED: Mapping[CallFault, Mishap] = {
    CallFault.LINE_LOST: accept_and_lose,
    CallFault.CLOSED: lambda simulator: simulator.close_desk(),
    CallFault.NO_CLERK: lambda simulator: simulator.send_clerks_away(),
}


@pytest.mark.parametrize("fault", ENDED)
async def test_a_call_is_ended_by_name(
    fault: CallFault, call: Call, simulator: CallSimulator
) -> None:
    async with watching(call.watch()) as statuses:
        await anext(statuses)
        await call.dial("help", "de")
        assert await anext(statuses) == WAITING
        ENDED[fault](simulator)
        ended = [status async for status in until_the_end(statuses)][-1]
        assert ended == CallStatus(CallPhase.ENDED, fault)


def test_every_fault_is_reached() -> None:
    assert set(REFUSED) | set(ENDED) == set(CallFault)


@pytest.mark.device
async def test_the_desk_out_there_takes_a_call(device_table: Mapping[str, object]) -> None:
    call: Call = make_driver(KIND, device_table, SystemClock())
    await call.dial("test", "de")
    async with watching(call.watch()) as statuses, asyncio.timeout(60):
        while (await anext(statuses)).phase is not CallPhase.CONNECTED:
            pass
    await call.hang_up()
