"""Somebody else's portal on the whole terminal: real Chromium, real AusweisApp, and nothing left behind."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio

from hardware.browser.process import installed
from hardware.eid.lab.laboratory import availability
from kiosk.demo.outcome import ended_sessions
from kiosk.demo.scripts import PIN
from tests.end_to_end.glass import BUTTON, PAPER, Glass
from tests.end_to_end.house import House, open_house, words
from tests.end_to_end.visit import Visit

pytestmark = pytest.mark.real_eid
PROFILE = "--user-data-dir="


@pytest_asyncio.fixture(scope="module")
async def portal_house(
    display: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    assert display
    missing = availability() or (None if installed("") else "Chromium is not installed")
    if missing or shutil.which("xdotool") is None:
        pytest.skip(missing or "xdotool is not installed")
    async with open_house(tmp_path_factory.mktemp("portal") / "home", eid="lab") as house:
        yield house


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


async def test_a_citizen_logs_in_with_the_id_card_and_sends_a_form(portal_house: House) -> None:
    house, citizen, glass = portal_house, Visit(portal_house), Glass(portal_house)
    await at_the_portal(citizen)
    await glass.comes_to("/")
    await glass.touches(PAPER)  # the uppermost card: for myself
    await glass.comes_to("/login")
    await glass.touches(BUTTON)  # log in with the ID card
    await citizen.arrives("card.rights")
    await citizen.uses("next")
    await citizen.arrives("card.insert")
    await citizen.does("eid", "lay_card")
    await citizen.arrives("card.pin")
    await citizen.types(PIN)
    await citizen.uses("digits.ok")
    await glass.comes_to("/return")
    await glass.touches(BUTTON)  # only who was read is offered to go on
    await glass.comes_to("/form")
    await glass.touches(PAPER)  # the uppermost field
    await citizen.types("verein")
    await citizen.uses("tool.enter")
    forms: list[dict[str, str]] = []

    async def sent() -> bool:
        state: Any = await house.world.state()
        forms[:] = state["browser"]["sent"]
        return bool(forms)

    await house.until("the form", sent)
    assert forms[0]["words"] == "Verein"
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


async def test_nothing_of_the_portal_covers_the_terminals_own_pages(portal_house: House) -> None:
    house, citizen, glass = portal_house, Visit(portal_house), Glass(portal_house)
    await at_the_portal(citizen)
    pane = await glass.pane()
    await house.until("the portal's own strip", lambda: glass.shows_portal(pane))
    for overlay, back in (("help", "close"), ("chip.accessibility", "close"), ("end", "close")):
        await citizen.uses(overlay)
        await house.until(f"no portal over {overlay}", lambda: not glass.shows_portal(pane))
        await citizen.uses(back)
        await house.until("the portal again", lambda: glass.shows_portal(pane))
    await citizen.uses("next")
    await citizen.arrives("portal.finish")
    assert not glass.shows_portal(pane)
    await citizen.is_over_after(lambda: citizen.uses("next"))
    assert ended_sessions(house.places.database)[-1] == "completed"
    assert not browsers(house)
