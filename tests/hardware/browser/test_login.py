"""A login at a portal with nothing simulated but the card: Chromium, AusweisApp, pcscd, eID server."""

import dataclasses
from collections.abc import AsyncIterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hardware.browser.chromium import make
from hardware.browser.run import Settings
from hardware.eid import EidClient
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.eid.lab.portal_site import PortalSite, fingerprint
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import Broken, Finished, SecretKind
from kiosk.contracts.portal import EidAsked, PortalShown
from tests.hardware.browser.visitor import Visitor, visit_of
from tests.hardware.eid.citizen import Citizen

pytestmark = [pytest.mark.real_eid, pytest.mark.end_to_end]

CLOCK = SystemClock()


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
async def portal(
    lab: Laboratory, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PortalSite]:
    """Give a portal that knows the laboratory's eID server, which sends its visitors back to it."""
    portal = PortalSite(tmp_path_factory.mktemp("federal") / "keys", CLOCK, lab.server.sessions)
    portal.token_origin = lab.server.origin
    lab.server.returns_to = f"{portal.origin}/return"
    portal.open()
    yield portal
    portal.close()


@pytest.fixture
async def visitor(
    lab: Laboratory, portal: PortalSite, settings: Settings
) -> AsyncIterator[Visitor]:
    server = x509.load_pem_x509_certificate(lab.server.certificate.read_bytes())
    trusted = f"{portal.trusted},{fingerprint(server.public_bytes(Encoding.DER))}"
    browser = make(dataclasses.replace(settings, trusted=trusted, load_seconds=20.0), CLOCK)
    await browser.open(visit_of(portal, "/login?kind=N"))
    async with Visitor(browser) as visitor:
        yield visitor
    await browser.close()


@pytest.fixture(scope="module")
async def eid(lab: Laboratory) -> AsyncIterator[EidClient]:
    eid: EidClient = make_driver(DeviceKind.EID, lab.describe()["eid"], CLOCK)
    await eid.open()
    yield eid
    await eid.close()


async def test_who_shows_the_card_is_greeted_by_name(
    visitor: Visitor, lab: Laboratory, eid: EidClient
) -> None:
    await visitor.tap("eid")
    asked = await visitor.told(EidAsked)
    citizen = Citizen(lab.reader.insert_card, {SecretKind.PIN: ["123456"]})
    last = await citizen.walk(eid.authenticate(asked.tc_token_url))
    assert isinstance(last, Finished)
    await visitor.look_up()
    await visitor.browser.answer(asked.serial, last.refresh)
    await visitor.told(PortalShown)
    assert await visitor.see("document.getElementById('name').textContent") == "Erika Mustermann"
    lab.reader.remove_card()


async def test_who_does_not_agree_stays_where_the_login_is(
    visitor: Visitor, lab: Laboratory, eid: EidClient
) -> None:
    await visitor.tap("eid")
    asked = await visitor.told(EidAsked)
    citizen = Citizen(lab.reader.insert_card, agrees_to=None)
    last = await citizen.walk(eid.authenticate(asked.tc_token_url))
    assert last == Broken("eid.cancelled")
    await visitor.browser.answer(asked.serial, None)
    await visitor.rest()
    assert await visitor.see("location.pathname") == "/login"
