"""What the agent hears of devices: faults, names, and what staff should see to in time."""

import asyncio
from pathlib import Path

import pytest

from kiosk.contracts.conditions import Report, decode
from kiosk.contracts.devices import DeviceKind
from kiosk.session.conditions import ConditionPublisher
from tests.fake_clock import FakeClock

PRINTER = DeviceKind.PRINTER


async def heard(publisher: ConditionPublisher, socket: Path) -> Report:
    """Answer the first report that a listener hears."""
    first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        if not first.done():
            first.set_result(line)
        writer.close()

    server = await asyncio.start_unix_server(listen, socket)
    publishing = asyncio.create_task(publisher.run())
    try:
        return decode(await asyncio.wait_for(first, 5))
    finally:
        publishing.cancel()
        await asyncio.gather(publishing, return_exceptions=True)
        server.close()


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "agent.sock"


@pytest.fixture
def publisher(socket: Path, clock: FakeClock) -> ConditionPublisher:
    return ConditionPublisher(socket, {PRINTER: "escpos_tcp"}, clock)


async def test_paper_near_its_end_is_told_while_the_printer_still_works(
    publisher: ConditionPublisher, socket: Path
) -> None:
    publisher.show(PRINTER, None, warnings=("printer.paper_low",))
    (condition,) = (await heard(publisher, socket)).conditions
    assert condition.fault is None
    assert condition.warnings == ("printer.paper_low",)


async def test_a_warning_does_not_make_a_fault_look_younger(
    publisher: ConditionPublisher, socket: Path, clock: FakeClock
) -> None:
    publisher.show(PRINTER, "printer.cover_open")
    since = clock.now()
    await clock.advance(60)
    publisher.show(PRINTER, "printer.cover_open", warnings=("printer.paper_low",))
    (condition,) = (await heard(publisher, socket)).conditions
    assert condition.since == since


async def test_a_device_that_nobody_configured_is_not_told_of(
    publisher: ConditionPublisher, socket: Path
) -> None:
    publisher.show(DeviceKind.CAMERA, "camera.unplugged")
    kinds = [condition.kind for condition in (await heard(publisher, socket)).conditions]
    assert kinds == [PRINTER]
