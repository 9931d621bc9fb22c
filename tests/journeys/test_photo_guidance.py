"""The live picture's hint is what the camera sees now, also when another photo is wished for."""

from kiosk.domain.events import GuidanceChanged, PhotoTaken, Timer, TimerExpired
from kiosk.presentation.page import CameraView
from tests.journeys.test_camera_unplugged import at_photo
from tests.terminal import Citizen, texts

GOOD, DARK = "photo.guidance.good", "photo.guidance.too_dark"


def hint(citizen: Citizen) -> str:
    return next(block.hint for block in citizen.page.blocks if isinstance(block, CameraView))


def at_choice(citizen: Citizen) -> None:
    citizen.presses("shutter")
    citizen.happens(*[TimerExpired(Timer.SECOND)] * 3, PhotoTaken("photo1"))
    assert citizen.page.id == "photo.choose"


def test_what_held_before_the_first_photo_holds_for_the_second() -> None:
    citizen = at_photo()
    citizen.happens(GuidanceChanged(GOOD, good=True))
    at_choice(citizen)
    citizen.presses("retry")
    assert hint(citizen) == texts()["de"](GOOD)


def test_what_changed_while_choosing_is_told_at_the_second() -> None:
    citizen = at_photo()
    citizen.happens(GuidanceChanged(GOOD, good=True))
    at_choice(citizen)
    citizen.happens(GuidanceChanged(DARK, good=False))
    citizen.presses("retry")
    assert hint(citizen) == texts()["de"](DARK)
