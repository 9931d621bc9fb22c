"""The photo's work over the real camera driver and the real models: guided, taken, sealed, forgotten."""

import gc
import json
import sys
import threading
import weakref
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from hardware.camera import Camera, CameraFault, Frame
from hardware.camera.portrait.person import Pose
from hardware.camera.portrait.persons import Who
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock
from kiosk.contracts.captures import CaptureKind, Rendition
from kiosk.contracts.handover import LARGEST
from kiosk.domain.effects import (
    CloseCamera,
    DropPhotos,
    OpenCamera,
    PreparePhotos,
    SealCapture,
    TakePhoto,
)
from kiosk.domain.events import (
    CaptureSealed,
    StepFailed,
)
from kiosk.domain.photo_events import GuidanceChanged, PhotoTaken
from kiosk.session.photo_work import MOST_EVIDENCE, fitting
from tests.kiosk.session.portraits import Darkened, capture, hung_up, portrait

BONA_FIDE = Pose(person=Who.NIA)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hung_up(tmp_path_factory.mktemp("wall"), BONA_FIDE)


@pytest.fixture
async def photo(picture: Path) -> AsyncIterator[Darkened]:
    made = Darkened(picture)
    yield made
    await made.close()


def is_ready(photo: Darkened) -> bool:
    last = photo.told[-1] if photo.told else None
    return isinstance(last, GuidanceChanged) and last.good and last.held == 1


async def take(photo: Darkened) -> PhotoTaken:
    before = len(photo.heard(PhotoTaken))
    photo.work.take_photo(TakePhoto())
    await photo.until(lambda: len(photo.heard(PhotoTaken)) > before)
    taken = photo.heard(PhotoTaken)[-1]
    assert isinstance(taken, PhotoTaken)
    return taken


async def test_who_stands_properly_is_guided_taken_and_sealed_whole(photo: Darkened) -> None:
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: is_ready(photo))
    guidance = photo.heard(GuidanceChanged)
    assert len(guidance) == len({repr(event) for event in guidance}), "told on change only"
    shots = [await take(photo) for _ in range(3)]
    assert len({shot.handle for shot in shots}) == 3
    assert all(shot.standing.accepted and not shot.standing.findings for shot in shots)
    photo.work.close_camera(CloseCamera())
    remarks = (("kept_on", "glasses"), ("shutter", "auto"), ("shots", 3), ("retakes", 0))
    effect = SealCapture(CaptureKind.PHOTO, shots[1].handle, "handover", remarks)
    photo.place.work(photo.work.seal(effect))
    await photo.until(lambda: photo.heard(CaptureSealed))
    files = {one.name: one for one in photo.sealed.renditions}
    assert list(files) == ["interchange", "production", "chip", "quality"]
    seen = cv2.imdecode(np.frombuffer(files["interchange"].content, np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    assert seen.shape == (1600, 1244, 3)
    assert np.abs(seen.astype(int) - photo.place.vault.photo(shots[1].handle)).mean() < 2
    assert photo.sealed.destination == "handover"
    assert photo.sealed.remarks == {
        **dict(remarks),
        "accepted": True,
        "profile": "tr03121-gid-7.0 1",
        "device": "Testkamera 7",
    }
    assert [event for event in photo.told if isinstance(event, StepFailed)] == []


class Stumbling:
    """A camera of which every other still is missed."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._camera, name)

    async def still(self) -> Frame:
        self.asked += 1
        if self.asked % 2:
            await self._camera.still()  # the preview goes on meanwhile
            await SystemClock().sleep(0.3)
            raise DeviceFailed(CameraFault.NO_PICTURES)
        return await self._camera.still()


async def test_a_still_that_is_missed_while_the_preview_goes_on_is_taken_again(
    photo: Darkened,
) -> None:
    stumbling = Stumbling(photo.place.devices.camera)
    photo.place.devices = replace(photo.place.devices, camera=stumbling)
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: stumbling.asked == 1)
    await photo.until(lambda: photo.place.vault.newest)
    for _ in range(2):
        await take(photo)
    assert stumbling.asked >= 4
    assert photo.heard(StepFailed) == []


async def test_only_the_sealed_photo_leaves_without_an_alarm(photo: Darkened) -> None:
    photo.work.open_camera(OpenCamera())
    shots = [await take(photo) for _ in range(3)]
    photo.place.work(photo.work.seal(SealCapture(CaptureKind.PHOTO, shots[0].handle, "handover")))
    await photo.until(lambda: photo.heard(CaptureSealed))
    assert not [one for one in photo.sealed.renditions if one.name.startswith("acquisition")]


ALARMING = """
from dataclasses import dataclass
from kiosk.capture.pad import Score

@dataclass(frozen=True)
class Settings:
    pass

class Alarming:
    name, version, certified = "alarming", "1", ""

    def watch(self, pixels, measures, taken):
        pass

    def score(self, pixels, measures):
        return Score(1.0)

def make(settings):
    return Alarming()
"""


def install_pad(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a vendor's driver `alarming` as its package would."""
    (folder / "alarming_pad.py").write_text(code)
    told = folder / "alarming_pad-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: alarming-pad\nVersion: 1\n")
    (told / "entry_points.txt").write_text("[buergerterminal.pad]\nalarming = alarming_pad\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "alarming_pad", raising=False)


async def test_an_alarm_sends_all_photos_of_the_acquisition_and_tells_nobody_here(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_pad(ALARMING, tmp_path, monkeypatch)
    photo = Darkened(picture, capture(pad={"driver": "alarming"}))
    photo.work.open_camera(OpenCamera())
    shots = [await take(photo) for _ in range(3)]
    effect = SealCapture(
        CaptureKind.PHOTO, shots[2].handle, "handover", kept=("interchange", "quality")
    )
    photo.place.work(photo.work.seal(effect))
    await photo.until(lambda: photo.heard(CaptureSealed))
    names = [one.name for one in photo.sealed.renditions]
    assert names == ["interchange", "quality", "acquisition_1", "acquisition_2"]
    here = (repr(photo.told) + repr(photo.sealed.remarks)).lower()
    assert "pad" not in here
    assert "alarm" not in here
    await photo.close()


def test_an_alarm_sends_no_more_than_a_container_holds() -> None:
    shots = [
        Rendition(f"acquisition_{n}", "image/jpeg", bytes(MOST_EVIDENCE // 4)) for n in range(9)
    ]
    assert fitting(shots[:4]) == shots[:4]
    assert fitting(shots) == shots[5:], "the newest"
    sealed = 4 * MOST_EVIDENCE // 3
    assert LARGEST - sealed > 8 * 1024 * 1024, "room for the photo's files, fingers and signature"


async def test_a_driver_for_attacks_that_does_not_start_holds_no_photo_up(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ALARMING.replace("return Alarming()", "raise OSError('no sensor')")
    install_pad(broken, tmp_path, monkeypatch)
    photo = Darkened(picture, capture(pad={"driver": "alarming"}))
    photo.work.open_camera(OpenCamera())
    shot = await take(photo)
    photo.place.work(photo.work.seal(SealCapture(CaptureKind.PHOTO, shot.handle, "handover")))
    await photo.until(lambda: photo.heard(CaptureSealed))
    (vector,) = (one for one in photo.sealed.renditions if one.name == "quality")
    pad = json.loads(vector.content)["pad"]
    assert (pad["state"], pad["omission"]) == ("omitted", "failed")
    await photo.close()


async def test_nothing_of_a_picture_is_kept_once_it_is_dropped(photo: Darkened) -> None:
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: photo.place.vault.newest)
    shot = await take(photo)
    crop = weakref.ref(photo.place.vault.photo(shot.handle))
    assert crop() is not None
    photo.work.close_camera(CloseCamera())
    photo.work.drop_photos(DropPhotos())
    assert photo.place.vault.newest is None
    assert not photo.place.vault.has_photo(shot.handle)

    def is_gone() -> bool:
        gc.collect()
        return crop() is None

    await photo.until(is_gone)


async def test_the_preview_goes_on_while_a_look_hangs_and_that_is_told(picture: Path) -> None:
    photo = Darkened(picture)
    photo.work._darkroom._patience = 1.0
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: photo.heard(GuidanceChanged))
    hanging = threading.Event()
    stuck = photo.place.aside(photo.work._darkroom.run(hanging.wait))  # type: ignore[arg-type]
    newest = photo.place.vault.newest
    assert newest is not None
    await photo.until(lambda: photo.heard(StepFailed))
    now = photo.place.vault.newest
    assert now is not None
    assert now[0] > newest[0] + 5
    assert photo.heard(StepFailed)[0] == StepFailed("photo.analysis_stuck")
    hanging.set()
    await stuck
    photo.work.close_camera(CloseCamera())
    photo.work.open_camera(OpenCamera())
    before = len(photo.heard(GuidanceChanged))
    await photo.until(lambda: len(photo.heard(GuidanceChanged)) > before)
    await photo.close()


async def test_what_measures_is_loaded_while_the_citizen_reads(photo: Darkened) -> None:
    photo.work.prepare(PreparePhotos())
    await photo.until(lambda: photo.work._studio)
    ready = photo.work._studio
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: photo.heard(GuidanceChanged))
    assert photo.work._studio is ready


async def test_models_that_are_missing_disturb_nobody_who_still_reads(
    picture: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    photo = Darkened(picture, capture(models=tmp_path))
    photo.work.prepare(PreparePhotos())
    await photo.until(lambda: "StudioClosed" in caplog.text)
    assert photo.told == []
    await photo.close()


async def test_models_that_are_missing_are_told_and_the_log_says_which(
    picture: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    photo = Darkened(picture, capture(models=tmp_path))
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: photo.heard(StepFailed))
    assert photo.heard(StepFailed)[0] == StepFailed("photo.models_missing")
    assert str(tmp_path) in caplog.text
    await photo.close()


async def test_a_driver_for_attacks_that_does_not_exist_is_told(picture: Path) -> None:
    photo = Darkened(picture, capture(pad={"driver": "nobody"}))
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: photo.heard(StepFailed))
    assert photo.heard(StepFailed)[0] == StepFailed("photo.models_missing")
    await photo.close()


async def test_a_camera_that_is_not_there(tmp_path: Path) -> None:
    photo = Darkened(tmp_path / "no.png")
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: photo.heard(StepFailed))
    assert photo.heard(StepFailed)[0] == StepFailed("camera.not_found")
    await photo.close()


async def test_a_plain_wall_asks_for_somebody(tmp_path: Path) -> None:
    file = tmp_path / "wall.png"
    cv2.imwrite(str(file), portrait(Pose(present=False)))
    photo = Darkened(file)
    photo.work.open_camera(OpenCamera())
    await photo.until(
        lambda: any(
            isinstance(told, GuidanceChanged) and told.hint == "photo.guidance.stand"
            for told in photo.told
        )
    )
    shot = await take(photo)
    assert not shot.standing.accepted
    assert shot.standing.findings[0] == "photo.guidance.stand"
    await photo.close()


async def test_no_figure_of_a_face_shows_in_what_is_told(photo: Darkened) -> None:
    photo.work.open_camera(OpenCamera())
    await photo.until(lambda: is_ready(photo))
    await take(photo)
    for event in photo.told:
        if isinstance(event, GuidanceChanged):
            assert event.hint.startswith("photo.guidance.")
            assert {type(holds) for _, holds in event.marks} == {bool}
            assert event.held in (0, 0.2, 0.4, 0.6, 0.8, 1)
        else:
            assert isinstance(event, PhotoTaken)
            assert "." not in repr(event).replace("photo.guidance.", "")
