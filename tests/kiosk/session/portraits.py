"""Drawn persons before the real camera driver, and a place of work for the photo alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import cv2

from hardware.camera.portrait.person import Picture, Pose, take_picture
from kiosk.clock import SystemClock
from kiosk.config.load import load_configuration
from kiosk.config.model import Capture
from kiosk.contracts.captures import Remarks, Rendition
from kiosk.contracts.devices import DeviceKind
from kiosk.domain.events import Event
from kiosk.session.devices import make_devices
from kiosk.session.photo_work import PhotoWork
from kiosk.session.workplace import Workplace
from tests.terminal import CONFIG

MODELS = CONFIG.parent / ".models"
FULL = (3840, 2160)
PATIENCE = 20.0


def capture(models: Path = MODELS, **changed: object) -> Capture:
    shipped = load_configuration(profile="demo").capture
    return replace(shipped, models=models, device="Testkamera 7", **changed)  # type: ignore[arg-type]


@cache
def portrait(pose: Pose, width: int = 1280, height: int = 720) -> Picture:
    return take_picture(pose, width, height, seed=1)


def hung_up(folder: Path, pose: Pose) -> Path:
    """Write the portrait at full size where a camera can film it."""
    file = folder / "portrait.png"
    cv2.imwrite(str(file), portrait(pose, *FULL), (cv2.IMWRITE_PNG_COMPRESSION, 1))
    return file


@dataclass
class Sealed:
    """What would have gone to the store."""

    kind: str = ""
    renditions: tuple[Rendition, ...] = ()
    remarks: Remarks = field(default_factory=dict)
    destination: str = ""

    async def seal_capture(
        self, kind: str, renditions: tuple[Rendition, ...], remarks: Remarks, destination: str
    ) -> str:
        self.kind, self.renditions = kind, renditions
        self.remarks, self.destination = remarks, destination
        return "c1"


class Darkened:
    """The photo's work with the real driver of a camera, and all that it tells."""

    def __init__(self, source: Path | str, wanted: Capture | None = None) -> None:
        camera = {"driver": "opencv", "source": str(source)}
        self.told: list[Event] = []
        self.sealed = Sealed()
        devices = make_devices({DeviceKind.CAMERA: camera}, SystemClock())
        self.place = Workplace(devices, self.sealed, SystemClock(), self.told.append)  # type: ignore[arg-type]
        self.work = PhotoWork(self.place, wanted or capture(), PATIENCE)

    async def close(self) -> None:
        await self.place.close()
        await self.work.close()

    def heard(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.told if isinstance(event, kind)]

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        clock = SystemClock()
        deadline = clock.monotonic() + seconds
        while not holds():
            assert clock.monotonic() < deadline, f"waited in vain; told was {self.told}"
            await clock.sleep(0.01)
