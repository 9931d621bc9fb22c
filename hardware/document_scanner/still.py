"""Takes one picture with a document camera by OpenCV, and sees whether a document lies there."""

import os
from typing import Any

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

Picture = NDArray[uint8]
_WARM_UP = 8  # pictures until a USB camera has set its exposure and focus
_DIFFERS = 40  # grey levels from the mat
_LEAST_SHARE = 0.05  # of the picture; an ID card on 120 x 90 mm covers 0.4
_RIM = 0.03  # of the picture's height, where the mat is seen beside every document


class NoPicture(Exception):
    """The camera cannot be opened, or gives nothing."""


def take_still(source: str, width: int, height: int, patience: float) -> bytes | None:
    """Answer a PNG of what lies under the camera, None if nothing does. Blocks; raises NoPicture.

    `width` and `height` are asked of devices; `patience` is in seconds, for network cameras.
    """
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        picture = _take(source, width, height, patience)
    except cv2.error:
        raise NoPicture from None
    if not holds_document(picture):
        return None
    written, data = cv2.imencode(".png", picture)
    if not written:
        raise NoPicture
    return bytes(data)


def holds_document(picture: Picture) -> bool:
    """Answer whether something lies on the mat: enough differs from what its rim looks like."""
    rim = max(1, round(_RIM * picture.shape[0]))
    edges = (picture[:rim], picture[-rim:], picture[:, :rim], picture[:, -rim:])
    mat = np.median(np.concatenate([edge.reshape(-1, 3) for edge in edges]), axis=0)
    differs = cv2.absdiff(picture, np.full_like(picture, mat.astype(uint8))).max(axis=2)
    return bool((differs > _DIFFERS).mean() >= _LEAST_SHARE)


def _take(source: str, width: int, height: int, patience: float) -> Picture:
    capture, pictures = _open(source, width, height, patience)
    try:
        for _ in range(pictures):
            taken, picture = capture.read()
    finally:
        capture.release()
    if not taken or picture.ndim != 3 or picture.dtype != uint8:  # noqa: PLR2004 - height x width x BGR
        raise NoPicture
    return np.asarray(picture)


def _open(source: str, width: int, height: int, patience: float) -> tuple[Any, int]:
    """Answer the open camera, and how many pictures to take for the last to be good."""
    if source.startswith("/dev/"):
        capture = cv2.VideoCapture(source, cv2.CAP_V4L2)
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        pictures = _WARM_UP
    else:
        milliseconds = int(1000 * patience)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, milliseconds]
        limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, milliseconds]
        capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, limits)
        pictures = 1
    if not capture.isOpened():
        raise NoPicture
    return capture, pictures
