"""What every printer driver keeps: the truth about its condition, and no slip without proof."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from hardware.failures import DeviceFailed
from hardware.printer import Printer, PrinterFault, PrinterStatus
from hardware.printer.simulator import PrinterSimulator
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.printer.slips import RECEIPT
from tests.hardware.watching import watching

KIND = DeviceKind.PRINTER


@pytest.fixture(params=["escpos_tcp", "escpos_tcp without process id", "absent"])
async def table(request: pytest.FixtureRequest) -> AsyncIterator[Mapping[str, object]]:
    """A configuration table for each driver, its far end alive."""
    if request.param == "absent":
        yield {"driver": "absent"}
        return
    simulator = PrinterSimulator(knows_process_id=request.param == "escpos_tcp")
    await simulator.start()
    yield simulator.describe()
    await simulator.stop()


@pytest.fixture
def printer(table: Mapping[str, object], clock: FakeClock) -> Printer:
    made: Printer = make_driver(KIND, table, clock)
    return made


async def now(printer: Printer) -> PrinterStatus:
    async with watching(printer.watch()) as statuses:
        return await anext(statuses)


async def test_the_condition_is_told_at_once(printer: Printer, clock: FakeClock) -> None:
    status = await passing(clock, now(printer), at_most=5)
    assert status.fault is None or isinstance(status.fault, PrinterFault)


async def test_many_may_watch(printer: Printer, clock: FakeClock) -> None:
    both = asyncio.gather(now(printer), now(printer))
    first, second = await passing(clock, both, at_most=5)
    assert first == second


async def test_a_slip_comes_out_or_is_refused_by_the_fault_told(
    printer: Printer, clock: FakeClock
) -> None:
    fault = (await passing(clock, now(printer))).fault
    if fault is None:
        await passing(clock, printer.print_receipt(RECEIPT))
    else:
        with pytest.raises(DeviceFailed) as failed:
            await passing(clock, printer.print_receipt(RECEIPT))
        assert failed.value.fault is fault


async def test_two_slips_at_once_come_one_after_the_other(
    printer: Printer, clock: FakeClock
) -> None:
    jobs = [printer.print_receipt(RECEIPT), printer.print_receipt(RECEIPT)]
    outcomes = await passing(clock, asyncio.gather(*jobs, return_exceptions=True))
    fault = (await passing(clock, now(printer))).fault
    assert [getattr(outcome, "fault", None) for outcome in outcomes] == [fault, fault]


@pytest.mark.device
async def test_the_thing_on_the_desk_prints(device_table: Mapping[str, object]) -> None:
    printer: Printer = make_driver(KIND, device_table, SystemClock())
    assert (await now(printer)).fault is None
    await printer.print_receipt(RECEIPT)
