"""Measures a live picture for plain guidance: light, sharpness, movement. No face is looked for."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

# Everything is measured on a picture of this height, so that figures compare between cameras.
HEIGHT = 360
_WIDEST = 4 * HEIGHT  # a strip is not blown up to the height
_FOR_MOVEMENT = (160, 90)  # width, height: small enough that a sensor's noise averages out
OVER, UNDER = 247, 25  # grey levels at which a sensor clips (as in ISO/IEC 29794-5's exposure)


@dataclass(frozen=True, slots=True)
class Measures:
    """What one picture is like.

    `brightness` is the mean grey level (0 to 255), `over` and `under` are the shares of pixels
    clipped white or black. `sharpness` is the variance of the Laplacian in the middle of the
    picture, divided by the squared mean level and times 10^4: so it tells blur from darkness, and
    dark skin from light (the same picture at an eighth of the light measures 69 and 67).
    `movement` is the mean difference in grey levels to the picture measured before, None for the
    first one.
    """

    brightness: float
    over: float
    under: float
    sharpness: float
    movement: float | None


class Measurer:
    """Measures pictures in their order; keeps the one before, in thumbnail size, to see movement."""

    def __init__(self) -> None:
        self._before: NDArray[uint8] | None = None

    def measure(self, pixels: NDArray[uint8]) -> Measures:
        """Measure `pixels` (height x width x 3, BGR, 8 bit); under a millisecond for 1280 x 720."""
        height, width = pixels.shape[:2]
        scale = min(HEIGHT / height, _WIDEST / width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), uint8)
        return Measures(
            brightness=float(grey.mean()),
            over=float((grey >= OVER).mean()),
            under=float((grey <= UNDER).mean()),
            sharpness=_sharpness(grey),
            movement=self._movement(grey),
        )

    def _movement(self, grey: NDArray[uint8]) -> float | None:
        now = np.asarray(cv2.resize(grey, _FOR_MOVEMENT, interpolation=cv2.INTER_AREA), uint8)
        before, self._before = self._before, now
        return None if before is None else float(cv2.absdiff(now, before).mean())


def _sharpness(grey: NDArray[uint8]) -> float:
    height, width = grey.shape
    middle = grey[height // 8 : height * 7 // 8, width // 4 : width * 3 // 4]
    if middle.size == 0:
        return 0.0
    level = max(1.0, float(middle.mean()))
    return float(cv2.Laplacian(middle, cv2.CV_32F).var()) / level**2 * 10_000
