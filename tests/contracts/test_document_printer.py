"""What every document printer keeps: the truth about its condition, and no sheet left behind."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping

import pytest

from hardware.document_printer import (
    DocumentPrinter,
    DocumentPrinterFault,
    DocumentPrinterStatus,
)
from hardware.document_printer.simulator import DocumentPrinterSimulator
from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.document_printer.cups_daemon import CUPSD, CupsDaemon
from tests.hardware.document_printer.printouts import PRINTOUT
from tests.hardware.watching import watching

KIND = DeviceKind.DOCUMENT_PRINTER
HASTY = {"answer_patience": 3.0, "job_patience": 20.0, "grace": 0.3, "poll": 0.05}
CLOCK = SystemClock()

needs_cups = pytest.mark.skipif(
    not CUPSD.exists() or shutil.which("lpadmin") is None or os.geteuid() != 0,
    reason="CUPS is not installed, or may not be started by this account",
)


@pytest.fixture
async def simulator() -> AsyncIterator[DocumentPrinterSimulator]:
    simulator = DocumentPrinterSimulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture(scope="module")
def cups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CupsDaemon]:
    root = tmp_path_factory.mktemp("cups")
    for folder in (root, *root.parents[:2]):
        folder.chmod(0o755)  # CUPS hands jobs to back ends under another account
    daemon = CupsDaemon(root)
    yield daemon
    daemon.stop()


@pytest.fixture(params=["printer itself", pytest.param("CUPS", marks=needs_cups)])
async def table(
    request: pytest.FixtureRequest, simulator: DocumentPrinterSimulator
) -> Mapping[str, object]:
    described = dict(simulator.describe())
    if request.param == "printer itself":
        return described | HASTY
    cups: CupsDaemon = request.getfixturevalue("cups")
    while not cups.listens():
        await CLOCK.sleep(0.05)
    await asyncio.to_thread(cups.add_queue, str(described["queue"]))
    return {"driver": "cups", "queue": cups.uri, "state": described["queue"], **HASTY}


@pytest.fixture
def printer(table: Mapping[str, object]) -> DocumentPrinter:
    made: DocumentPrinter = make_driver(KIND, table, CLOCK)
    return made


async def now(printer: DocumentPrinter) -> DocumentPrinterStatus:
    async with watching(printer.watch()) as statuses:
        return await anext(statuses)


async def test_a_document_comes_out_whole(
    printer: DocumentPrinter, simulator: DocumentPrinterSimulator
) -> None:
    assert await now(printer) == DocumentPrinterStatus()
    await printer.print_document(PRINTOUT)
    (document,) = simulator.documents
    assert document.startswith(b"%PDF-")
    assert document.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    ("act", "mend", "fault"),
    [
        ("run_out_of_paper", "refill_paper", DocumentPrinterFault.PAPER_OUT),
        ("jam", "clear_jam", DocumentPrinterFault.PAPER_JAM),
        ("open_cover", "close_cover", DocumentPrinterFault.COVER_OPEN),
        ("run_out_of_toner", "refill_toner", DocumentPrinterFault.TONER_OUT),
        ("break_down", "repair", DocumentPrinterFault.OUT_OF_ORDER),
    ],
)
async def test_every_trouble_is_told_apart_and_ends(
    act: str,
    mend: str,
    fault: DocumentPrinterFault,
    printer: DocumentPrinter,
    simulator: DocumentPrinterSimulator,
) -> None:
    async with watching(printer.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        getattr(simulator, act)()
        assert (await anext(statuses)).fault is fault
        with pytest.raises(DeviceFailed) as failed:
            await printer.print_document(PRINTOUT)
        assert failed.value.fault is fault
        getattr(simulator, mend)()
        assert (await anext(statuses)).fault is None
    assert simulator.documents == []


async def test_near_ends_are_told_and_no_fault(
    printer: DocumentPrinter, simulator: DocumentPrinterSimulator
) -> None:
    simulator.run_low_on_paper()
    simulator.run_low_on_toner()
    assert await now(printer) == DocumentPrinterStatus(paper_low=True, toner_low=True)
    await printer.print_document(PRINTOUT)
    assert len(simulator.documents) == 1


async def test_nobody_there_is_unreachable(
    printer: DocumentPrinter, simulator: DocumentPrinterSimulator
) -> None:
    simulator.unplug()
    assert (await now(printer)).fault is DocumentPrinterFault.UNREACHABLE
    with pytest.raises(DeviceFailed) as failed:
        await printer.print_document(PRINTOUT)
    assert failed.value.fault is DocumentPrinterFault.UNREACHABLE


async def test_sheets_of_somebody_who_has_gone_never_come_out(
    printer: DocumentPrinter, simulator: DocumentPrinterSimulator
) -> None:
    simulator.run_out_of_paper(at_the_next_job=True)
    with pytest.raises(DeviceFailed) as failed:
        await printer.print_document(PRINTOUT)
    assert failed.value.fault is DocumentPrinterFault.PAPER_OUT
    simulator.refill_paper()
    await CLOCK.sleep(0.5)
    assert simulator.documents == []


async def test_what_a_killed_session_left_never_comes_out(
    table: Mapping[str, object], simulator: DocumentPrinterSimulator
) -> None:
    killed: DocumentPrinter = make_driver(KIND, dict(table) | {"grace": 60.0}, CLOCK)
    simulator.run_out_of_paper(at_the_next_job=True)
    printing = asyncio.create_task(killed.print_document(PRINTOUT))
    while not simulator.state()["waiting"]:
        await CLOCK.sleep(0.02)
    simulator.unplug()
    printing.cancel()  # its farewell reaches nobody
    await asyncio.wait({printing})
    await simulator.plug_in()
    after: DocumentPrinter = make_driver(KIND, table, CLOCK)
    assert (await now(after)).fault is DocumentPrinterFault.PAPER_OUT
    simulator.refill_paper()
    await CLOCK.sleep(0.5)
    assert simulator.documents == []


@needs_cups
async def test_nothing_of_a_document_stays_in_the_spool(
    cups: CupsDaemon, simulator: DocumentPrinterSimulator
) -> None:
    while not cups.listens():
        await CLOCK.sleep(0.05)
    await asyncio.to_thread(cups.add_queue, str(simulator.describe()["queue"]))
    table = {"driver": "cups", "queue": cups.uri, **HASTY}
    printer: DocumentPrinter = make_driver(KIND, table, CLOCK)
    await printer.print_document(PRINTOUT)
    for _ in range(100):
        if not [path for path in cups.kept() if path.read_bytes().startswith(b"%PDF-")]:
            break
        await CLOCK.sleep(0.05)
    kept = b"".join(path.read_bytes() for path in cups.kept())
    assert b"%PDF-" not in kept
    for told in ("Mustermann", "M7K4-92QX", "Führungszeugnis"):
        assert told.encode() not in kept + cups.wrote()


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"queue": "http://x"}, "queue"), ({"state": "x"}, "state"), ({"poll": 0}, "poll")],
)
def test_a_wrong_setting_is_refused_by_name(changes: Mapping[str, object], key: str) -> None:
    with pytest.raises(Exception, match=key):
        make_driver(KIND, {"driver": "cups", **changes}, CLOCK)
