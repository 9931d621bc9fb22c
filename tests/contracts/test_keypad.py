"""What every keypad driver keeps: each stroke once, on release; a key that sticks is told, not heard."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hardware.keypad import Key, Keypad, KeypadFault, KeypadStatus
from hardware.keypad.simulated import STUCK_AFTER
from hardware.keypad.simulator import KeypadSimulator
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

KIND = DeviceKind.KEYPAD


@pytest.fixture
async def simulator() -> AsyncIterator[KeypadSimulator]:
    simulator = KeypadSimulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def keypad(simulator: KeypadSimulator, clock: FakeClock) -> Keypad:
    made: Keypad = make_driver(KIND, simulator.describe(), clock)
    return made


@pytest.fixture(params=["simulated", "absent"])
def any_keypad(request: pytest.FixtureRequest, clock: FakeClock) -> Keypad:
    if request.param == "simulated":
        made: Keypad = request.getfixturevalue("keypad")
        return made
    absent: Keypad = make_driver(KIND, {"driver": "absent"}, clock)
    return absent


async def next_key(keys: AsyncIterator[Key], clock: FakeClock) -> "asyncio.Future[Key]":
    """Listen for the next key; what is pressed once this has returned is heard."""
    hearing = asyncio.ensure_future(anext(keys))
    await clock.advance(0.1)
    return hearing


async def test_no_key_comes_by_itself(any_keypad: Keypad, clock: FakeClock) -> None:
    async with watching(any_keypad.keys()) as keys:
        hearing = await next_key(keys, clock)
        await clock.advance(60)
        assert not hearing.done()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)


@pytest.mark.parametrize("key", Key)
async def test_every_key_is_heard(
    key: Key, keypad: Keypad, simulator: KeypadSimulator, clock: FakeClock
) -> None:
    async with watching(keypad.keys()) as keys:
        hearing = await next_key(keys, clock)
        simulator.press(key)
        assert await hearing is key


async def test_strokes_keep_their_order_and_none_is_lost(
    keypad: Keypad, simulator: KeypadSimulator, clock: FakeClock
) -> None:
    strokes = [Key.NEXT, Key.NEXT, Key.PREVIOUS, Key.SELECT, Key.NEXT]
    async with watching(keypad.keys()) as keys:
        hearing = await next_key(keys, clock)
        for key in strokes:
            simulator.press(key)
        heard = [await hearing, *[await anext(keys) for _ in strokes[1:]]]
    assert heard == strokes


async def test_a_held_key_counts_once_when_let_go(
    keypad: Keypad, simulator: KeypadSimulator, clock: FakeClock
) -> None:
    async with watching(keypad.keys()) as keys:
        hearing = await next_key(keys, clock)
        simulator.hold(Key.SELECT)
        await clock.advance(5)
        assert not hearing.done()
        simulator.let_go(Key.SELECT)
        assert await hearing is Key.SELECT


async def test_a_stuck_key_is_told_and_never_heard(
    keypad: Keypad, simulator: KeypadSimulator, clock: FakeClock
) -> None:
    async with watching(keypad.keys()) as keys, watching(keypad.watch()) as statuses:
        hearing = await next_key(keys, clock)
        assert await anext(statuses) == KeypadStatus()
        simulator.hold(Key.HELP)
        stuck = asyncio.ensure_future(anext(statuses))
        await passing(clock, clock.sleep(STUCK_AFTER - 1))
        assert not stuck.done()
        assert await passing(clock, stuck) == KeypadStatus(KeypadFault.KEY_STUCK)
        simulator.plug_in_headset()
        assert await anext(statuses) == KeypadStatus(KeypadFault.KEY_STUCK, headset=True)
        simulator.let_go(Key.HELP)
        assert await anext(statuses) == KeypadStatus(headset=True)
        simulator.press(Key.BACK)
        assert await hearing is Key.BACK


async def test_strokes_before_the_stuck_time_change_no_condition(
    keypad: Keypad, simulator: KeypadSimulator, clock: FakeClock
) -> None:
    async with watching(keypad.watch()) as statuses:
        await anext(statuses)
        changed = asyncio.ensure_future(anext(statuses))
        for _ in range(4):
            simulator.hold(Key.NEXT)
            await passing(clock, clock.sleep(STUCK_AFTER / 2))
            simulator.let_go(Key.NEXT)
            await clock.advance(0.1)
        assert not changed.done()
        simulator.plug_in_headset()
        assert await changed == KeypadStatus(headset=True)


MISHAPS: Mapping[KeypadFault, Callable[[KeypadSimulator], None]] = {
    KeypadFault.NOT_FOUND: lambda simulator: simulator.unplug(),
    KeypadFault.KEY_STUCK: lambda simulator: simulator.hold(),
}


@pytest.mark.parametrize("fault", KeypadFault)
async def test_every_fault_is_reached(
    fault: KeypadFault, keypad: Keypad, simulator: KeypadSimulator, clock: FakeClock
) -> None:
    async with watching(keypad.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        MISHAPS[fault](simulator)
        assert (await passing(clock, anext(statuses))).fault is fault


@pytest.mark.device
async def test_the_thing_on_the_desk_tells_a_key(device_table: Mapping[str, object]) -> None:
    keypad: Keypad = make_driver(KIND, device_table, SystemClock())
    async with watching(keypad.watch()) as statuses:
        assert (await anext(statuses)).fault is None
    async with watching(keypad.keys()) as keys, asyncio.timeout(30):
        assert await anext(keys) in set(Key)
