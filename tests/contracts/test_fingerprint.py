"""What every fingerprint driver keeps: one whole image, or the fault that says why not."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from hardware.failures import DeviceFailed
from hardware.fingerprint import (
    FingerImage,
    FingerPosition,
    FingerprintFault,
    FingerprintScanner,
    FingerprintStatus,
)
from hardware.fingerprint.simulator import READING, FingerprintSimulator
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

KIND = DeviceKind.FINGERPRINT
Mishap = Callable[[FingerprintSimulator], None]
RIGHT, LEFT = FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX


@pytest.fixture
async def simulator(clock: FakeClock) -> AsyncIterator[FingerprintSimulator]:
    simulator = FingerprintSimulator(clock)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def scanner(simulator: FingerprintSimulator, clock: FakeClock) -> FingerprintScanner:
    made: FingerprintScanner = make_driver(KIND, simulator.describe(), clock)
    return made


@pytest.fixture(params=["simulated", "absent"])
def any_scanner(request: pytest.FixtureRequest, clock: FakeClock) -> FingerprintScanner:
    if request.param == "simulated":
        made: FingerprintScanner = request.getfixturevalue("scanner")
        return made
    absent: FingerprintScanner = make_driver(KIND, {"driver": "absent"}, clock)
    return absent


async def now(scanner: FingerprintScanner) -> FingerprintStatus:
    async with watching(scanner.watch()) as statuses:
        return await anext(statuses)


async def taken(
    scanner: FingerprintScanner, clock: FakeClock, position: FingerPosition = RIGHT
) -> FingerImage:
    """Answer the image of what lies there; drawing it takes real time, but none of the clock's."""
    capturing = asyncio.ensure_future(scanner.capture(position, patience=10))
    await clock.advance(READING)
    async with asyncio.timeout(10):
        return await capturing


def whole(image: FingerImage) -> bool:
    return image.dpi == 500 and len(image.pixels) == image.width * image.height


async def test_patience_ends_with_no_finger_or_the_fault_told(
    any_scanner: FingerprintScanner, clock: FakeClock
) -> None:
    fault = (await passing(clock, now(any_scanner))).fault
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, any_scanner.capture(RIGHT, patience=3), at_most=10)
    assert failed.value.fault is (fault or FingerprintFault.NO_FINGER)


async def test_cancelling_without_a_capture_is_harmless(
    any_scanner: FingerprintScanner, clock: FakeClock
) -> None:
    await passing(clock, any_scanner.cancel(), at_most=10)


async def test_a_finger_becomes_one_whole_image(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.place_finger(RIGHT)
    image = await taken(scanner, clock)
    assert whole(image)
    assert min(image.pixels) < 60
    assert max(image.pixels) > 200


async def test_the_capture_waits_for_the_finger(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(LEFT, patience=20))
    await clock.advance(5)
    assert simulator.state()["waits_for"] == "left_index"
    assert not capturing.done()
    simulator.place_finger(LEFT)
    await clock.advance(READING)
    async with asyncio.timeout(10):
        assert whole(await capturing)
    assert simulator.state()["waits_for"] is None


async def test_a_cancelled_capture_says_no_finger(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=20))
    await clock.advance(1)
    await scanner.cancel()
    with pytest.raises(DeviceFailed) as failed:
        await capturing
    assert failed.value.fault is FingerprintFault.NO_FINGER
    simulator.place_finger(RIGHT)
    assert whole(await taken(scanner, clock))


async def test_a_capture_given_up_leaves_the_scanner_ready(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    async with watching(scanner.watch()) as statuses:
        await anext(statuses)
        capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=20))
        await clock.advance(1)
        capturing.cancel()
        await asyncio.gather(capturing, return_exceptions=True)
        await clock.advance(0.1)
        assert simulator.state()["waits_for"] is None


BEFORE: Mapping[FingerprintFault, Mishap] = {
    FingerprintFault.NOT_FOUND: lambda simulator: simulator.unplug(),
}
DURING: Mapping[FingerprintFault, Mishap] = {
    FingerprintFault.UNPLUGGED: lambda simulator: simulator.unplug(),
    FingerprintFault.NO_FINGER: lambda _: None,
    FingerprintFault.POOR_CONTACT: lambda simulator: simulator.press_lightly(),
    FingerprintFault.TWO_FINGERS: lambda simulator: simulator.place_two_fingers(),
}


@pytest.mark.parametrize("fault", FingerprintFault)
async def test_every_fault_is_reached(
    fault: FingerprintFault,
    scanner: FingerprintScanner,
    simulator: FingerprintSimulator,
    clock: FakeClock,
) -> None:
    if fault in BEFORE:
        BEFORE[fault](simulator)
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=5))
    await clock.advance(1)
    if fault not in BEFORE:
        DURING[fault](simulator)
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, capturing, at_most=20)
    assert failed.value.fault is fault


async def test_a_hung_scanner_counts_as_unplugged(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=30))
    await clock.advance(1)
    simulator.fall_silent()
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, capturing, at_most=20)
    assert failed.value.fault is FingerprintFault.UNPLUGGED


async def test_the_condition_follows_the_cable(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    async with watching(scanner.watch()) as statuses:
        assert await anext(statuses) == FingerprintStatus()
        simulator.unplug()
        assert await anext(statuses) == FingerprintStatus(FingerprintFault.UNPLUGGED)
        simulator.plug_in()
        assert await passing(clock, anext(statuses)) == FingerprintStatus()


@pytest.mark.device
async def test_the_thing_on_the_desk_waits_for_a_finger(device_table: Mapping[str, object]) -> None:
    scanner: FingerprintScanner = make_driver(KIND, device_table, SystemClock())
    assert (await now(scanner)).fault is None
    assert whole(await scanner.capture(RIGHT, patience=30))
