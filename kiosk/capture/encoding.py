"""Encodes what was captured for sealing; in memory, without any data about camera or place."""

import cv2
from numpy import uint8
from numpy.typing import NDArray

JPEG_QUALITY = 90


def jpeg(pixels: NDArray[uint8]) -> bytes:
    """Answer a picture (height x width x 3, BGR) as JPEG."""
    return _encode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))


def _encode(kind: str, picture: NDArray[uint8], options: tuple[int, ...]) -> bytes:
    done, data = cv2.imencode(kind, picture, options)
    if not done:
        raise ValueError(f"This picture cannot be written as {kind}.")
    return bytes(data)
