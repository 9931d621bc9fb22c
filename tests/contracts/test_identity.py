"""What the eID service keeps: a request opens, its result is typed, handed over once, or refused."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from hardware.eid.lab.person import ERIKA
from hardware.eid.lab.sessions import granted
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
from tests.hardware.identity.service import Service, serving
from tests.hardware.watching import watching

ALL = IdentityRequest(tuple(Attribute), ())
NAMES = IdentityRequest((Attribute.FAMILY_NAME,), (Attribute.GIVEN_NAMES,), "Auskunft <1> & mehr")


@pytest.fixture(scope="module")
async def lab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("lab")) as service:
        yield service


@pytest.fixture
def service(lab: Service) -> IdentityService:
    return lab.driver()


def read(lab: Service, opened: IdentitySession, *names: Attribute) -> None:
    """Let the service have read these attributes from Erika's card."""
    lab.read(opened, granted(ERIKA.identity, frozenset(names)))


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
    assert one.tc_token_url not in repr(one)


async def test_every_attribute_arrives_typed(service: IdentityService, lab: Service) -> None:
    opened = await service.start(ALL)
    read(lab, opened, *Attribute)
    assert await service.result(opened) == ERIKA.identity


async def test_what_was_not_read_stays_empty(service: IdentityService, lab: Service) -> None:
    opened = await service.start(NAMES)
    read(lab, opened, Attribute.FAMILY_NAME)
    assert await service.result(opened) == Identity(family_name="Mustermann")


async def test_a_result_is_handed_over_once(service: IdentityService, lab: Service) -> None:
    opened = await service.start(NAMES)
    read(lab, opened, Attribute.FAMILY_NAME)
    await service.result(opened)
    assert await failing(service, opened) is IdentityFault.NO_RESULT
    assert lab.sessions.peek(opened.key) is None


async def test_before_the_card_was_read_there_is_no_result(service: IdentityService) -> None:
    opened = await service.start(NAMES)
    assert await failing(service, opened) is IdentityFault.NO_RESULT


async def test_a_key_of_nobody_opens_nothing(service: IdentityService) -> None:
    stranger = IdentitySession("https://localhost/", "nobody's")
    assert await failing(service, stranger) is IdentityFault.NO_RESULT


async def test_age_place_and_pseudonym_arrive_with_the_attributes(
    service: IdentityService, lab: Service
) -> None:
    request = replace(NAMES, age=18, place="02760503150000", pseudonym=True)
    opened = await service.start(request)
    told = Identity(
        family_name="Mustermann", pseudonym="AF" * 32, age_verified=True, place_verified=False
    )
    lab.read(opened, told)
    assert await service.result(opened) == told


async def test_a_holder_without_a_home_in_the_country_has_no_address(
    service: IdentityService, lab: Service
) -> None:
    opened = await service.start(ALL)
    told = replace(ERIKA.identity, address=None, date_of_birth="1964    ")
    lab.read(opened, told)
    assert await service.result(opened) == told


async def test_the_service_sees_the_whole_request(service: IdentityService, lab: Service) -> None:
    request = IdentityRequest(
        (Attribute.FAMILY_NAME, Attribute.ADDRESS),
        (Attribute.BIRTH_NAME,),
        "Größe <1> & mehr",
        age=16,
        place="0276",
        pseudonym=True,
    )
    opened = await service.start(request)
    session = lab.sessions.peek(opened.key)
    assert session is not None
    assert session.request == request


async def test_a_service_out_of_reach_is_told_and_shown(lab: Service) -> None:
    service = lab.driver(url="https://localhost:9/eID")
    with pytest.raises(DeviceFailed) as failed:
        await service.start(NAMES)
    assert failed.value.fault is IdentityFault.UNREACHABLE
    async with watching(service.watch()) as statuses:
        assert await anext(statuses) == IdentityStatus(IdentityFault.UNREACHABLE)


async def test_an_absent_service_refuses_by_name() -> None:
    service: IdentityService = make_driver(DeviceKind.IDENTITY, {"driver": "absent"}, SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await service.start(NAMES)
    assert failed.value.fault is IdentityFault.UNREACHABLE


def test_an_identity_hides_itself() -> None:
    assert "Mustermann" not in repr(ERIKA)
    assert "Heidestraße" not in repr(ERIKA.identity.address)
