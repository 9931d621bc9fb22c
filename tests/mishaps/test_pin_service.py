"""The PIN service over the real driver: recorded messages, and the real AusweisApp with the lab's card.

What the page claims is compared with what the card then has.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hardware.eid.lab.card_passwords import Passwords
from hardware.simulation.eid_stage import EidStage
from kiosk.domain.state import Failed
from kiosk.store.sealing import AuthorityKey
from tests.mishaps.citizen import Citizen, text
from tests.mishaps.eid_bench import NEW_PIN, PIN, PUK, WRONG, Bench
from tests.mishaps.rig import Visit, rig

TRANSPORT = "12345"


@dataclass
class Desk:
    """A card in somebody's hand, and a terminal in front of them."""

    stage: EidStage
    house: Any  # a Rig or a Bench: whoever lets the next citizen come

    @property
    def passwords(self) -> Passwords:
        return self.stage._laboratory.card.passwords

    def citizen(self) -> AbstractAsyncContextManager[Visit]:
        comes = getattr(self.house, "citizen", None) or self.house.visit
        visit: AbstractAsyncContextManager[Visit] = comes()
        return visit


@pytest_asyncio.fixture
async def recorded_desk(tmp_path: Path, authority: AuthorityKey) -> AsyncIterator[Desk]:
    async with rig(tmp_path, authority, "eid") as terminal:
        yield Desk(terminal.players["eid"], terminal)


@pytest.fixture
def real_desk(bench: Bench) -> Desk:
    return Desk(bench.stage, bench)


@pytest.fixture(
    params=[
        pytest.param("recorded_desk", id="recorded"),
        pytest.param("real_desk", id="real", marks=pytest.mark.real_eid),
    ]
)
def desk(request: pytest.FixtureRequest) -> Desk:
    made: Desk = request.getfixturevalue(request.param)
    return made


async def begins(visit: Visit, desk: Desk, task: str) -> Citizen:
    """Choose the task and lay the card down."""
    citizen = visit.citizen
    await citizen.presses("touch", "service.eid-pin", f"task.{task}")
    if task in ("activate", "unblock"):
        await citizen.at("puk_letter" if task == "unblock" else "pin_letter")
        await citizen.presses("next")
    await citizen.at("card.insert")
    await desk.stage.lay_card()
    return citizen


async def types(citizen: Citizen, *entries: tuple[str, str]) -> None:
    """Type digits at one page after the other; the same page again comes with another prompt."""
    for name, digits in entries:
        page, typed = f"card.{name}", _serial(citizen) + 1
        await citizen.at(page)
        citizen.types(digits)
        await citizen.sees(partial(_went_on, citizen, page, typed), f"what comes after '{page}'")


def _went_on(citizen: Citizen, page: str, typed: int) -> bool:
    return citizen.page.id != page or _serial(citizen) > typed


def _serial(citizen: Citizen) -> int:
    step = getattr(getattr(citizen.session.stage, "walk", None), "step", None)
    dialogue = getattr(step, "dialogue", None)
    return int(getattr(dialogue, "serial", 0))


async def ends(visit: Visit, desk: Desk) -> None:
    """Finish at the last page and take the card."""
    citizen = visit.citizen
    await citizen.presses("next")
    await citizen.at("take_card")
    await desk.stage.take_card()
    assert await visit.over == "completed"


@pytest.mark.parametrize(
    ("condition", "said", "following"),
    [
        ("fresh", "page.card_report.active", "task.change"),
        ("blocked", "page.card_report.blocked", "task.unblock"),
        ("off", "page.card_report.deactivated", ""),
    ],
)
async def test_the_check_needs_no_pin(
    desk: Desk, condition: str, said: str, following: str
) -> None:
    if condition == "blocked":
        desk.stage.mistype_pin(3)
    elif condition == "off":
        desk.stage.switch_online_function_off()
    before = desk.passwords.retries
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "check")
        await citizen.at("pin_done")
        assert text(said) in citizen.notes
        assert {n for n in citizen.offered if n.startswith("task.")} == {following} - {""}
        assert not any(page.startswith("card.pin") for page in citizen.pages)
        await ends(visit, desk)
    assert desk.passwords.retries == before, "looking costs no try"


async def test_a_first_pin_is_set_with_the_letter(desk: Desk) -> None:
    desk.stage.await_activation()
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "activate")
        await types(citizen, ("transport_pin", TRANSPORT), ("new_pin", NEW_PIN))
        await citizen.at("card.repeat_new_pin")
        citizen.types(NEW_PIN)
        await citizen.at("pin_done")
        assert text("page.pin_done.activate") in citizen.notes
        await ends(visit, desk)
    assert desk.passwords.pin == NEW_PIN


async def test_two_different_new_pins_change_nothing(desk: Desk) -> None:
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "change")
        await types(citizen, ("pin", PIN), ("new_pin", NEW_PIN))
        await citizen.at("card.repeat_new_pin")
        citizen.types("739156")
        await citizen.at("card.new_pin")
        assert desk.passwords.pin == PIN
        await types(citizen, ("new_pin", NEW_PIN))
        await citizen.at("card.repeat_new_pin")
        citizen.types(NEW_PIN)
        await citizen.at("pin_done")
        await ends(visit, desk)
    assert desk.passwords.pin == NEW_PIN


async def test_a_wrong_pin_is_told_with_what_is_left(desk: Desk) -> None:
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "change")
        await citizen.at("card.pin")
        citizen.types(WRONG)
        await citizen.sees(lambda: desk.passwords.retries == 2, "a spent try")
        await citizen.sees(lambda: "Noch 2 Versuche." in str(citizen.page.blocks), "what is left")
        assert text("page.secret.pin.wrong") in str(citizen.page.blocks)
        await types(citizen, ("pin", PIN), ("new_pin", NEW_PIN))
        await citizen.at("card.repeat_new_pin")
        citizen.types(NEW_PIN)
        await citizen.at("pin_done")
        await ends(visit, desk)
    assert desk.passwords.pin == NEW_PIN


async def test_a_blocked_pin_is_unblocked_with_the_puk(desk: Desk) -> None:
    desk.stage.mistype_pin(3)
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "unblock")
        await citizen.at("card.puk")
        citizen.types(PUK)
        await citizen.at("pin_done")
        assert text("page.pin_done.unblock") in citizen.notes
        await ends(visit, desk)
    assert desk.passwords.retries == 3
    assert desk.passwords.pin == PIN, "the PIN is the one before"


async def test_a_card_that_is_not_blocked_needs_no_unblocking(desk: Desk) -> None:
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "unblock")
        await citizen.at("failure")
        assert failure(citizen) == "eid.not_blocked"
    assert desk.passwords.puk_uses == 10


async def test_a_puk_used_up_leads_to_the_buergeramt(desk: Desk) -> None:
    desk.stage.mistype_pin(3)
    desk.stage.use_up_puk()
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "unblock")
        await citizen.sees(lambda: citizen.page.id in ("card.puk", "failure"), "the PUK's page")
        if citizen.page.id == "card.puk":
            citizen.types(PUK)
        await citizen.at("failure")
        assert failure(citizen) == "eid.puk_used_up"
    assert desk.passwords.retries == 0


async def test_a_card_taken_away_before_the_new_pin_keeps_the_old_one(desk: Desk) -> None:
    async with desk.citizen() as visit:
        citizen = await begins(visit, desk, "change")
        await types(citizen, ("pin", PIN))
        await citizen.at("card.new_pin")
        await desk.stage.take_card()
        await citizen.at("failure")
        assert failure(citizen) == "eid.card_removed"
    assert desk.passwords.pin == PIN


def failure(citizen: Citizen) -> str:
    assert isinstance(citizen.session.stage, Failed)
    return citizen.session.stage.failure
