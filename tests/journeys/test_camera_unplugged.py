"""The camera is pulled out before, during and after the photo."""

import pytest

from kiosk.contracts.captures import CaptureKind
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.effects import CloseCamera, OpenCamera
from kiosk.domain.events import CaptureSealed, DeviceChanged, StepFailed
from kiosk.presentation.page import Tiles
from tests.journeys.posing import (
    FINE,
    GOOD,
    SECOND,
    are_taken,
    at_camera,
    at_choice,
    holds_still,
    presses_the_shutter,
)
from tests.journeys.saying import notes, told
from tests.terminal import Citizen, texts


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
    citizen = at_camera()
    if moment == "countdown":
        citizen.happens(GOOD, SECOND)
    if moment == "taking":
        presses_the_shutter(citizen)
    citizen.happens(StepFailed("camera.unplugged"))
    assert citizen.page.id == "failure"
    assert citizen.wanted(CloseCamera) == [CloseCamera()]
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.nothing_paid")
    citizen.presses("retry")
    assert citizen.page.id == "photo.live"
    assert citizen.offered()["other_way"].enabled
    assert len(citizen.wanted(OpenCamera)) == 2


def test_what_was_taken_before_the_camera_went_can_be_chosen() -> None:
    citizen = at_camera()
    holds_still(citizen)
    are_taken(citizen, FINE)
    citizen.happens(StepFailed("camera.unplugged"))
    assert citizen.page.id == "photo.choose"
    assert texts()["de"]("failure.camera.unplugged.what") in notes(citizen.page)
    assert "retry" not in citizen.offered()
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    assert citizen.page.id == "fingers"


def test_camera_gone_after_the_photo_matters_no_more() -> None:
    citizen = at_choice()
    citizen.happens(StepFailed("camera.unplugged"))
    assert citizen.page.id == "photo.choose"
    citizen.presses("next")
    citizen.happens(CaptureSealed(CaptureKind.PHOTO, "c1"))
    citizen.happens(DeviceChanged(DeviceKind.CAMERA, "camera.unplugged"))
    assert citizen.page.id == "fingers"
