"""Takes a picture in: refuses what is none, and brings it to the size that is analysed."""

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.capture.face.models import Pixels

_LONGEST = 1280  # a face that fills this shows the networks all that they can see
_HALF = 640
_CHANNELS = 3
_SPARSE = 4  # of a live picture every fourth pixel of every fourth line tells level and colours


@dataclass(frozen=True, slots=True)
class Picture:
    """`whole` as it was given; `fitting` for places and light; `small` for finding and for the mask.

    The scales are those sizes / the whole's.
    """

    whole: Pixels
    fitting: Pixels
    small: Pixels
    fitting_scale: float
    small_scale: float


def take_in(pixels: Pixels) -> Picture:
    """Answer the picture (height x width x 3, BGR, 8 bit) ready to be measured.

    Raises ValueError for anything else, and for one without a pixel.
    """
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8:
        kind = getattr(pixels, "dtype", type(pixels).__name__)
        raise ValueError(f"A picture has 8 bits a channel (uint8), this is {kind}.")
    if pixels.ndim != _CHANNELS or pixels.shape[2] != _CHANNELS or not pixels.size:
        raise ValueError(f"A picture is height x width x 3, this is {pixels.shape}.")
    whole = np.ascontiguousarray(pixels)
    fitting, fitting_scale = _reduced(whole, _LONGEST)
    small, small_scale = _reduced(fitting, _HALF)
    return Picture(whole, fitting, small, fitting_scale, fitting_scale * small_scale)


def _reduced(pixels: Pixels, longest: int) -> tuple[Pixels, float]:
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def measure_levels(pixels: Pixels, *, sparsely: bool) -> tuple[float, bool, int]:
    """Answer mean grey level, whether the channels differ, and how many grey levels occur."""
    seen = np.ascontiguousarray(pixels[::_SPARSE, ::_SPARSE]) if sparsely else pixels
    grey = cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel()
    blue, green, red = cv2.split(seen)
    colours = bool(cv2.norm(blue, green, cv2.NORM_INF) or cv2.norm(green, red, cv2.NORM_INF))
    return float(cv2.mean(grey)[0]), colours, int(np.count_nonzero(counts))
