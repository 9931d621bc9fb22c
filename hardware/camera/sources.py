"""Where pictures come from by OpenCV: a device, a stream, a video file, a still. Worker thread only."""

import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera import CameraFault
from hardware.failures import DeviceFailed

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

Picture = NDArray[np.uint8]
_PORTS = {"http": 80, "https": 443, "rtsp": 554}
_SLOWEST, _FASTEST = 1.0, 60.0  # frames a second that a video file may claim


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pictures up to `width` x `height`, `fps` of them; `patience` seconds for one to come."""

    width: int
    height: int
    fps: int
    patience: float


class Source(Protocol):
    """One place pictures come from; all calls block and are made in the same thread."""

    def start(self) -> Picture:
        """Open it (again) and answer the first picture. Raises DeviceFailed."""
        ...

    def read(self) -> Picture:
        """Answer the next picture. Raises DeviceFailed."""
        ...

    def stop(self) -> None:
        """Let go of it; harmless when stopped."""
        ...

    @property
    def pace(self) -> float | None:
        """Seconds from picture to picture, None where the source itself keeps time."""
        ...


def find_source(name: str, wanted: Wanted) -> Source:
    """Answer the source that `name` means: `/dev/…`, a URL, or the path of a picture or video."""
    if "://" in name:
        return _Stream(name, wanted)
    if name.startswith("/dev/"):
        return _Device(name, wanted)
    if Path(name).is_file() and cv2.haveImageReader(name):
        return _Still(name, wanted)
    return _Video(name, wanted)


def decoded(take: Callable[[], Picture]) -> Picture:
    """Answer what `take` answers; where OpenCV itself gives up, the format is wrong."""
    try:
        return take()
    except cv2.error:
        raise DeviceFailed(CameraFault.WRONG_FORMAT) from None


class _Capture(ABC):
    """What all sources share that cv2.VideoCapture reads."""

    pace: float | None = None

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._name = name
        self._wanted = wanted
        self._capture: Any = None

    def start(self) -> Picture:
        self.stop()
        self._open()
        return self.read()

    def read(self) -> Picture:
        taken, picture = self._capture.read()
        if not taken:
            raise DeviceFailed(CameraFault.NO_PICTURES)
        return _checked(picture, self._wanted)

    def stop(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    @abstractmethod
    def _open(self) -> None:
        """Open the device or stream as `_capture`. Raises DeviceFailed."""


class _Device(_Capture):
    """A camera on the USB, by Video4Linux."""

    def _open(self) -> None:
        if not Path(self._name).exists():
            raise DeviceFailed(CameraFault.NOT_FOUND)
        self._capture = cv2.VideoCapture(self._name, cv2.CAP_V4L2)
        if not self._capture.isOpened():  # held by another program, or no camera at all
            raise DeviceFailed(CameraFault.NO_PICTURES)
        # Motion JPEG first: raw pictures of this size do not fit through USB 2 at 15 a second.
        self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._wanted.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._wanted.height)
        self._capture.set(cv2.CAP_PROP_FPS, self._wanted.fps)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


class _Stream(_Capture):
    """A network camera, by ffmpeg."""

    def start(self) -> Picture:
        try:
            return super().start()
        except DeviceFailed as failed:
            # It opened, and what it then sends cannot be decoded.
            opened = self._capture is not None and self._capture.isOpened()
            if opened and failed.fault is CameraFault.UNPLUGGED:
                self._ring()  # or it was pulled out just now
                raise DeviceFailed(CameraFault.WRONG_FORMAT) from None
            raise

    def read(self) -> Picture:
        # OpenCV's own time-out runs in the machine's time, so it is measured in it.
        began = time.perf_counter()
        try:
            return super().read()
        except DeviceFailed as failed:
            waited = time.perf_counter() - began >= 0.9 * self._wanted.patience
            if waited or failed.fault is not CameraFault.NO_PICTURES:
                raise
            raise DeviceFailed(CameraFault.UNPLUGGED) from None

    def _open(self) -> None:
        self._ring()
        milliseconds = int(1000 * self._wanted.patience)
        began = time.perf_counter()
        self._capture = cv2.VideoCapture(
            self._name,
            cv2.CAP_FFMPEG,
            [
                *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, milliseconds),
                *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, milliseconds),
                *(cv2.CAP_PROP_N_THREADS, 1),  # decoding in several threads delays each picture
            ],
        )
        if not self._capture.isOpened():
            waited = time.perf_counter() - began >= 0.9 * self._wanted.patience
            self._ring()  # it may have been pulled out while it was opened
            raise DeviceFailed(CameraFault.NO_PICTURES if waited else CameraFault.WRONG_FORMAT)

    def _ring(self) -> None:
        """Connect once: ffmpeg does not tell "nobody there" from "not a film"."""
        parts = urlsplit(self._name)
        port = parts.port or _PORTS.get(parts.scheme)
        if parts.hostname is None or port is None:
            return
        try:
            socket.create_connection((parts.hostname, port), self._wanted.patience).close()
        except OSError:
            raise DeviceFailed(CameraFault.NOT_FOUND) from None


class _Video(_Capture):
    """A video file, played over and over at its own speed."""

    def read(self) -> Picture:
        try:
            return super().read()
        except DeviceFailed:
            self.stop()
            self._open()
        try:
            return super().read()
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


class _Still:
    """A picture file, shown again and again as a camera would show a scene that stands still."""

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._name = name
        self._wanted = wanted
        self._picture: Picture | None = None
        self.pace = 1 / wanted.fps

    def start(self) -> Picture:
        picture = cv2.imread(self._name, cv2.IMREAD_COLOR)
        if picture is None:
            gone = not Path(self._name).is_file()
            raise DeviceFailed(CameraFault.NOT_FOUND if gone else CameraFault.WRONG_FORMAT)
        self._picture = _checked(picture, self._wanted)
        return self._picture

    def read(self) -> Picture:
        return self.start() if self._picture is None else self._picture

    def stop(self) -> None:
        self._picture = None


def _checked(picture: Any, wanted: Wanted) -> Picture:
    """Answer the picture, made smaller if need be. Raises DeviceFailed unless 8 bit, 3 channels."""
    if picture is None or picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:  # noqa: PLR2004 - height x width x BGR
        raise DeviceFailed(CameraFault.WRONG_FORMAT)
    height, width = picture.shape[:2]
    shrink = min(wanted.width / width, wanted.height / height)
    if shrink < 1:
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(picture)
