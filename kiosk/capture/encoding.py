"""Encodes what was captured for sealing; in memory, without any data about camera or place."""

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from kiosk.contracts.captures import Stroke

JPEG_QUALITY = 90
_PER_MM = 12  # pixels of a signature's picture: 305 dpi
_LINE_MM = 0.5  # as a fine-liner writes
_MARGIN_MM = 2.0
_SUBPIXEL_BITS = 4


def jpeg(pixels: NDArray[uint8]) -> bytes:
    """Answer a picture (height x width x 3, BGR) as JPEG."""
    return _encode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))


def grey_png(pixels: bytes, width: int, height: int) -> bytes:
    """Answer an 8 bit grey image, row-major, as PNG. Raises ValueError if the sizes do not fit."""
    if width < 1 or height < 1 or len(pixels) != width * height:
        raise ValueError(f"{len(pixels)} bytes are no {width} x {height} image")
    return _encode(".png", np.frombuffer(pixels, uint8).reshape(height, width), ())


def signature_png(strokes: tuple[Stroke, ...]) -> bytes:
    """Answer the strokes, black on white and trimmed, as grey PNG. Raises ValueError if there are none.

    Only the shape: how fast and how hard was written is left out, for no document needs it.
    """
    points = [np.array([(p.x, -p.y) for p in stroke]) * _PER_MM for stroke in strokes if stroke]
    if not points:
        raise ValueError("There are no strokes.")
    everything = np.concatenate(points)
    corner = everything.min(axis=0) - _MARGIN_MM * _PER_MM
    width, height = np.ceil(np.ptp(everything, axis=0) + 2 * _MARGIN_MM * _PER_MM).astype(int)
    picture = np.full((height, width), 255, uint8)
    thickness = round(_LINE_MM * _PER_MM)
    for line in points:
        # A single point is drawn as a dot: a line from it to itself.
        fine = np.round((line - corner) * 2**_SUBPIXEL_BITS).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(
            picture,
            [fine if len(fine) > 1 else np.repeat(fine, 2, axis=0)],
            isClosed=False,
            color=0,
            thickness=thickness,
            lineType=cv2.LINE_AA,
            shift=_SUBPIXEL_BITS,
        )
    return _encode(".png", picture, ())


def _encode(kind: str, picture: NDArray[uint8], options: tuple[int, ...]) -> bytes:
    done, data = cv2.imencode(kind, picture, options)
    if not done:
        raise ValueError(f"This picture cannot be written as {kind}.")
    return bytes(data)
