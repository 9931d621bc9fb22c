"""Looks at the wall behind a person: its colour, and how even it is."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.capture.face.light import luminance
from kiosk.capture.face.measures import Background
from kiosk.capture.face.models import Pixels
from kiosk.capture.face.person import Mask

_WALL = 0.1  # what the mask gives less than this is no person
_LEAST_SHARE = 0.01
# ISO/IEC 29794-5 aligns faces to 616 pixels and takes the background from a picture of 354 x 292:
# there the eyes are 62 pixels apart, more or less.
_INTER_EYE = 62.0
_MOST_ENLARGED = 2.0
# The mask takes a strand of hair for wall now and then: so much of it may be of another lightness.
_ASTRAY = 0.02
_EDGE = 0.08  # of the eyes' distance: hair's soft edge belongs to neither


def measure_background(
    picture: Pixels, mask: Mask, chin: float, inter_eye: float
) -> Background | None:
    """Answer the wall above the chin; None where less than a hundredth of the picture shows it.

    `picture` (BGR) is looked at in the scale at which the standard measures gradients. The chin's y
    and the distance of the eyes are in its pixels; a small picture does, and takes a small time.
    """
    height, width = picture.shape[:2]
    scale = min(_MOST_ENLARGED, _INTER_EYE / inter_eye)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
    wall = _wall(mask, size, round(chin * scale), inter_eye * scale)
    seen = int(np.count_nonzero(wall))
    if seen < max(16.0, _LEAST_SHARE * wall.size):
        return None
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    wall = _without_strays(lab[..., 0], wall)
    mean, spread = (v.ravel() for v in cv2.meanStdDev(lab, mask=wall))
    grey = cv2.mean(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), mask=wall)[0]
    return Background(
        share=seen / wall.size,
        # OpenCV's 8 bit L*, a*, b*: L* of 0 to 255, a* and b* around 128
        mean=(float(mean[0]) / 2.55, float(mean[1]) - 128, float(mean[2]) - 128),
        spread=(float(spread[0]) / 2.55, float(spread[1]), float(spread[2])),
        grey=float(grey),
        gradient=_slope(small, wall),
    )


def _wall(mask: Mask, size: tuple[int, int], chin: int, inter_eye: float) -> NDArray[np.uint8]:
    fitting = cv2.resize(mask, size, interpolation=cv2.INTER_LINEAR)
    wall = (fitting < _WALL).astype(np.uint8)
    wall[max(0, chin) :] = 0
    edge = max(3, round(inter_eye * _EDGE))
    # What lies beyond the picture's edge takes nothing away from the wall.
    return np.asarray(cv2.erode(wall, np.ones((edge, edge), np.uint8)), np.uint8)


def _without_strays(lightness: Pixels, wall: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Answer the wall without the few pixels of it that are farthest from its usual lightness."""
    values = lightness[wall > 0]
    usual = float(np.median(values))
    off = np.abs(values.astype(np.float32) - usual)
    kept = np.abs(lightness.astype(np.float32) - usual) <= np.quantile(off, 1 - _ASTRAY)
    return np.where(kept, wall, 0).astype(np.uint8)


def _slope(small: Pixels, wall: NDArray[np.uint8]) -> float:
    """Answer the wall's mean gradient of 8 bit luminance."""
    level = np.rint(luminance(small) * 255).astype(np.float32)
    right, down = cv2.Sobel(level, cv2.CV_32F, 1, 0), cv2.Sobel(level, cv2.CV_32F, 0, 1)
    # OpenCV's magnitude and mean round by where the picture lies in memory.
    seen = wall > 0
    return float(np.sqrt(right[seen] ** 2 + down[seen] ** 2).mean(dtype=np.float64))
