"""Mishaps with the real AusweisApp, at the card, the server and the certificate; and how fast it is."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.eid import EidClient
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.failures import DeviceFailed
from hardware.identity import IdentityService
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import Broken, EidPrompt, Finished, PinTask, SecretKind
from kiosk.contracts.identity import Attribute, IdentityRequest
from tests.hardware.eid.citizen import Answer, Citizen

pytestmark = pytest.mark.real_eid

CLOCK = SystemClock()
REQUEST = IdentityRequest((Attribute.FAMILY_NAME,), (Attribute.GIVEN_NAMES,))
PIN, NEW_PIN = SecretKind.PIN, SecretKind.NEW_PIN
PACE, CERTIFICATES, READ, WRITE_PIN = 0x86, 0x2A, 0xB0, 0x2C


@pytest.fixture
async def lab() -> AsyncIterator[Laboratory]:
    reason = availability()
    if reason:
        pytest.skip(reason)
    lab = Laboratory(CLOCK)
    await lab.open()
    yield lab
    await lab.close()


@pytest.fixture
async def eid(
    lab: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[EidClient]:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    eid: EidClient = make_driver(DeviceKind.EID, lab.describe()["eid"], CLOCK)
    await eid.open()
    yield eid
    await eid.close()


@pytest.fixture
async def service(lab: Laboratory) -> IdentityService:
    table = lab.describe()["identity"] | {"result_seconds": 0.1, "poll_seconds": 0.05}
    made: IdentityService = make_driver(DeviceKind.IDENTITY, table, CLOCK)
    return made


class Visit:
    """A citizen between card, client and service."""

    def __init__(self, lab: Laboratory, eid: EidClient, service: IdentityService) -> None:
        self.lab, self.eid, self.service = lab, eid, service
        self.key = ""

    async def authenticate(self, *digits: Answer) -> EidPrompt:
        opened = await self.service.start(REQUEST)
        self.key = opened.key
        citizen = Citizen(self.lab.reader.insert_card, {PIN: list(digits)})
        last = await citizen.walk(self.eid.authenticate(opened.tc_token_url))
        if not isinstance(last, Finished):
            with pytest.raises(DeviceFailed):
                await self.service.result(opened)
        return last

    async def change_pin(self) -> EidPrompt:
        types: dict[SecretKind, list[Answer]] = {PIN: ["123456"], NEW_PIN: ["654321"]}
        citizen = Citizen(self.lab.reader.insert_card, types)
        return await citizen.walk(self.eid.manage_pin(PinTask.CHANGE))


@pytest.fixture
def visit(lab: Laboratory, eid: EidClient, service: IdentityService) -> Visit:
    return Visit(lab, eid, service)


@pytest.mark.parametrize("instruction", [PACE, CERTIFICATES])
async def test_a_card_pulled_while_it_is_read_sends_nothing_and_the_next_starts_clean(
    visit: Visit, instruction: int
) -> None:
    visit.lab.card.pull_at(instruction)
    assert await visit.authenticate("123456") == Broken("eid.card_removed")
    assert isinstance(await visit.authenticate("123456"), Finished)


async def test_a_pin_change_claimed_for_a_card_pulled_too_early_is_not_believed(
    visit: Visit,
) -> None:
    visit.lab.card.pull_at(PACE)
    assert await visit.change_pin() == Broken("eid.card_removed")
    assert visit.lab.card.passwords.pin == "123456"


async def test_a_card_pulled_while_the_new_pin_is_written_leaves_both_possible(
    visit: Visit,
) -> None:
    visit.lab.card.pull_at(WRITE_PIN)
    assert await visit.change_pin() == Broken("eid.pin_uncertain")


async def test_a_card_out_of_date_is_refused_by_the_service(visit: Visit) -> None:
    visit.lab.card.holder = replace(visit.lab.card.holder, expiry="20200101")
    assert await visit.authenticate("123456") == Broken("eid.provider_refused")


async def test_a_service_that_goes_down_midway_is_told(visit: Visit) -> None:
    opened = await visit.service.start(REQUEST)

    def lay_card_and_cut_the_service() -> None:
        visit.lab.server.close()
        visit.lab.reader.insert_card()

    citizen = Citizen(lay_card_and_cut_the_service, {PIN: ["123456"]})
    last = await citizen.walk(visit.eid.authenticate(opened.tc_token_url))
    assert last == Broken("eid.provider_unreachable")


async def test_an_unknown_authority_is_not_trusted_unless_the_test_setting_says_so(
    lab: Laboratory, service: IdentityService
) -> None:
    eid: EidClient = make_driver(DeviceKind.EID, {"driver": "ausweisapp"}, CLOCK)
    await eid.open()
    last = await Visit(lab, eid, service).authenticate()
    await eid.close()
    assert last == Broken("eid.provider_certificate")


async def test_no_digits_and_no_person_are_on_the_disk_afterwards(
    visit: Visit, tmp_path: Path
) -> None:
    assert isinstance(await visit.authenticate("000000", "123456"), Finished)
    written = texts(tmp_path)
    assert written
    for private in (b"123456", b"000000", b"Mustermann", visit.key.encode()):
        assert private not in written


def texts(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_from_nothing_to_typed_data_in_fifteen_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reason = availability()
    if reason:
        pytest.skip(reason)
    begun = CLOCK.monotonic()
    lab = Laboratory(CLOCK)
    await lab.open()
    tables = lab.describe()
    eid: EidClient = make_driver(DeviceKind.EID, tables["eid"], CLOCK)
    await eid.open()
    service: IdentityService = make_driver(DeviceKind.IDENTITY, tables["identity"], CLOCK)
    opened = await service.start(REQUEST)
    citizen = Citizen(lab.reader.insert_card, {PIN: ["123456"]})
    assert isinstance(await citizen.walk(eid.authenticate(opened.tc_token_url)), Finished)
    assert (await service.result(opened)).family_name == "Mustermann"
    seconds = CLOCK.monotonic() - begun
    await eid.close()
    await lab.close()
    with capsys.disabled():
        sys.stdout.write(f"\npcscd, card, eID server, AusweisApp, data: {seconds:.2f} s\n")
    assert seconds < 15
