"""What every source does to a picture before it is shown: checks it, makes it fit, sets it upright."""

import zlib
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera import CameraFault
from hardware.failures import DeviceFailed

Picture = NDArray[np.uint8]

_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
_LOOK_AT_EVERY = 8  # pixel and row, for how bright a picture is
_BRIGHT = 99  # percent of the pixels are darker than what counts as its brightness


@dataclass(frozen=True, slots=True)
class Shot:
    """A preview; two with the same `digest` are the same to the last bit, `brightest` is 0 to 255."""

    picture: Picture = field(repr=False)
    digest: int
    brightest: int


def shot(picture: Picture) -> Shot:
    few = picture[::_LOOK_AT_EVERY, ::_LOOK_AT_EVERY]
    brightest = int(np.percentile(few, _BRIGHT))
    return Shot(picture, zlib.crc32(np.ascontiguousarray(picture).data), brightest)


def checked(picture: Any) -> Picture:
    """Answer the picture. Raises DeviceFailed unless it has 8 bit and 3 channels."""
    if picture is None or picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:  # noqa: PLR2004 - height x width x BGR
        raise DeviceFailed(CameraFault.WRONG_FORMAT)
    return np.asarray(picture)


def fitted(picture: Picture, width: int, height: int) -> Picture:
    """Answer the picture, made smaller if need be until it fits."""
    shrink = min(width / picture.shape[1], height / picture.shape[0])
    if shrink >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * shrink)), max(1, round(picture.shape[0] * shrink)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def upright(picture: Picture, degrees: int) -> Picture:
    """Answer the picture turned clockwise by 0, 90, 180 or 270 degrees."""
    if degrees == 0:
        return picture
    return np.asarray(cv2.rotate(picture, _TURNS[degrees]), np.uint8)
