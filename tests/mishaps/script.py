"""Walks a session along the demo's scripts, so that what the demo shows is what is tested."""

from collections.abc import Mapping

from hardware.signature.recorded import signature, write
from hardware.simulation.acts import Simulator, perform
from kiosk.demo.scripts import (
    SCRIPTS,
    Act,
    Appears,
    Picture,
    Script,
    Sees,
    Sign,
    Tap,
    Touch,
    Type,
    World,
)
from kiosk.presentation.page import CameraView
from tests.mishaps.citizen import text
from tests.mishaps.hasty_clock import HastyClock
from tests.mishaps.rig import Visit

PAD_MM = (160.0, 50.0)
WRITING_PACE = 5.0  # what takes no time at all is no writing
BY_THEMSELVES = frozenset({"digits.ok"})  # the pad sends what was typed with its own key


def script(journey: str) -> Script:
    return next(script for script in SCRIPTS if script.journey == journey)


async def prepare(journey: str, players: Mapping[str, Simulator]) -> None:
    """Do in the simulated world what comes before the citizen."""
    for act in script(journey).before:
        await perform(players[act.device], act.act, act.arguments)


async def walk(
    visit: Visit,
    journey: str,
    players: Mapping[str, Simulator],
    *,
    since: str = "",
    until: str = "",
) -> None:
    """Walk the journey page by page, to its end or until a page is reached for the first time.

    `since` is the page where the citizen is by now, if it is not the first one.
    """
    pages = script(journey).pages
    if since:
        pages = pages[next(n for n, page in enumerate(pages) if page.page == since) :]
    for page in pages:
        await visit.citizen.at(page.page)
        if page.page == until:
            return
        for act in page.acts:
            await _do(visit, act, players)
    assert not until, f"'{until}' is no page of {journey}"
    outcome = await visit.over
    assert outcome == "completed", outcome


async def sign(visit: Visit) -> None:
    """Draw a signature on the pad."""
    pen = visit.runner.place.devices.signature
    await write(signature(*PAD_MM), pen, HastyClock(WRITING_PACE))  # type: ignore[arg-type] # a touch driver


async def _do(visit: Visit, act: Act, players: Mapping[str, Simulator]) -> None:
    citizen = visit.citizen
    match act:
        case Tap(name) if name not in BY_THEMSELVES:
            await citizen.presses(name)
        case Type(words):
            citizen.types(words)
        case Sign():
            await sign(visit)
        case World(device, name, arguments):
            await perform(players[device], name, arguments)
        case Appears(name):
            await citizen.sees_offered(name)
        case Tap() | Picture() | Sees() | Touch():
            pass  # what the pad does itself, and what only a display has


def sees_oneself(visit: Visit) -> bool:
    """Answer whether the live picture is there and judged."""
    blocks = visit.citizen.page.blocks
    return any(
        isinstance(block, CameraView) and block.hint != text("photo.guidance.starting")
        for block in blocks
    )
