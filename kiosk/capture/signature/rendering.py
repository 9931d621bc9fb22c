"""The picture of a signature as a document carries it: its shape alone, black on white."""

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.signature.shape import Size, fitted, smooth
from kiosk.contracts.captures import Document, Rendition, Stroke

_FINER = 4  # each pixel is the mean of 4 x 4
_SUBPIXEL_BITS = 4
_RIM = 2.0  # white pixels around the ink
_JPEG_QUALITY = 95


def picture(strokes: tuple[Stroke, ...], size: Size, pen: float) -> NDArray[uint8]:
    """Answer height x width grey pixels: the strokes trimmed, scaled keeping their aspect, centred.

    The line is `pen` pixels wide wherever and however it was drawn: neither speed nor pressure
    shows. Raises ValueError if there are no strokes.
    """
    lines = [smooth(stroke) for stroke in strokes if stroke]
    if not lines:
        raise ValueError("There are no strokes.")
    fine = np.full((size.height * _FINER, size.width * _FINER), 255, uint8)
    for line in fitted(lines, size, pen, _RIM):
        # From a pixel's corner to its middle, as OpenCV counts.
        placed = np.round((line * _FINER - 0.5) * 2**_SUBPIXEL_BITS).astype(np.int32)
        # A single point is drawn as a dot: a line from it to itself.
        points = placed if len(placed) > 1 else np.repeat(placed, 2, axis=0)
        cv2.polylines(
            fine, [points.reshape(-1, 1, 2)], isClosed=False, color=0,
            thickness=round(pen * _FINER), lineType=cv2.LINE_AA, shift=_SUBPIXEL_BITS,
        )  # fmt: skip
    shrunk = cv2.resize(fine, (size.width, size.height), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, uint8)


def rendition(document: Document, pixels: NDArray[uint8]) -> Rendition:
    """Answer the picture as the JPEG that XhD carries (TR-03123-2), without any further data."""
    done, data = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))
    if not done:
        raise ValueError("This picture cannot be written as JPEG.")
    return Rendition(str(document), "image/jpeg", bytes(data))


def in_colour(pixels: NDArray[uint8]) -> NDArray[uint8]:
    """Answer grey pixels as height x width x 3, as screens show pictures."""
    return np.ascontiguousarray(np.repeat(pixels[:, :, None], 3, axis=2))
