"""Every mishap of the printer, at every moment of a slip: the right fault, and no stranger's slip."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from hardware.failures import DeviceFailed
from hardware.printer import Printer, PrinterFault, PrinterStatus
from hardware.printer.simulator import PrinterSimulator
from hardware.printer.thermal.mechanics import When
from hardware.registry import make_driver
from kiosk.contracts.devices import DeviceKind
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing
from tests.hardware.printer.slips import RECEIPT, codes_on
from tests.hardware.watching import watching

NEXT_RECEIPT = replace(RECEIPT, number="B2C3-44DD", link="https://termin.example/q/NEXT")
MISHAPS: dict[str, tuple[Callable[[PrinterSimulator, When], None], PrinterFault]] = {
    "paper out": (PrinterSimulator.run_out_of_paper, PrinterFault.PAPER_OUT),
    "cover open": (PrinterSimulator.open_cover, PrinterFault.COVER_OPEN),
    "cutter jam": (PrinterSimulator.jam_cutter, PrinterFault.CUTTER_JAM),
    "silence": (PrinterSimulator.fall_silent, PrinterFault.SILENT),
    "unplugged": (PrinterSimulator.unplug, PrinterFault.UNREACHABLE),
    "broken": (PrinterSimulator.break_down, PrinterFault.OUT_OF_ORDER),
}
WHILE_PRINTING = [When.SLIP_STARTS, When.IN_THE_MIDDLE, When.BEFORE_THE_CUT]


@pytest.fixture(params=[True, False], ids=["process id", "paper sensor"])
async def simulator(request: pytest.FixtureRequest) -> AsyncIterator[PrinterSimulator]:
    simulator = PrinterSimulator(knows_process_id=request.param)
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def printer(simulator: PrinterSimulator, clock: FakeClock) -> Printer:
    made: Printer = make_driver(DeviceKind.PRINTER, simulator.describe(), clock)
    return made


def test_every_fault_can_be_reached() -> None:
    assert {fault for _, fault in MISHAPS.values()} == set(PrinterFault)


@pytest.mark.parametrize("when", [When.NOW, *WHILE_PRINTING])
@pytest.mark.parametrize("mishap", MISHAPS)
async def test_a_mishap_fails_the_slip(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock, mishap: str, when: When
) -> None:
    act, fault = MISHAPS[mishap]
    act(simulator, when)
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, printer.print_receipt(RECEIPT))
    assert failed.value.fault is fault
    assert simulator.slips == []


@pytest.mark.parametrize("mishap", ["silence", "unplugged"])
async def test_a_slip_that_came_out_unproven_is_not_called_printed(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock, mishap: str
) -> None:
    act, fault = MISHAPS[mishap]
    act(simulator, When.AFTER_THE_CUT)
    with pytest.raises(DeviceFailed) as failed:
        await passing(clock, printer.print_receipt(RECEIPT))
    assert failed.value.fault is fault
    assert codes_on(await simulator.next_slip()) == [RECEIPT.link]


@pytest.mark.parametrize("when", WHILE_PRINTING)
@pytest.mark.parametrize("mishap", MISHAPS)
async def test_the_next_slip_is_whole_and_carries_nothing_of_the_broken_one(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock, mishap: str, when: When
) -> None:
    MISHAPS[mishap][0](simulator, when)
    with pytest.raises(DeviceFailed):
        await passing(clock, printer.print_receipt(RECEIPT))
    await simulator.restore()
    async with watching(printer.watch()) as statuses:
        while (await passing(clock, anext(statuses))).fault is not None:
            pass
    await passing(clock, printer.print_receipt(NEXT_RECEIPT))
    slip = await simulator.next_slip()
    while NEXT_RECEIPT.link not in codes_on(slip):
        slip = await simulator.next_slip()
    assert codes_on(slip) == [NEXT_RECEIPT.link]
    assert simulator.state()["bytes_waiting"] == 0
    alone = PrinterSimulator()
    await alone.start()
    fresh: Printer = make_driver(DeviceKind.PRINTER, alone.describe(), clock)
    await passing(clock, fresh.print_receipt(NEXT_RECEIPT))
    assert slip == await alone.next_slip(), "half of the broken slip hangs on to it"
    await alone.stop()


@pytest.mark.parametrize("mishap", MISHAPS)
async def test_watchers_hear_of_it_and_of_its_end(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock, mishap: str
) -> None:
    act, fault = MISHAPS[mishap]
    async with watching(printer.watch()) as statuses:
        assert await passing(clock, anext(statuses)) == PrinterStatus()
        act(simulator, When.NOW)
        assert (await passing(clock, anext(statuses))).fault is fault
        await simulator.restore()
        assert await passing(clock, anext(statuses)) == PrinterStatus()


async def test_low_paper_is_told_and_prints(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock
) -> None:
    simulator.run_low_on_paper()
    async with watching(printer.watch()) as statuses:
        assert await passing(clock, anext(statuses)) == PrinterStatus(paper_low=True)
        await passing(clock, printer.print_receipt(RECEIPT))
        simulator.refill_paper()
        assert await passing(clock, anext(statuses)) == PrinterStatus()
    assert codes_on(await simulator.next_slip()) == [RECEIPT.link]
