"""The ESC/POS driver: its settings, its line, and what it leaves behind."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.failures import DeviceFailed
from hardware.printer import Printer, PrinterFault, PrinterStatus
from hardware.printer.escpos.library import slip_builder
from hardware.printer.escpos_tcp import Settings, make
from hardware.printer.simulator import PrinterSimulator
from hardware.printer.thermal.mechanics import When
from tests.fake_clock import FakeClock, settle
from tests.hardware.passing_time import passing
from tests.hardware.printer.slips import RECEIPT, codes_on
from tests.hardware.watching import watching


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[PrinterSimulator]:
    simulator = PrinterSimulator(tmp_path / "slips")
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def printer(simulator: PrinterSimulator, clock: FakeClock) -> Printer:
    return make(Settings(address=str(simulator.describe()["address"])), clock)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"address": "printer"}, "address"),
        ({"address": "printer:http"}, "address"),
        ({"width": 500}, "width"),
        ({"proof": "trust"}, "proof"),
        ({"code_pages": {}}, "code_pages"),
        ({"code_pages": {"CP99999": 3}}, "code_pages"),
        ({"code_pages": {"CP858": 300}}, "code_pages"),
        ({"poll": 0}, "poll"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(changes: dict[str, object], key: str) -> None:
    with pytest.raises(ValueError, match=key):
        replace(Settings(), **changes)  # type: ignore[arg-type]


async def test_something_else_on_the_port_is_silent_and_no_printer(clock: FakeClock) -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n\xff\xff\xff")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    printer = make(Settings(address=f"127.0.0.1:{port}"), clock)
    with pytest.raises(DeviceFailed):
        await passing(clock, printer.print_receipt(RECEIPT))
    server.close()
    await server.wait_closed()


async def test_it_is_connected_only_while_watched_or_printing(
    simulator: PrinterSimulator, printer: Printer
) -> None:
    async with watching(printer.watch()) as statuses:
        await anext(statuses)
        assert len(simulator._lines) == 1
        await printer.print_receipt(RECEIPT)
        assert len(simulator._lines) == 1
    await settle()
    assert not simulator._lines
    await printer.print_receipt(RECEIPT)
    await settle()
    assert not simulator._lines


async def test_a_printer_that_is_gone_is_asked_ever_more_seldom(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock
) -> None:
    simulator.unplug()
    async with watching(printer.watch()) as statuses:
        assert (await anext(statuses)).fault is PrinterFault.UNREACHABLE
        waiting = asyncio.ensure_future(anext(statuses))
        await clock.advance(60)
        await simulator.plug_in()
        since = clock.monotonic()
        assert await passing(clock, waiting) == PrinterStatus()
        assert 2 < clock.monotonic() - since <= 11


async def test_a_cancelled_job_leaves_nothing_to_be_printed(
    simulator: PrinterSimulator, printer: Printer, clock: FakeClock
) -> None:
    simulator.fall_silent(When.IN_THE_MIDDLE)
    job = asyncio.ensure_future(printer.print_receipt(RECEIPT))
    while simulator.state()["speaks"]:
        await settle()
    job.cancel()
    await asyncio.wait({job})
    assert job.cancelled()
    simulator.speak_again()
    await passing(clock, printer.print_receipt(replace(RECEIPT, link="https://example/next")))
    slip = await simulator.next_slip()
    while "https://example/next" not in codes_on(slip):
        slip = await simulator.next_slip()
    assert codes_on(slip) == ["https://example/next"]


async def test_nothing_of_the_receipt_stays_in_the_driver(
    simulator: PrinterSimulator, printer: Printer
) -> None:
    await printer.print_receipt(RECEIPT)
    await simulator.next_slip()
    seen: set[int] = set()
    reachable: list[object] = [vars(printer)]
    while reachable:
        thing = reachable.pop()
        if id(thing) in seen or isinstance(thing, type) or callable(thing):
            continue
        seen.add(id(thing))
        if isinstance(thing, bytes | bytearray | str):
            assert RECEIPT.number.encode() not in (
                thing.encode() if isinstance(thing, str) else bytes(thing)
            )
        reachable += gc.get_referents(thing)


async def test_slips_are_kept_as_files(
    simulator: PrinterSimulator, printer: Printer, tmp_path: Path
) -> None:
    await printer.print_receipt(RECEIPT)
    slip = await simulator.next_slip()
    assert (tmp_path / "slips" / "slip-0001.png").read_bytes() == slip == simulator.slips[0]


def test_the_library_leaves_no_directory_and_no_log_handler() -> None:
    slip_builder({"CP858": 19})
    assert not Path(sys.modules["escpos.capabilities"].pickle_dir).exists()
    assert not any(
        type(handler) is logging.StreamHandler for handler in logging.getLogger().handlers
    )
