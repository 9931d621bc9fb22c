"""Citizens brought as far as a mishap needs them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.store.sealing import AuthorityKey
from tests.mishaps.citizen import Citizen, text
from tests.mishaps.rig import PACE, Rig, Visit, rig
from tests.mishaps.script import prepare, walk

DEVICES = {
    "fuehrungszeugnis": ("eid", "payment", "printer"),
    "meldebescheinigung": ("eid", "payment", "printer"),
    "ausweis-vorerfassung": ("camera", "fingerprint", "printer"),
    "eid-pin": ("eid",),
}


@asynccontextmanager
async def terminal(
    folder: Path, authority: AuthorityKey, journey: str, *, eid_pace: float = 0.0
) -> AsyncIterator[Rig]:
    """Set up a terminal with what the journey needs; a simulated hand pays."""
    async with rig(folder, authority, *DEVICES[journey], eid_pace=eid_pace) as ready:
        if "payment" in ready.players:
            ready.players["payment"].automate()
        await prepare(journey, ready.players)
        yield ready


@asynccontextmanager
async def visitor(
    folder: Path, authority: AuthorityKey, journey: str, page: str, *, pace: float = PACE
) -> AsyncIterator[tuple[Rig, Visit]]:
    """Bring a citizen of that journey to the page."""
    async with terminal(folder, authority, journey) as ready, ready.visit(pace=pace) as visit:
        await walk(visit, journey, ready.players, until=page)
        yield ready, visit


async def leaves(ready: Rig, visit: Visit, by: str = "next") -> None:
    """Finish, take the card where one lies, and let the session end of itself."""
    citizen = visit.citizen
    await citizen.presses(by)
    if "eid" in ready.players and ready.players["eid"].state()["card_on_reader"]:
        await ready.players["eid"].take_card()
    await citizen.sees(visit.over.done, "the end of the session")


def told_of(citizen: Citizen, failure: str, money: str, data: str) -> None:
    """Check that the page says what failed, what it means, and how to go on or reach a person."""
    assert citizen.page.id == "failure"
    assert text(f"failure.{failure}.what") in citizen.notes
    assert citizen.told("page.failure.money") == text(f"money.{money}")
    assert citizen.told("page.failure.data") == text(f"data.{data}")
    assert citizen.told("page.failure.now") == text(f"failure.{failure}.now")
    assert citizen.offered.keys() & {"next", "retry"}
    assert "help" in citizen.offered
