"""PC/SC without a service, without the wanted reader, and with a service that comes and goes."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from hardware.card_reader import CardReader, CardReaderFault, CardReaderStatus
from hardware.eid.lab import pcscd
from hardware.eid.lab.virtual_reader import NAME
from hardware.examining import Finding, examine, found_for_tests
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.watching import watching

pytestmark = pytest.mark.real_eid

KIND = DeviceKind.CARD_READER
VIRTUAL = {"driver": "pcsc", "reader": NAME, "allow_virtual": True}


@pytest.fixture(autouse=True)
def _possible() -> None:
    reason = pcscd.missing()
    if reason:
        pytest.skip(reason)


def reader(table: Mapping[str, object]) -> CardReader:
    made: CardReader = make_driver(DeviceKind.CARD_READER, table, SystemClock())
    return made


async def until(
    statuses: AsyncIterator[CardReaderStatus], fault: CardReaderFault | None
) -> CardReaderStatus:
    async with asyncio.timeout(5):
        while (status := await anext(statuses)).fault is not fault:
            pass
    return status


async def test_a_service_that_comes_and_goes_is_seen() -> None:
    if pcscd.listening():
        pytest.skip("The smart card service of this machine runs all the time.")
    service = pcscd.VirtualReaderService(SystemClock())
    async with watching(reader(VIRTUAL).watch()) as statuses:
        assert await anext(statuses) == CardReaderStatus(CardReaderFault.NO_SERVICE)
        await service.open(60)
        assert (await until(statuses, None)).reader == NAME
        await service.close()
        assert not (await until(statuses, CardReaderFault.NO_SERVICE)).card_present


@pytest.mark.parametrize(
    "table",
    [{"driver": "pcsc"}, VIRTUAL | {"reader": "Some other reader"}],
    ids=["the virtual reader is for tests alone", "another reader"],
)
async def test_a_reader_that_is_not_wanted_is_not_found(table: Mapping[str, object]) -> None:
    service = pcscd.VirtualReaderService(SystemClock())
    await service.open(60)
    async with watching(reader(table).watch()) as statuses:
        assert await anext(statuses) == CardReaderStatus(CardReaderFault.NOT_FOUND)
    await service.close()


async def test_the_machine_has_one_virtual_reader_for_one_laboratory() -> None:
    service = pcscd.VirtualReaderService(SystemClock())
    await service.open(60)
    with pytest.raises(pcscd.LaboratoryError, match="Another laboratory"):
        await pcscd.VirtualReaderService(SystemClock()).open(0)
    await service.close()


async def test_the_doctor_names_the_reader_that_is_watched_and_production_refuses_it() -> None:
    service = pcscd.VirtualReaderService(SystemClock())
    await service.open(60)
    found = await asyncio.to_thread(examined, VIRTUAL)
    assert found[0] == Finding(True, f"card_reader: the reader '{NAME}' is watched.")
    found = await asyncio.to_thread(examined, {"driver": "pcsc", "reader": "Other"})
    assert found[0].fine is False
    assert NAME in found[0].sentence
    refused = await asyncio.to_thread(lambda: list(found_for_tests(KIND, {"driver": "pcsc"})))
    assert any(NAME in sentence for sentence in refused)
    await service.close()


async def test_the_doctor_says_when_nothing_answers() -> None:
    if pcscd.listening():
        pytest.skip("The smart card service of this machine runs all the time.")
    [found] = await asyncio.to_thread(examined, {"driver": "pcsc"})
    assert found.fine is False
    assert "pcscd" in found.sentence
    assert list(found_for_tests(KIND, {"driver": "pcsc"})) == []


def examined(table: Mapping[str, object]) -> list[Finding]:
    return list(examine(KIND, table, SystemClock().now()))
