"""What every fingerprint driver keeps: one whole image, or the fault that says why not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import pytest

from hardware.failures import DeviceFailed
from hardware.fingerprint import (
    FingerImage,
    FingerPosition,
    FingerprintFault,
    FingerprintScanner,
    FingerprintStatus,
)
from hardware.fingerprint.libfprint.driver import LibfprintScanner
from hardware.fingerprint.simulator import NAME, FingerprintSimulator
from hardware.fingerprint.wsbd.names import SUBMODALITIES
from hardware.fingerprint.wsbd_service.glass import READING
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.fingerprint.virtual_image import installed
from tests.hardware.fingerprint.waiting import comes, until, waits_for_a_finger
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


@dataclass(frozen=True)
class Stand:
    """A scanner; `ready` returns when it waits for a finger, or at once where it never will."""

    scanner: FingerprintScanner
    ready: Callable[[], Awaitable[None]]


def by_wsbd(request: pytest.FixtureRequest) -> Stand:
    simulator: FingerprintSimulator = request.getfixturevalue("simulator")
    return Stand(request.getfixturevalue("scanner"), lambda: waits_for_a_finger(simulator))


def by_libfprint(request: pytest.FixtureRequest) -> Stand:
    if not installed():
        pytest.skip("libfprint is not installed")
    socket = str(request.getfixturevalue("tmp_path") / "reader.sock")
    table = {"driver": "libfprint", "virtual": socket}
    scanner: LibfprintScanner = make_driver(KIND, table, request.getfixturevalue("clock"))
    return Stand(scanner, lambda: until(lambda: scanner.waits))


def by_nothing(request: pytest.FixtureRequest) -> Stand:
    async def never() -> None: ...

    clock = request.getfixturevalue("clock")
    return Stand(make_driver(KIND, {"driver": "absent"}, clock), never)


@pytest.fixture(params=[by_wsbd, by_libfprint, by_nothing])
def stand(request: pytest.FixtureRequest) -> Stand:
    made: Stand = request.param(request)
    return made


async def now(scanner: FingerprintScanner) -> FingerprintStatus:
    async with watching(scanner.watch()) as statuses:
        return await anext(statuses)


async def taken(
    scanner: FingerprintScanner,
    simulator: FingerprintSimulator,
    clock: FakeClock,
    position: FingerPosition = RIGHT,
) -> FingerImage:
    """Answer the image of what lies there; drawing it takes real time, but none of the clock's."""
    capturing = asyncio.ensure_future(scanner.capture(position, patience=10))
    await waits_for_a_finger(simulator)
    await clock.advance(READING)
    async with asyncio.timeout(10):
        return await capturing


def whole(image: FingerImage) -> bool:
    return image.dpi == 500 and len(image.pixels) == image.width * image.height


def test_every_finger_has_its_name_on_the_wire() -> None:
    assert set(SUBMODALITIES) == set(FingerPosition)


async def test_patience_ends_with_no_finger_or_the_fault_told(
    stand: Stand, clock: FakeClock
) -> None:
    async with asyncio.timeout(10):
        fault = (await now(stand.scanner)).fault
    capturing = asyncio.ensure_future(stand.scanner.capture(RIGHT, patience=3))
    await stand.ready()
    await comes(clock, capturing.done)
    with pytest.raises(DeviceFailed) as failed:
        await capturing
    assert failed.value.fault is (fault or FingerprintFault.NO_FINGER)


async def test_cancelling_ends_a_capture_at_once_and_is_harmless_without(stand: Stand) -> None:
    async with asyncio.timeout(20):
        await stand.scanner.cancel()
        capturing = asyncio.ensure_future(stand.scanner.capture(RIGHT, patience=30))
        await stand.ready()
        await stand.scanner.cancel()
        with pytest.raises(DeviceFailed):
            await capturing


async def test_who_gives_up_hears_of_no_fault_and_leaves_the_scanner_ready(stand: Stand) -> None:
    async with asyncio.timeout(20):
        for _ in range(2):
            capturing = asyncio.ensure_future(stand.scanner.capture(RIGHT, patience=30))
            await stand.ready()
            if not capturing.done():
                capturing.cancel()
                # As the session does it: the asker is told to stop, and the scanner too.
                await asyncio.gather(capturing, stand.scanner.cancel(), return_exceptions=True)
                assert capturing.cancelled()
            await asyncio.gather(capturing, return_exceptions=True)


async def test_a_finger_becomes_one_whole_image(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.place_finger(RIGHT)
    image = await taken(scanner, simulator, clock)
    assert whole(image)
    assert image.device == NAME
    assert min(image.pixels) < 60
    assert max(image.pixels) > 200


async def test_the_capture_waits_for_the_finger(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(LEFT, patience=20))
    await waits_for_a_finger(simulator)
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
    await waits_for_a_finger(simulator)
    await scanner.cancel()
    with pytest.raises(DeviceFailed) as failed:
        await capturing
    assert failed.value.fault is FingerprintFault.NO_FINGER
    simulator.place_finger(RIGHT)
    assert whole(await taken(scanner, simulator, clock))


async def test_a_second_capture_ends_the_first(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    first = asyncio.ensure_future(scanner.capture(RIGHT, patience=20))
    await waits_for_a_finger(simulator)
    second = asyncio.ensure_future(scanner.capture(LEFT, patience=20))
    with pytest.raises(DeviceFailed) as failed:
        await first
    assert failed.value.fault is FingerprintFault.NO_FINGER
    await until(lambda: simulator.state()["waits_for"] == "left_index")
    simulator.place_finger(LEFT)
    await clock.advance(READING)
    async with asyncio.timeout(10):
        assert whole(await second)


async def test_a_capture_given_up_leaves_the_scanner_ready(
    scanner: FingerprintScanner, simulator: FingerprintSimulator
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=20))
    await waits_for_a_finger(simulator)
    capturing.cancel()
    # As the session does it: the asker is told to stop, and the scanner too.
    await asyncio.gather(capturing, scanner.cancel(), return_exceptions=True)
    assert capturing.cancelled(), "who gave up hears of no fault"
    assert simulator.state()["waits_for"] is None
    assert not simulator.state()["locked"]


def cut_image(simulator: FingerprintSimulator) -> None:
    simulator.cut_edge()
    simulator.place_finger()


def dirty_glass(simulator: FingerprintSimulator) -> None:
    simulator.smear()
    simulator.place_finger()


def refused(lay: Mishap) -> Mishap:
    """Answer the act before a scanner that judges fingers by itself."""

    def mishap(simulator: FingerprintSimulator) -> None:
        simulator.be_particular()
        lay(simulator)

    return mishap


BEFORE: Mapping[FingerprintFault, Mishap] = {
    FingerprintFault.NOT_FOUND: lambda simulator: simulator.unplug(),
    FingerprintFault.BROKEN: lambda simulator: simulator.break_sensor(),
}
DURING: Mapping[FingerprintFault, Mishap] = {
    FingerprintFault.UNPLUGGED: lambda simulator: simulator.unplug(),
    FingerprintFault.POOR_CONTACT: refused(FingerprintSimulator.press_lightly),
    FingerprintFault.TWO_FINGERS: refused(FingerprintSimulator.place_two_fingers),
    FingerprintFault.UNSUITABLE: cut_image,
    FingerprintFault.DIRTY_GLASS: refused(dirty_glass),
    FingerprintFault.TOO_WET: refused(FingerprintSimulator.place_wet_finger),
}


@pytest.mark.parametrize("fault", [*BEFORE, *DURING])
async def test_a_fault_is_told(
    fault: FingerprintFault,
    scanner: FingerprintScanner,
    simulator: FingerprintSimulator,
    clock: FakeClock,
) -> None:
    if fault in BEFORE:
        BEFORE[fault](simulator)
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=5))
    if fault in DURING:
        await waits_for_a_finger(simulator)
        DURING[fault](simulator)
        await clock.advance(READING)
    with pytest.raises(DeviceFailed) as failed:
        async with asyncio.timeout(10):
            await capturing
    assert failed.value.fault is fault


async def test_a_scanner_that_another_program_holds_is_busy(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.use_elsewhere()
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, scanner.capture(RIGHT, patience=5), at_most=20)
    assert failed.value.fault is FingerprintFault.BUSY


def test_every_fault_is_reached_in_these_tests() -> None:
    elsewhere = {FingerprintFault.NO_FINGER, FingerprintFault.BUSY}
    assert {*BEFORE, *DURING} | elsewhere == set(FingerprintFault)


async def test_a_hung_scanner_counts_as_unplugged(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=30))
    await waits_for_a_finger(simulator)
    simulator.fall_silent()
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, capturing, at_most=20)
    assert failed.value.fault is FingerprintFault.UNPLUGGED


async def test_the_condition_follows_the_cable(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    async with watching(scanner.watch()) as statuses:
        assert await anext(statuses) == FingerprintStatus(name=NAME)
        simulator.unplug()
        lost = await passing(clock, anext(statuses))
        assert lost == FingerprintStatus(FingerprintFault.UNPLUGGED, NAME)
        simulator.plug_in()
        assert await passing(clock, anext(statuses)) == FingerprintStatus(name=NAME)


@pytest.mark.device
async def test_the_thing_on_the_desk_waits_for_a_finger(device_table: Mapping[str, object]) -> None:
    scanner: FingerprintScanner = make_driver(KIND, device_table, SystemClock())
    assert (await now(scanner)).fault is None
    assert whole(await scanner.capture(RIGHT, patience=30))
