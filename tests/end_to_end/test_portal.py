"""Somebody else's portal on the whole terminal: real Chromium, real AusweisApp, and nothing left behind."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio

from hardware.browser.process import installed
from hardware.eid.lab.laboratory import availability
from kiosk.demo import glass
from kiosk.demo.glass import Glass, Pane, shows_portal
from kiosk.demo.outcome import ended_sessions
from kiosk.demo.scripts import PIN, Thing
from tests.end_to_end.house import PATIENCE, PORTRAIT, House, open_house, words
from tests.end_to_end.visit import Visit

pytestmark = pytest.mark.real_eid
PROFILE = "--user-data-dir="


@pytest_asyncio.fixture(scope="module")
async def portal_house(
    display: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    assert display
    browser = None if installed("") else "Chromium is not installed"
    if missing := availability() or browser or glass.missing():
        pytest.skip(missing)
    async with open_house(tmp_path_factory.mktemp("portal") / "home", eid="lab") as house:
        yield house


@pytest.fixture
def eyes(portal_house: House) -> Glass:
    house, size = portal_house, (int(PORTRAIT["width"]), int(PORTRAIT["height"]))
    return Glass(house.hand, house.world, house.clock, size, PATIENCE)


def browsers(house: House) -> list[psutil.Process]:
    return [process for process in house.ours() if "chrom" in process.name()]


def profiles(processes: list[psutil.Process]) -> set[Path]:
    told = [word for process in processes for word in words(process)]
    return {Path(word.removeprefix(PROFILE)) for word in told if word.startswith(PROFILE)}


async def at_the_portal(citizen: Visit) -> None:
    await citizen.begins()
    await citizen.uses("touch", "service.fuehrungszeugnis-bund")
    await citizen.arrives("consent")
    await citizen.uses("next")
    await citizen.arrives("portal")


async def test_a_citizen_logs_in_with_the_id_card_and_sends_a_form(
    portal_house: House, eyes: Glass
) -> None:
    house, citizen = portal_house, Visit(portal_house)
    await at_the_portal(citizen)
    await eyes.comes_to("/")
    await eyes.touch(Thing.CARD)
    await eyes.comes_to("/login")
    await eyes.touch(Thing.BUTTON)
    await citizen.arrives("card.rights")
    await citizen.uses("next")
    await citizen.arrives("card.insert")
    await citizen.does("eid", "lay_card")
    await citizen.arrives("card.pin")
    await citizen.types(PIN)
    await citizen.uses("digits.ok")
    await eyes.comes_to("/return")
    await eyes.touch(Thing.BUTTON)  # only who was read is offered to go on
    await eyes.comes_to("/form")
    await eyes.touch(Thing.FIELD)
    await citizen.types("verein")
    await citizen.uses("tool.enter")
    await eyes.comes_to("/sent")
    state: Any = await house.world.state()
    assert state["browser"]["sent"][0]["words"] == "Verein"
    await leaves(house, citizen)


async def leaves(house: House, citizen: Visit) -> None:
    """End the session; of the browser nothing may be left, neither process nor profile."""
    running = browsers(house)
    assert running
    folders = profiles(running)
    assert folders
    assert all(folder.exists() for folder in folders)
    await citizen.uses("end", "end_confirmed")
    await citizen.arrives("leaving")
    await citizen.is_over_after(lambda: citizen.does("eid", "take_card"))
    assert not [process for process in running if process.is_running()]
    assert not [folder for folder in folders if folder.exists()]
    assert ended_sessions(house.places.database)[-1] == "left"


async def test_nothing_of_the_portal_covers_the_terminals_own_pages(
    portal_house: House, eyes: Glass
) -> None:
    house, citizen = portal_house, Visit(portal_house)
    await at_the_portal(citizen)
    pane = await eyes.pane()
    assert isinstance(pane, Pane)
    await house.until("the portal's own strip", lambda: shows_portal(pane))
    for overlay in ("help", "chip.accessibility", "end"):
        await citizen.uses(overlay)
        await house.until(f"no portal over {overlay}", lambda: not shows_portal(pane))
        await citizen.uses("close")
        await house.until("the portal again", lambda: shows_portal(pane))
    await citizen.uses("next")
    await citizen.arrives("portal.finish")
    await house.until("no portal", lambda: not shows_portal(pane))
    await citizen.is_over_after(lambda: citizen.uses("next"))
    assert ended_sessions(house.places.database)[-1] == "completed"
    assert not browsers(house)
