"""What the eID service keeps: a request opens, its result is typed, handed over once, or refused."""

from collections.abc import AsyncIterator

import pytest

from hardware.eid.lab.person import ERIKA
from hardware.eid.lab.sessions import granted
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, IdentityService, IdentityStatus
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.identity import (
    Attribute,
    Identity,
    IdentityRequest,
    IdentitySession,
)
from tests.hardware.watching import watching

KIND = DeviceKind.IDENTITY
ALL = IdentityRequest(tuple(Attribute), ())
NAMES = IdentityRequest((Attribute.FAMILY_NAME,), (Attribute.GIVEN_NAMES,), "Auskunft <1> & mehr")


@pytest.fixture(scope="module")
async def rehearsal() -> AsyncIterator[Rehearsal]:
    rehearsal = Rehearsal(SystemClock(), pace=0)
    await rehearsal.open()
    yield rehearsal
    await rehearsal.close()


@pytest.fixture
async def service(rehearsal: Rehearsal) -> IdentityService:
    made: IdentityService = make_driver(KIND, rehearsal.describe()["identity"], SystemClock())
    return made


def read(rehearsal: Rehearsal, opened: IdentitySession, *names: Attribute) -> None:
    """Let the service have read these attributes from Erika's card."""
    session = rehearsal.sessions.peek(opened.key)
    assert session is not None
    session.identity = granted(ERIKA.identity, frozenset(names))


async def failing(service: IdentityService, opened: IdentitySession) -> IdentityFault:
    with pytest.raises(DeviceFailed) as failed:
        await service.result(opened)
    assert isinstance(failed.value.fault, IdentityFault)
    assert failed.value.__cause__ is None
    return failed.value.fault


async def test_an_opened_request_has_an_address_for_the_client_and_a_key_for_us(
    service: IdentityService,
) -> None:
    one, two = await service.start(NAMES), await service.start(NAMES)
    assert one.tc_token_url.startswith("https://localhost:")
    assert one.tc_token_url != two.tc_token_url
    assert one.key not in one.tc_token_url
    assert one.key not in repr(one)


async def test_every_attribute_arrives_typed(
    service: IdentityService, rehearsal: Rehearsal
) -> None:
    opened = await service.start(ALL)
    read(rehearsal, opened, *Attribute)
    assert await service.result(opened) == ERIKA.identity


async def test_what_was_not_read_stays_empty(
    service: IdentityService, rehearsal: Rehearsal
) -> None:
    opened = await service.start(NAMES)
    read(rehearsal, opened, Attribute.FAMILY_NAME)
    assert await service.result(opened) == Identity(family_name="Mustermann")


async def test_a_result_is_handed_over_once(service: IdentityService, rehearsal: Rehearsal) -> None:
    opened = await service.start(NAMES)
    read(rehearsal, opened, Attribute.FAMILY_NAME)
    await service.result(opened)
    assert await failing(service, opened) is IdentityFault.NO_RESULT
    assert rehearsal.sessions.peek(opened.key) is None


async def test_before_the_card_was_read_there_is_no_result(service: IdentityService) -> None:
    opened = await service.start(NAMES)
    assert await failing(service, opened) is IdentityFault.NO_RESULT


async def test_a_key_of_nobody_opens_nothing(service: IdentityService) -> None:
    stranger = IdentitySession("https://localhost/", "nobody's")
    assert await failing(service, stranger) is IdentityFault.NO_RESULT


async def test_a_service_out_of_reach_is_told_and_shown(rehearsal: Rehearsal) -> None:
    table = {**rehearsal.describe()["identity"], "url": "https://localhost:9"}
    service: IdentityService = make_driver(KIND, table, SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await service.start(NAMES)
    assert failed.value.fault is IdentityFault.UNREACHABLE
    async with watching(service.watch()) as statuses:
        assert await anext(statuses) == IdentityStatus(IdentityFault.UNREACHABLE)


async def test_a_service_with_another_certificate_is_not_spoken_to(rehearsal: Rehearsal) -> None:
    other = Rehearsal(SystemClock(), pace=0)
    await other.open()
    pinned = other.describe()["identity"]["certificate"]
    table = {**rehearsal.describe()["identity"], "certificate": pinned}
    service: IdentityService = make_driver(KIND, table, SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await service.start(NAMES)
    await other.close()
    assert failed.value.fault is IdentityFault.UNREACHABLE


async def test_an_absent_service_refuses_by_name() -> None:
    service: IdentityService = make_driver(KIND, {"driver": "absent"}, SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await service.start(NAMES)
    assert failed.value.fault is IdentityFault.UNREACHABLE


def test_an_identity_hides_itself() -> None:
    assert "Mustermann" not in repr(ERIKA)
    assert "Heidestraße" not in repr(ERIKA.identity.address)
