"""Where pictures come from by OpenCV: what all sources share, and files. Worker thread only."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import cv2

from hardware.camera import CameraFault
from hardware.camera.pictures import Picture, checked, fitted, upright
from hardware.failures import DeviceFailed

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_SLOWEST, _FASTEST = 1.0, 60.0  # frames a second that a video file may claim
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask the camera for.

    Previews up to `width` x `height`, `fps` of them, and stills of `still_width` x `still_height`,
    all as the sensor lies; then turned clockwise by `rotate` degrees. `patience` seconds for a
    picture to come.
    """

    width: int
    height: int
    fps: int
    patience: float
    still_width: int
    still_height: int
    rotate: int

    def preview(self, picture: Picture) -> Picture:
        return upright(fitted(picture, self.width, self.height), self.rotate)

    def still(self, picture: Picture) -> Picture:
        return upright(picture, self.rotate)


class Source(Protocol):
    """One place pictures come from; all calls block and are made in the same thread."""

    def start(self) -> Picture:
        """Open it (again) and answer the first preview. Raises DeviceFailed."""
        ...

    def read(self) -> Picture:
        """Answer the next preview. Raises DeviceFailed."""
        ...

    def still(self) -> Picture:
        """Answer the next picture at its full size, for the caller to keep. Raises DeviceFailed."""
        ...

    def stop(self) -> None:
        """Let go of it; harmless when stopped."""
        ...

    @property
    def pace(self) -> float | None:
        """Seconds from picture to picture, None where the source itself keeps time."""
        ...

    @property
    def live(self) -> bool:
        """Tell whether a camera is behind it, of which no two pictures are ever the same."""
        ...


def decoded(take: Callable[[], T]) -> T:
    """Answer what `take` answers; where OpenCV itself gives up, the format is wrong."""
    try:
        return take()
    except cv2.error:
        raise DeviceFailed(CameraFault.WRONG_FORMAT) from None


class Capture(ABC):
    """What all sources share that cv2.VideoCapture reads."""

    pace: float | None = None
    live = True

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._name = name
        self._wanted = wanted
        self._capture: Any = None

    def start(self) -> Picture:
        self.stop()
        self._open()
        return self.read()

    def read(self) -> Picture:
        return self._wanted.preview(checked(self._grab()))

    def still(self) -> Picture:
        return self._wanted.still(checked(self._grab()))

    def stop(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _grab(self) -> Any:
        if self._capture is None:  # it could not be opened again
            raise DeviceFailed(CameraFault.UNPLUGGED)
        taken, picture = self._capture.read()
        if not taken:
            raise DeviceFailed(CameraFault.NO_PICTURES)
        return picture

    @abstractmethod
    def _open(self) -> None:
        """Open the device or stream as `_capture`. Raises DeviceFailed."""


class Video(Capture):
    """A video file, played over and over at its own speed."""

    live = False

    def _grab(self) -> Any:
        try:
            return super()._grab()
        except DeviceFailed:
            self.stop()
            self._open()
        try:
            return super()._grab()
        except DeviceFailed:
            raise DeviceFailed(CameraFault.WRONG_FORMAT) from None

    def _open(self) -> None:
        if not Path(self._name).is_file():
            raise DeviceFailed(CameraFault.NOT_FOUND)
        self._capture = cv2.VideoCapture(self._name, cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise DeviceFailed(CameraFault.WRONG_FORMAT)
        claimed = self._capture.get(cv2.CAP_PROP_FPS)
        self.pace = 1 / min(_FASTEST, max(_SLOWEST, claimed))


class StillFile:
    """A picture file, shown again and again as a camera would show a scene that stands still."""

    live = False

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._name = name
        self._wanted = wanted
        self._whole: Picture | None = None
        self._preview: Picture | None = None
        self.pace = 1 / wanted.fps

    def start(self) -> Picture:
        picture = cv2.imread(self._name, cv2.IMREAD_COLOR)
        if picture is None:
            gone = not Path(self._name).is_file()
            raise DeviceFailed(CameraFault.NOT_FOUND if gone else CameraFault.WRONG_FORMAT)
        self._whole = checked(picture)
        self._preview = self._wanted.preview(self._whole)
        return self._preview

    def read(self) -> Picture:
        return self.start() if self._preview is None else self._preview

    def still(self) -> Picture:
        if self._whole is None:
            self.start()
        assert self._whole is not None  # noqa: S101 - start made it, or raised
        return self._wanted.still(self._whole.copy())

    def stop(self) -> None:
        self._whole = self._preview = None
