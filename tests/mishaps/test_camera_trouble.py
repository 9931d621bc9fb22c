"""A camera that is covered, stands still, crawls or talks nonsense: clear words, and a way out."""

from pathlib import Path

import pytest

from kiosk.presentation.page import CameraView
from kiosk.store.sealing import AuthorityKey
from tests.mishaps.citizen import Citizen, text
from tests.mishaps.script import sees_oneself
from tests.mishaps.stops import told_of, visitor
from tests.mishaps.test_camera_citizens import hint

JOURNEY = "ausweis-vorerfassung"


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        ("freeze", "camera.no_pictures"),
        ("repeat_picture", "camera.frozen"),
        ("send_garbage", "camera.wrong_format"),
    ],
)
async def test_what_ends_the_photo_is_told_with_the_way_to_the_counter(
    act: str, fault: str, tmp_path: Path, authority: AuthorityKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare") as (ready, visit):
        citizen, camera = visit.citizen, ready.players["camera"]
        camera.open_mouth()  # so that none is taken before the trouble begins
        await citizen.presses("next")
        await citizen.sees(lambda: sees_oneself(visit), "the live picture")
        getattr(camera, act)()
        await citizen.at("failure")
        told_of(citizen, fault, "nothing_paid", "nothing_sent")
        camera.send_pictures()
        camera.stand_properly()
        if "retry" in citizen.offered:
            await citizen.presses("retry")
            await citizen.at("photo.choose")


async def test_a_covered_lens_is_said_and_leaves_every_way(
    tmp_path: Path, authority: AuthorityKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare") as (ready, visit):
        citizen = visit.citizen
        ready.players["camera"].go_black()
        await citizen.presses("next")
        await citizen.sees(lambda: _says(citizen, "failure.camera.covered.what"), "what is wrong")
        assert _ways_out(citizen)
        ready.players["camera"].send_pictures()
        await citizen.at("photo.choose")


async def test_one_picture_a_second_guides_slowly_and_takes_a_photo_all_the_same(
    tmp_path: Path, authority: AuthorityKey
) -> None:
    async with visitor(tmp_path, authority, JOURNEY, "photo.prepare") as (ready, visit):
        citizen = visit.citizen
        ready.players["camera"].slow_down()
        ready.players["camera"].open_mouth()
        await citizen.presses("next")
        await citizen.sees(lambda: hint(citizen) == "mouth", "the instruction")
        assert _ways_out(citizen)
        await citizen.presses("shutter")
        await citizen.sees(lambda: citizen.page.id in ("photo.choose", "failure"), "an end")
        if citizen.page.id == "failure":
            told_of(citizen, "camera.too_slow", "nothing_paid", "nothing_sent")


def _says(citizen: Citizen, message: str) -> bool:
    views = [block for block in citizen.page.blocks if isinstance(block, CameraView)]
    return any(view.hint == text(message) for view in views)


def _ways_out(citizen: Citizen) -> bool:
    return {"shutter", "other_way", "back", "help"} <= citizen.offered.keys()
