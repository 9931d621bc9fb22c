"""Driver `absent`: the terminal has no camera, and says so."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from hardware.camera import Camera, CameraFault, CameraStatus, Frame
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


class AbsentCamera:
    """Implements `hardware.camera.Camera` by refusing."""

    def __init__(self) -> None:
        self._status = Latest(CameraStatus(CameraFault.NOT_FOUND))

    async def open(self) -> None:
        raise DeviceFailed(CameraFault.NOT_FOUND)

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def frames(self) -> AsyncIterator[Frame]:
        for frame in _no_frames():
            yield frame

    async def still(self) -> Frame:
        raise DeviceFailed(CameraFault.NOT_FOUND)

    def watch(self) -> AsyncIterator[CameraStatus]:
        return self._status.watch()


def _no_frames() -> Iterator[Frame]:
    raise DeviceFailed(CameraFault.NOT_FOUND)


def make(settings: Settings, clock: Clock) -> Camera:
    del settings, clock
    return AbsentCamera()
