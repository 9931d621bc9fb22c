"""A camera on the USB, by Video4Linux. Worker thread only."""

from pathlib import Path
from typing import Any

import cv2

from hardware.camera import CameraFault
from hardware.camera.pictures import Picture, checked
from hardware.camera.sources import Capture, Wanted
from hardware.failures import DeviceFailed

_MOTION_JPEG = cv2.VideoWriter.fourcc(*"MJPG")
# libjpeg decodes to a half, a quarter or an eighth in a fraction of the time.
_REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
}


class Device(Capture):
    """Sends Motion JPEG at its full size; a preview is decoded at a part of it, a still whole.

    So a still is the picture of the moment, without a change of mode, which takes a USB camera about
    a second. What sends no Motion JPEG is asked for raw pictures, of which OpenCV makes BGR.
    """

    def __init__(self, name: str, wanted: Wanted) -> None:
        super().__init__(name, wanted)
        self._encoded = False
        self._reduced = cv2.IMREAD_COLOR

    def read(self) -> Picture:
        if not self._encoded:
            return super().read()
        return self._wanted.preview(_decode(self._grab(), self._reduced))

    def still(self) -> Picture:
        if not self._encoded:
            return super().still()
        return self._wanted.still(_decode(self._grab(), cv2.IMREAD_COLOR))

    def _open(self) -> None:
        if not Path(self._name).exists():
            raise DeviceFailed(CameraFault.NOT_FOUND)
        self._capture = cv2.VideoCapture(self._name, cv2.CAP_V4L2)
        if not self._capture.isOpened():  # held by another program, or no camera at all
            raise DeviceFailed(CameraFault.NO_PICTURES)
        # Motion JPEG first: raw pictures of this size do not fit through USB at 15 a second.
        self._capture.set(cv2.CAP_PROP_FOURCC, _MOTION_JPEG)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._wanted.still_width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._wanted.still_height)
        self._capture.set(cv2.CAP_PROP_FPS, self._wanted.fps)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._encoded = int(self._capture.get(cv2.CAP_PROP_FOURCC)) == _MOTION_JPEG
        self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 0 if self._encoded else 1)
        sends = (
            self._capture.get(cv2.CAP_PROP_FRAME_WIDTH),
            self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT),
        )
        self._reduced = _reduction(sends, self._wanted)


def _reduction(sends: tuple[float, float], wanted: Wanted) -> int:
    """Answer how to decode a picture as small as may be, yet no smaller than a preview."""
    for part, flag in _REDUCED.items():
        if sends[0] / part >= wanted.width and sends[1] / part >= wanted.height:
            return flag
    return cv2.IMREAD_COLOR


def _decode(encoded: Any, how: int) -> Picture:
    """Decode, blind to what the camera's EXIF says of up and down: `rotate` says it."""
    return checked(cv2.imdecode(encoded, how | cv2.IMREAD_IGNORE_ORIENTATION))
