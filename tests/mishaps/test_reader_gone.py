"""The ID card, its reader or its client go before, during and after reading."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import Reading
from kiosk.domain.state import Session, Walking
from kiosk.domain.step_states import IdentifyStep
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.rig import Rig, Visit
from tests.mishaps.script import walk
from tests.mishaps.stops import terminal, told_of

JOURNEY = "meldebescheinigung"
PIN = "123456"
AS_RECORDED = 1.0  # slow enough to pull the card while it is read


@asynccontextmanager
async def at_page(
    folder: Path, authority: AuthorityKey, page: str, eid_pace: float = 0.0
) -> AsyncIterator[tuple[Rig, Visit]]:
    async with (
        terminal(folder, authority, JOURNEY, eid_pace=eid_pace) as ready,
        ready.visit() as visit,
    ):
        await walk(visit, JOURNEY, ready.players, until=page)
        yield ready, visit


def percent_read(session: Session) -> int:
    """Answer how far the card is read, -1 while it is not."""
    match session.stage:
        case Walking(walk) if isinstance(walk.step, IdentifyStep):
            prompt = walk.step.dialogue.prompt
            return prompt.percent if isinstance(prompt, Reading) else -1
        case _:
            return -1


async def test_reader_gone_before_the_start(tmp_path: Path, authority: AuthorityKey) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        line = ready.players["eid"]._laboratory._line
        line.unplug()
        async with ready.visit() as visit:
            citizen = visit.citizen
            await citizen.sees(
                lambda: DeviceKind.CARD_READER in citizen.session.faults, "the fault"
            )
            await citizen.presses("touch")
            assert f"service.{JOURNEY}" not in citizen.offered
            assert "help" in citizen.offered
            line.plug_in()
            await citizen.presses(f"service.{JOURNEY}")
            await citizen.at("consent")


@pytest.mark.parametrize("moment", ["before the PIN", "while it is read"])
async def test_card_pulled(
    moment: str, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_page(tmp_path, authority, "card.pin", AS_RECORDED) as (ready, visit):
        citizen = visit.citizen
        if moment == "while it is read":
            citizen.types(PIN)
            await citizen.sees(lambda: percent_read(citizen.session) > 0, "progress")
        await ready.players["eid"].take_card()
        await citizen.at("failure")
        told_of(citizen, "eid.card_removed", "nothing_paid", "nothing_sent")
        assert ready.ledger.cases() == []
        await citizen.presses("retry")
        await walk(visit, JOURNEY, ready.players, since="card.rights")
    _served(ready, private)


@pytest.mark.parametrize("page", ["card.rights", "card.insert", "card.pin"])
async def test_client_lost_within_the_dialogue(
    page: str, tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_page(tmp_path, authority, page) as (ready, visit):
        citizen = visit.citizen
        await ready.players["eid"]._laboratory.sdk.hang_up()
        await citizen.at("failure")
        told_of(citizen, "eid.client_lost", "nothing_paid", "nothing_sent")
        await citizen.sees(lambda: DeviceKind.EID not in citizen.session.faults, "a new client")
        if ready.players["eid"].state()["card_on_reader"]:
            await ready.players["eid"].take_card()
        await citizen.presses("retry")
        await walk(visit, JOURNEY, ready.players, since="card.rights")
    _served(ready, private)


async def test_reader_and_card_gone_after_reading(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with at_page(tmp_path, authority, "question.purpose") as (ready, visit):
        citizen = visit.citizen
        ready.players["eid"]._laboratory._line.unplug()
        await citizen.sees(lambda: DeviceKind.CARD_READER in citizen.session.faults, "the fault")
        await ready.players["eid"].take_card()
        await citizen.presses("option.pension", "next", "next", "next")
        await citizen.at("receipt")
    _served(ready, private)


def _served(ready: Rig, private: PrivateKey) -> None:
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []
    assert ready.ledger.events().count("identity.read") == 1
