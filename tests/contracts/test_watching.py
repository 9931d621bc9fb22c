"""Every `watch()` yields the condition now, then on change only, to all who watch, and can be left."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hardware.camera.simulator import CameraSimulator
from hardware.document_printer.simulator import DocumentPrinterSimulator
from hardware.document_scanner.simulator import DocumentScannerSimulator
from hardware.fingerprint.simulator import FingerprintSimulator
from hardware.keypad.simulator import KeypadSimulator
from hardware.pay_page.simulator import PayPageSimulator
from hardware.payment.simulator import PaymentSimulator
from hardware.printer.simulator import PrinterSimulator
from hardware.registry import PACKAGES, DriverRefused, make_driver
from hardware.sensors.simulator import SensorsSimulator
from hardware.simulation.acts import Simulator, perform
from kiosk.contracts.devices import DeviceKind
from remote_assist.terminal.simulator import CallSimulator
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

ROOT = Path(__file__).resolve().parents[2]


def _has(package: str, module: str) -> bool:
    return (ROOT / package.replace(".", "/") / module).exists()


ABSENT = [kind for kind, package in PACKAGES.items() if _has(package, "absent.py")]
MAKERS: Mapping[DeviceKind, Callable[[FakeClock], Simulator]] = {
    DeviceKind.CAMERA: CameraSimulator,
    DeviceKind.DOCUMENT_SCANNER: lambda _: DocumentScannerSimulator(),
    DeviceKind.FINGERPRINT: FingerprintSimulator,
    DeviceKind.PAYMENT: PaymentSimulator,
    DeviceKind.KEYPAD: lambda _: KeypadSimulator(),
    DeviceKind.SENSORS: lambda _: SensorsSimulator(),
    DeviceKind.CALL: lambda _: CallSimulator(),
    DeviceKind.PRINTER: lambda _: PrinterSimulator(),
    DeviceKind.PAY_PAGE: lambda _: PayPageSimulator(),
    DeviceKind.DOCUMENT_PRINTER: lambda _: DocumentPrinterSimulator(),
}


@asynccontextmanager
async def simulated(kind: DeviceKind, clock: FakeClock) -> AsyncIterator[tuple[Any, Simulator]]:
    simulator = MAKERS[kind](clock)
    await simulator.start()
    try:
        yield make_driver(kind, simulator.describe(), clock), simulator
    finally:
        await simulator.stop()


async def quiet(waiting: "asyncio.Future[Any]", clock: FakeClock, seconds: float) -> bool:
    """Answer whether nothing came for so long, and stop waiting."""
    await passing(clock, clock.sleep(seconds))
    still = not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    return still


def test_no_simulator_is_left_out() -> None:
    written = {kind for kind, package in PACKAGES.items() if _has(package, "simulator.py")}
    assert written == set(MAKERS)


@pytest.mark.parametrize(
    "kind", [kind for kind in PACKAGES if _has(PACKAGES[kind], "simulated.py")]
)
@pytest.mark.parametrize("address", ["", "127.0.0.1", "192.0.2.1:9100"])
def test_a_simulated_driver_refuses_what_is_no_address_of_this_machine(
    kind: DeviceKind, address: str, clock: FakeClock
) -> None:
    with pytest.raises(DriverRefused, match=f"^devices.{kind}: driver 'simulated': address is "):
        make_driver(kind, {"driver": "simulated", "address": address}, clock)


@pytest.mark.parametrize("kind", ABSENT)
async def test_an_absent_device_says_so_once(kind: DeviceKind, clock: FakeClock) -> None:
    port = make_driver(kind, {"driver": "absent"}, clock)
    async with watching(port.watch()) as statuses:
        assert (await anext(statuses)).fault is not None
        assert await quiet(asyncio.ensure_future(anext(statuses)), clock, 30)


@pytest.mark.parametrize("kind", MAKERS)
async def test_the_condition_comes_now_and_not_again_unchanged(
    kind: DeviceKind, clock: FakeClock
) -> None:
    async with simulated(kind, clock) as (port, _), watching(port.watch()) as statuses:
        assert (await passing(clock, anext(statuses), at_most=5)).fault is None
        assert await quiet(asyncio.ensure_future(anext(statuses)), clock, 30)


@pytest.mark.parametrize("kind", MAKERS)
async def test_every_watcher_hears_of_every_change(kind: DeviceKind, clock: FakeClock) -> None:
    async with (
        simulated(kind, clock) as (port, simulator),
        watching(port.watch()) as one,
        watching(port.watch()) as two,
    ):
        for statuses in (one, two):
            assert (await passing(clock, anext(statuses))).fault is None
        await perform(simulator, "unplug", {})
        faults = [(await passing(clock, anext(statuses))).fault for statuses in (one, two)]
        assert faults[0] is not None
        assert faults[0] is faults[1]


@pytest.mark.parametrize("kind", MAKERS)
async def test_a_watch_can_be_left_and_begun_again(kind: DeviceKind, clock: FakeClock) -> None:
    async with simulated(kind, clock) as (port, _):
        before = asyncio.all_tasks()
        for _ in range(3):
            async with watching(port.watch()) as statuses:
                waiting = asyncio.ensure_future(passing(clock, anext(statuses)))
                assert (await waiting).fault is None
        await clock.advance(1)
        assert asyncio.all_tasks() <= before


@pytest.mark.parametrize("kind", MAKERS)
async def test_giving_up_the_wait_for_a_change_ends_the_watch_cleanly(
    kind: DeviceKind, clock: FakeClock
) -> None:
    async with simulated(kind, clock) as (port, _):
        before = asyncio.all_tasks()
        async with watching(port.watch()) as statuses:
            await passing(clock, anext(statuses))
            assert await quiet(asyncio.ensure_future(anext(statuses)), clock, 1)
        await clock.advance(1)
        assert asyncio.all_tasks() <= before
