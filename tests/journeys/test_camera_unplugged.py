"""The camera is pulled out before, during and after the photo."""

import pytest

from kiosk.contracts.captures import CaptureKind
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.events import (
    Answered,
    CaptureSealed,
    DeviceChanged,
    GuidanceChanged,
    PhotoTaken,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.presentation.page import Tiles
from tests.journeys.saying import told
from tests.terminal import Citizen, texts


def at_photo() -> Citizen:
    citizen = Citizen()
    citizen.presses("touch", "service.ausweis-vorerfassung", "next", "option.passport", "next")
    citizen.happens(Answered("birthday", "1208"))
    citizen.presses("next")
    assert citizen.page.id == "photo.live"
    citizen.happens(GuidanceChanged("photo.guidance.good", good=True))
    return citizen


def test_camera_gone_before_the_start_is_said_at_the_choice() -> None:
    citizen = Citizen()
    citizen.happens(DeviceChanged(DeviceKind.CAMERA, "camera.unplugged"))
    citizen.presses("touch")
    assert not citizen.offered()["service.ausweis-vorerfassung"].enabled
    assert citizen.offered()["service.fuehrungszeugnis"].enabled
    tiles = next(block for block in citizen.page.blocks if isinstance(block, Tiles))
    assert any("Kamera" in tile.detail for tile in tiles.tiles)


@pytest.mark.parametrize("moment", ["live", "countdown", "taking"])
def test_camera_unplugged_within_the_photo(moment: str) -> None:
    citizen = at_photo()
    if moment != "live":
        citizen.presses("shutter")
    if moment == "taking":
        citizen.happens(*[TimerExpired(Timer.SECOND)] * 3)
    citizen.happens(StepFailed("camera.unplugged"))
    assert citizen.page.id == "failure"
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.nothing_paid")
    citizen.presses("retry")
    assert citizen.page.id == "photo.live"
    assert citizen.offered()["other_way"].enabled


def test_camera_gone_after_the_photo_matters_no_more() -> None:
    citizen = at_photo()
    citizen.presses("shutter")
    citizen.happens(*[TimerExpired(Timer.SECOND)] * 3, PhotoTaken("photo1"))
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    citizen.happens(DeviceChanged(DeviceKind.CAMERA, "camera.unplugged"))
    assert citizen.page.id == "fingers"
