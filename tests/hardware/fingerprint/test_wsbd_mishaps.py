"""A WS-BD scanner that misbehaves: locks left behind, silence, nonsense, a service that dies."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault, FingerprintScanner
from hardware.fingerprint.simulator import FingerprintSimulator
from hardware.fingerprint.wsbd.link import Link
from hardware.fingerprint.wsbd.messages import write_configuration
from hardware.fingerprint.wsbd.names import Status
from hardware.fingerprint.wsbd_service.door import Nonsense
from hardware.fingerprint.wsbd_service.glass import READING
from hardware.fingerprint.wsbd_service.operations import MOST_SESSIONS, STEALING_AFTER
from hardware.registry import make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.fingerprint.waiting import comes, until, waits_for_a_finger
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

RIGHT = FingerPosition.RIGHT_INDEX


@pytest.fixture
async def simulator(clock: FakeClock) -> AsyncIterator[FingerprintSimulator]:
    simulator = FingerprintSimulator(clock)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def scanner(simulator: FingerprintSimulator, clock: FakeClock) -> FingerprintScanner:
    return driver(simulator, clock)


def driver(simulator: FingerprintSimulator, clock: FakeClock) -> FingerprintScanner:
    made: FingerprintScanner = make_driver(DeviceKind.FINGERPRINT, simulator.describe(), clock)
    return made


@pytest.fixture
def stranger(simulator: FingerprintSimulator, clock: FakeClock) -> Link:
    """Answer another client's line to the same service."""
    return Link(str(simulator.describe()["url"]), "", clock)


async def taken(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> FingerImage:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=10))
    await waits_for_a_finger(simulator)
    await clock.advance(READING)
    async with asyncio.timeout(10):
        return await capturing


async def registered(stranger: Link) -> str:
    return (await stranger.ask("POST", "register", patience=None)).session


async def test_a_lock_that_a_dead_client_left_is_taken_over(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, stranger: Link, clock: FakeClock
) -> None:
    dead = await registered(stranger)
    assert (await stranger.ask("POST", "lock", dead, patience=None)).status is Status.SUCCESS
    simulator.place_finger()
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=10))
    started = clock.monotonic()
    await comes(clock, lambda: simulator.state()["waits_for"])
    assert clock.monotonic() - started >= STEALING_AFTER
    await clock.advance(READING)
    async with asyncio.timeout(10):
        await capturing
    refused = await stranger.ask("POST", "initialize", dead, patience=None)
    assert refused.status is Status.LOCK_NOT_HELD
    assert not simulator.state()["locked"], "what was taken over is let go at the end"


async def test_a_capture_that_a_dead_client_left_running_is_cancelled(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, stranger: Link, clock: FakeClock
) -> None:
    dead = await registered(stranger)
    for operation in ("lock", "initialize"):
        await stranger.ask("POST", operation, dead, patience=None)
    left = write_configuration({"submodality": "LeftIndexFlat"})
    await stranger.ask("POST", "configure", dead, body=left, patience=None)
    its_capture = asyncio.ensure_future(stranger.ask("POST", "capture", dead, patience=None))
    await waits_for_a_finger(simulator)
    its_capture.cancel()  # its process died: nobody told the service
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=30))
    await comes(clock, lambda: simulator.state()["waits_for"] == "right_index")
    simulator.place_finger()
    await clock.advance(READING)
    async with asyncio.timeout(10):
        assert (await capturing).width == 400


async def test_a_service_that_starts_anew_in_the_middle_is_registered_with_again(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=30))
    await waits_for_a_finger(simulator)
    simulator._operations.lose_power()
    assert simulator.state()["sessions"] == 0
    await until(lambda: not simulator.state()["waits_for"])
    await comes(clock, lambda: simulator.state()["waits_for"])
    simulator.place_finger()
    await clock.advance(READING)
    async with asyncio.timeout(10):
        assert (await capturing).width == 400


async def test_two_terminals_programs_share_a_scanner_one_after_the_other(
    simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.place_finger()
    for _ in range(MOST_SESSIONS + 2):  # a session that stayed would fill the service
        await taken(driver(simulator, clock), simulator, clock)
        assert simulator.state()["sessions"] == 0


async def test_patience_lets_go_of_sensor_lock_and_session(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=6))
    await waits_for_a_finger(simulator)
    await clock.advance(6)
    with pytest.raises(DeviceFailed) as failed:
        await asyncio.wait_for(capturing, 10)
    assert failed.value.fault is FingerprintFault.NO_FINGER
    state = simulator.state()
    assert (state["waits_for"], state["locked"], state["sessions"]) == (None, False, 0)


async def test_a_longer_patience_than_the_services_is_kept(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=60))
    await waits_for_a_finger(simulator)
    await passing(clock, clock.sleep(30))  # its own time for a capture has run out twice
    await waits_for_a_finger(simulator)
    simulator.place_finger()
    await clock.advance(READING)
    async with asyncio.timeout(10):
        assert (await capturing).width == 400


@pytest.mark.parametrize("kind", Nonsense)
async def test_nonsense_ends_a_capture_at_once_and_is_told_of_the_scanner(
    kind: Nonsense, scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.talk_nonsense(kind)
    told = {FingerprintFault.NOT_FOUND} if kind is Nonsense.CUT_OFF else {FingerprintFault.BROKEN}
    with pytest.raises(DeviceFailed) as failed:
        await asyncio.wait_for(scanner.capture(RIGHT, patience=20), 10)
    assert failed.value.fault in told
    async with watching(scanner.watch()) as statuses:
        assert (await anext(statuses)).fault in told
        simulator.talk_sense()
        assert (await passing(clock, anext(statuses))).fault is None
    simulator.place_finger()
    assert (await taken(scanner, simulator, clock)).dpi == 500


async def test_nonsense_in_the_middle_of_a_capture_is_noticed(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=60))
    await waits_for_a_finger(simulator)
    simulator.talk_nonsense()
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, capturing, at_most=20)
    assert failed.value.fault is FingerprintFault.BROKEN


async def test_a_service_that_never_answered_is_not_found(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.fall_silent()
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, scanner.capture(RIGHT, patience=60), at_most=20)
    assert failed.value.fault is FingerprintFault.NOT_FOUND


async def test_a_service_that_answers_nothing_while_it_waits_can_be_borne(
    simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    table = {**simulator.describe(), "look_every": 0}
    scanner: FingerprintScanner = make_driver(DeviceKind.FINGERPRINT, table, clock)
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=20))
    await waits_for_a_finger(simulator)
    simulator.fall_silent()
    await clock.advance(15)
    assert not capturing.done()
    simulator.come_to()
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, capturing, at_most=30)
    assert failed.value.fault is FingerprintFault.UNPLUGGED, "it hung up when it came to"


async def test_a_slow_service_is_no_fault(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.answer_slowly()
    simulator.place_finger()
    capturing = asyncio.ensure_future(scanner.capture(RIGHT, patience=60))
    await comes(clock, capturing.done)
    assert (await capturing).dpi == 500


async def test_the_next_citizens_fingers_are_others_and_the_same_one_can_come_again(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.place_finger()
    first = await taken(scanner, simulator, clock)
    simulator.lift_finger()
    simulator.place_same_finger()
    again = await taken(scanner, simulator, clock)
    assert simulator.state()["on_the_glass"] == "the same finger, flat"
    assert again.pixels != first.pixels, "another touch of the same finger"
    simulator.restore()
    assert simulator.state()["on_the_glass"] is None


POOR = ("place_wet_finger", "place_dry_finger", "place_tip_only", "press_lightly")


@pytest.mark.parametrize("act", [*POOR, "place_two_fingers"])
async def test_a_poor_touch_is_an_image_for_the_quality_check(
    act: str, scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    getattr(simulator, act)()
    assert len((await taken(scanner, simulator, clock)).pixels) == 160_000


async def test_dirt_is_seen_in_the_image(
    scanner: FingerprintScanner, simulator: FingerprintSimulator, clock: FakeClock
) -> None:
    simulator.smear()
    simulator.place_finger()
    dirty = (await taken(scanner, simulator, clock)).pixels
    simulator.wipe()
    clean = (await taken(scanner, simulator, clock)).pixels
    changed = sum(abs(one - two) > 20 for one, two in zip(dirty, clean, strict=True))
    assert changed > len(clean) / 10
