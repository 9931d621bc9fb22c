"""Finger images as scanners hand them out (raw, BMP, PNG), and which of them are fit for the port."""

import io
import struct
from dataclasses import dataclass

import numpy as np

from hardware.fingerprint import FingerImage

NOMINAL_DPI = (500, 1000)
"""The resolutions of BSI TR-03121-3, volume 2 (fingerprint acquisition)."""
DPI_TOLERANCE = 0.01
LARGEST_SIDE = 2000
MM_PER_INCH = 25.4


class Unfit(ValueError):
    """The image is none, or not of the size or resolution that is wanted; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came beside the image; 0 where nothing was told."""

    width: int = 0
    height: int = 0
    dpi: float = 0.0


def read_picture(data: bytes, told: Told, device: str) -> FingerImage:
    """Answer the image of a BMP or PNG file; its own head counts, and must agree. Raises Unfit."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - not before the first finger

    try:
        with Image.open(io.BytesIO(data), formats=("BMP", "PNG")) as picture:
            width, height = picture.size
            _check_sides(width, height)
            if (told.width or width, told.height or height) != (width, height):
                raise Unfit("the picture's sides are not those that were told")
            if picture.mode not in ("L", "P", "RGB"):
                raise Unfit("the picture has not eight bits a pixel")
            pixels = _grey(np.asarray(picture.convert("RGB")))
            dpi = float(picture.info.get("dpi", (told.dpi,))[0])
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        struct.error,
    ):
        raise Unfit("the picture cannot be read") from None
    return FingerImage(pixels, width, height, nominal(dpi or told.dpi), device)


def read_raw(data: bytes, told: Told, device: str) -> FingerImage:
    """Answer the image of eight bits a pixel, row by row from the top. Raises Unfit."""
    _check_sides(told.width, told.height)
    if len(data) != told.width * told.height:
        raise Unfit("the pixels do not fill the image")
    return FingerImage(data, told.width, told.height, nominal(told.dpi), device)


def check_area(image: FingerImage, width_mm: float, height_mm: float) -> None:
    """Raise Unfit where the image shows less than so many millimetres."""
    dots = image.dpi / MM_PER_INCH
    if image.width < width_mm * dots or image.height < height_mm * dots:
        raise Unfit("the image shows too little of the finger")


def nominal(dpi: float) -> int:
    """Answer 500 or 1000 for what is so within a hundredth. Raises Unfit."""
    for wanted in NOMINAL_DPI:
        if abs(dpi - wanted) <= wanted * DPI_TOLERANCE:
            return wanted
    raise Unfit("the resolution is neither 500 nor 1000 dpi")


def write_picture(image: FingerImage, form: str) -> bytes:
    """Answer the image as a file, `form` BMP or PNG."""
    from PIL import Image  # noqa: PLC0415 - as above

    pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form, dpi=(image.dpi, image.dpi))
    return file.getvalue()


def _check_sides(width: int, height: int) -> None:
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise Unfit("the image's sides are impossible")


def _grey(colours: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> bytes:
    """Answer the grey of a picture in red, green and blue. Raises Unfit where it has colours."""
    red = colours[..., 0]
    if not (np.array_equal(red, colours[..., 1]) and np.array_equal(red, colours[..., 2])):
        raise Unfit("the picture has colours")
    return np.ascontiguousarray(red).tobytes()
