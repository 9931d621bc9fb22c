"""Makes the files of a finished photo: for exchange, for production, for the chip, and its quality.

OpenCV writes the JPEG (the same libjpeg-turbo as Pillow's, in a third of its time), Pillow the
JPEG 2000: OpenJPEG's rate can be set there exactly, by OpenCV in steps of 1.5 kB only. Each file is
made of the uncompressed picture, so that nothing is compressed twice (TR-03121-3 COM-FI-GENERIC).
"""

import hashlib
import io

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray
from PIL import Image

from kiosk.capture.face.profile import Encoding
from kiosk.contracts.captures import Rendition

_LOSSLESS = 1.0
_TRIES = 6  # to meet the size; OpenJPEG meets it at the first or the second


def interchange(crop: NDArray[uint8], encoding: Encoding) -> Rendition:
    """Answer the finished photo (height x width x 3, BGR) as JPEG, colours at full resolution.

    JFIF and nothing else: no data about camera, place or time.
    """
    options = (
        cv2.IMWRITE_JPEG_QUALITY,
        encoding.jpeg_quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    )
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(crop), options)
    if not done:
        raise ValueError("This picture cannot be written as JPEG.")
    return Rendition("interchange", "image/jpeg", data.tobytes())


def production(crop: NDArray[uint8], encoding: Encoding) -> Rendition:
    """Answer the photo at the size of document production as JPEG 2000."""
    content = _jpeg_2000(_reduced(crop, encoding), encoding.production_ratio)
    return Rendition("production", "image/jp2", content)


def chip(crop: NDArray[uint8], encoding: Encoding) -> Rendition:
    """Answer the photo as the chip has it: JPEG 2000 of `chip_bytes`, at most 5 % less.

    A picture too plain for that size is written without loss and stays smaller (a wall is no photo).
    """
    picture = _reduced(crop, encoding)
    raw = picture.width * picture.height * 3
    most, least = encoding.chip_bytes, encoding.chip_bytes * encoding.chip_least
    ratio, too_large, too_small = raw / most * 1.01, 0.0, float("inf")
    best = b""
    for _ in range(_TRIES):
        content = _jpeg_2000(picture, max(_LOSSLESS, ratio))
        if len(content) > most:
            too_large = ratio
        else:
            best = max(best, content, key=len)
            if len(content) >= least or ratio <= _LOSSLESS:
                break
            too_small = ratio
        # By how much it was off first, then between what was too large and too small.
        ratio *= len(content) / (0.98 * most)
        if not too_large < ratio < too_small:
            ratio = (too_large + min(too_small, too_large * 4)) / 2
    if not best:
        raise ValueError(f"This picture cannot be written as JPEG 2000 of {most} bytes.")
    return Rendition("chip", "image/jp2", best)


def digest(rendition: Rendition) -> str:
    """Answer the SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(rendition.content).hexdigest()


def _reduced(crop: NDArray[uint8], encoding: Encoding) -> Image.Image:
    """Answer the photo at production's size, RGB; a smaller one stays as small as it is."""
    height, width = crop.shape[:2]
    scale = min(1.0, encoding.production_width / width, encoding.production_height / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = crop if scale == 1 else cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    return Image.fromarray(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), uint8))


def _jpeg_2000(picture: Image.Image, ratio: float) -> bytes:
    written = io.BytesIO()
    picture.save(
        written, "JPEG2000", quality_mode="rates", quality_layers=[ratio], irreversible=True
    )
    return written.getvalue()
