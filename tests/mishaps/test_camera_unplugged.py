"""The camera is pulled out before, during and after the photo; the simulator's cable, the real driver."""

from pathlib import Path

from kiosk.contracts.devices import DeviceKind
from kiosk.presentation.page import Tiles
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.mishaps.citizen import Citizen, text
from tests.mishaps.rig import Rig, Visit
from tests.mishaps.script import sees_oneself, walk
from tests.mishaps.stops import terminal, told_of, visitor

JOURNEY = "ausweis-vorerfassung"
FAULT = "camera.unplugged"


async def test_before_the_citizen_comes(tmp_path: Path, authority: AuthorityKey) -> None:
    async with terminal(tmp_path, authority, JOURNEY) as ready:
        await ready.players["camera"].unplug()
        async with ready.visit() as visit:
            citizen = visit.citizen
            await citizen.sees(lambda: DeviceKind.CAMERA in citizen.session.faults, "the fault")
            await citizen.presses("touch")
            assert f"service.{JOURNEY}" not in citizen.offered
            assert text("offer.broken.camera") in _details(citizen)
            await ready.players["camera"].plug_in()
            await citizen.presses(f"service.{JOURNEY}")
            await citizen.at("consent")


async def test_just_before_the_photo(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "question.birthday") as (ready, visit):
        citizen = visit.citizen
        await ready.players["camera"].unplug()
        citizen.types("1208")
        await citizen.presses("next")
        await citizen.at("photo.prepare")
        await citizen.presses("next")
        await _goes_on_when_it_is_back(ready, visit, private)


async def test_within_the_countdown(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    """In the machine's own time: the camera is missed two seconds after it went, before the photo."""
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare", pace=1) as (ready, visit):
        citizen = visit.citizen
        ready.players["camera"].open_mouth()  # of whom none is taken but by the own shutter
        await citizen.presses("next")
        await citizen.sees(lambda: sees_oneself(visit), "the live picture")
        await citizen.presses("shutter")
        await ready.players["camera"].unplug()
        await _goes_on_when_it_is_back(ready, visit, private)


async def test_while_guided(tmp_path: Path, authority: AuthorityKey, private: PrivateKey) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.live") as (ready, visit):
        await ready.players["camera"].unplug()
        await _goes_on_when_it_is_back(ready, visit, private)


async def test_while_choosing_the_photo_is_kept(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.choose") as (ready, visit):
        citizen = visit.citizen
        await ready.players["camera"].unplug()
        await citizen.sees(lambda: DeviceKind.CAMERA in citizen.session.faults, "the fault")
        await citizen.presses("retry")
        await citizen.at("photo.choose")
        assert text(f"failure.{FAULT}.what") in citizen.notes
        await citizen.presses("next")
        await walk(visit, JOURNEY, ready.players, since="fingers")
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []


async def test_without_another_try(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.live") as (ready, visit):
        citizen = visit.citizen
        await ready.players["camera"].unplug()
        await citizen.at("failure")
        await citizen.presses("end")
        await citizen.sees(visit.over.done, "the end of the session")
        assert await visit.over == "failed"
    assert ready.ledger.cases() == []
    assert ready.ledger.flaws(private) == []


async def test_after(tmp_path: Path, authority: AuthorityKey, private: PrivateKey) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "fingers") as (ready, visit):
        await ready.players["camera"].unplug()
        citizen = visit.citizen
        await citizen.sees(lambda: DeviceKind.CAMERA in citizen.session.faults, "the fault")
        await walk(visit, JOURNEY, ready.players, since="fingers")
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []


async def _goes_on_when_it_is_back(ready: Rig, visit: Visit, private: PrivateKey) -> None:
    citizen = visit.citizen
    await citizen.at("failure")
    told_of(citizen, FAULT, "nothing_paid", "nothing_sent")
    assert ready.ledger.loose_captures() == 0
    ready.players["camera"].stand_properly()
    await ready.players["camera"].plug_in()
    await citizen.presses("retry")
    await citizen.at("photo.choose")
    await citizen.presses("next")
    await walk(visit, JOURNEY, ready.players, since="fingers")
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []


def _details(citizen: Citizen) -> list[str]:
    return [
        tile.detail
        for block in citizen.page.blocks
        if isinstance(block, Tiles)
        for tile in block.tiles
    ]
