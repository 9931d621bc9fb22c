"""What citizens do before the camera, and what is told them: simulated persons, the real driver and models.

In real time: a hastened countdown would be over before a busy machine has drawn what the person does.
"""

from pathlib import Path

from kiosk.contracts.photo import KeptOn
from kiosk.domain.state import Walking
from kiosk.domain.step_states import PhotoPhase, PhotoStep
from kiosk.presentation.page import CameraView
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.journeys.saying import advice
from tests.mishaps.citizen import Citizen, text
from tests.mishaps.script import walk
from tests.mishaps.stops import visitor

JOURNEY = "ausweis-vorerfassung"
ACTS = {
    "turn_head": "turn",
    "tilt_head": "straight",
    "raise_chin": "chin_down",
    "shut_eyes": "eyes",
    "open_mouth": "mouth",
    "step_back": "closer",
    "bring_somebody": "alone",
    "walk_away": "stand",
}


async def test_each_is_told_what_to_do_and_is_photographed_after_all(
    tmp_path: Path, authority: AuthorityKey, private: PrivateKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare", pace=1) as (ready, visit):
        citizen, camera = visit.citizen, ready.players["camera"]
        camera.turn_head()
        await citizen.presses("kept_on.glasses", "next")
        for act, word in ACTS.items():
            camera.stand_properly()
            camera.send_somebody_away()
            getattr(camera, act)()
            await citizen.sees(lambda word=word: hint(citizen) == word, f"'{word}' after {act}")  # type: ignore[misc]
            if citizen.page.id == "photo.without":
                await citizen.presses("retry")
        camera.stand_properly()
        await citizen.at("photo.choose")
        step = step_of(citizen)
        assert step.kept_on == (KeptOn.GLASSES,)
        assert not step.by_hand
        assert any(shot.standing.accepted for shot in step.shots)
        await citizen.presses("next")
        await walk(visit, JOURNEY, ready.players, since="fingers")
    assert ready.ledger.cases() == [JOURNEY]
    assert ready.ledger.flaws(private) == []


async def test_who_cannot_meet_a_criterion_presses_the_shutter(
    tmp_path: Path, authority: AuthorityKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare", pace=1) as (ready, visit):
        citizen = visit.citizen
        ready.players["camera"].open_mouth()
        await citizen.presses("next")
        await citizen.sees(lambda: hint(citizen) == "mouth", "the instruction")
        await citizen.presses("shutter")
        await citizen.at("photo.choose")
        assert text("page.photo.choose.doubtful") in citizen.notes
        assert text("photo.guidance.mouth") in advice(citizen.page)
        step = step_of(citizen)
        assert step.by_hand
        assert len(step.shots) == 3
        assert len(citizen.offered.keys() & {f"shot.{shot.handle}" for shot in step.shots}) == 1


async def test_the_countdown_stops_for_a_second_person(
    tmp_path: Path, authority: AuthorityKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare", pace=1) as (ready, visit):
        citizen = visit.citizen
        await citizen.presses("next")
        await citizen.sees(lambda: step_of(citizen).phase is PhotoPhase.COUNTDOWN, "the countdown")
        ready.players["camera"].bring_somebody()
        await citizen.sees(lambda: step_of(citizen).phase is PhotoPhase.LIVE, "its end")
        await citizen.sees(lambda: hint(citizen) == "alone", "the instruction")
        assert step_of(citizen).shots == ()


def step_of(citizen: Citizen) -> PhotoStep:
    stage = citizen.session.stage
    assert isinstance(stage, Walking)
    assert isinstance(stage.walk.step, PhotoStep)
    return stage.walk.step


def hint(citizen: Citizen) -> str:
    """Answer the last word of the instruction's text id, as the page shows it."""
    views = [block for block in citizen.page.blocks if isinstance(block, CameraView)]
    return views[0].picture if views else ""
