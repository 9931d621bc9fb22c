"""A card, the real AusweisApp, and the eID service by SOAP: from the request to typed data."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.eid import EidClient
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.eid.lab.person import ERIKA
from hardware.identity import IdentityService
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import ConfirmRights, Finished, SecretKind
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest
from tests.hardware.eid.citizen import Citizen

pytestmark = pytest.mark.real_eid

CLOCK = SystemClock()
ELSEWHERE = "0999"


@pytest.fixture(scope="module")
async def lab() -> AsyncIterator[Laboratory]:
    reason = availability()
    if reason:
        pytest.skip(reason)
    lab = Laboratory(CLOCK)
    await lab.open()
    yield lab
    await lab.close()


@pytest.fixture(scope="module")
async def eid(
    lab: Laboratory, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[EidClient]:
    with pytest.MonkeyPatch.context() as environment:
        folder: Path = tmp_path_factory.mktemp("run")
        environment.setenv("RUNTIME_DIRECTORY", str(folder))
        eid: EidClient = make_driver(DeviceKind.EID, lab.describe()["eid"], CLOCK)
        await eid.open()
        yield eid
        await eid.close()


async def authenticated(
    lab: Laboratory, eid: EidClient, request: IdentityRequest, *optional: Attribute
) -> tuple[Identity, Citizen]:
    """Answer what the service hands over after a citizen's visit, and the citizen."""
    service: IdentityService = make_driver(DeviceKind.IDENTITY, lab.describe()["identity"], CLOCK)
    opened = await service.start(request)
    citizen = Citizen(lab.reader.insert_card, {SecretKind.PIN: ["123456"]}, optional)
    assert isinstance(await citizen.walk(eid.authenticate(opened.tc_token_url)), Finished)
    return await service.result(opened), citizen


async def test_everything_that_can_be_asked_arrives_typed(lab: Laboratory, eid: EidClient) -> None:
    request = IdentityRequest(
        tuple(Attribute), (), "Größe <1> & mehr", age=18, place="0276", pseudonym=True
    )
    told, citizen = await authenticated(lab, eid, request)
    assert len(told.pseudonym) == 64
    assert told == replace(
        ERIKA.identity, pseudonym=told.pseudonym, age_verified=True, place_verified=True
    )
    (shown,) = (prompt for prompt in citizen.prompts if isinstance(prompt, ConfirmRights))
    assert shown.transaction == "Größe <1> & mehr"
    again, _ = await authenticated(lab, eid, replace(request, age=120, place=ELSEWHERE))
    assert (again.age_verified, again.place_verified) == (False, False)
    assert again.pseudonym == told.pseudonym


async def test_what_the_citizen_left_off_does_not_arrive(lab: Laboratory, eid: EidClient) -> None:
    request = IdentityRequest((Attribute.FAMILY_NAME,), (Attribute.GIVEN_NAMES, Attribute.ADDRESS))
    told, _ = await authenticated(lab, eid, request, Attribute.ADDRESS)
    assert told == Identity(family_name="Mustermann", address=ERIKA.identity.address)
