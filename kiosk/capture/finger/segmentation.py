"""Finds the fingers in a scanner's image and measures how they lie; cuts the finger out.

Skin differs from glass by its ridges: grey levels vary within a ridge period. What varies is closed
to areas, and each area large enough is a finger (TR-03121-3 Vol. 2: segmentation before QA).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy import float32, uint8
from numpy.typing import NDArray

from kiosk.capture.finger.prints import DPI, Print

PER_MM = DPI / 25.4
RESOLUTIONS = (250, 1200)
LARGEST_SIDE_MM = 130.0  # four fingers side by side, and more than any scanner for single ones
# A ridge and a valley measure about 0.45 mm together.
_WINDOW = 11
_RIDGED = 9.0  # grey levels of standard deviation within the window; a sensor's noise stays below 5
_SMEARED = 110.0  # grey levels darker than the glass
_GAP_MM, _BRIDGE_MM = 0.9, 2.6  # gaps between dry ridges are closed, bridges between fingers opened
_SPECK_MM2 = 20.0
_MARGIN_MM = 1.0
# At 0.75 bit a pixel this is 17.2 kB, under the 18 kB of FM COM-FP-WSQR; 20.3 x 23.4 mm.
WIDEST, TALLEST = 400, 460

Image = NDArray[uint8]
Mask = NDArray[uint8]


@dataclass(frozen=True, slots=True)
class Area:
    """Where skin touches: a box and a centre in pixels from the image's upper left, its size in mm².

    `cut` says how much of it ends at the left, right or upper edge of the glass, 0 to 1 (a finger
    always reaches beyond the lower one); `roundness` is its share of its own hull.
    """

    left: int
    top: int
    width: int
    height: int
    centre: tuple[float, float]
    mm2: float
    cut: float
    roundness: float

    @property
    def width_mm(self) -> float:
        return self.width / PER_MM

    @property
    def height_mm(self) -> float:
        return self.height / PER_MM


@dataclass(frozen=True, slots=True)
class Contact:
    """What lies on the glass: fingers, the largest first, and how the largest one touches.

    `contrast` in grey levels between ridges and valleys; `ink` the share of ridge in the skin, 0 to
    1; `clarity` how well the ridges' direction agrees with itself, 0 to 1.
    """

    fingers: tuple[Area, ...]
    contrast: float = 0.0
    ink: float = 0.0
    clarity: float = 0.0


def at_500_dpi(pixels: bytes, width: int, height: int, dpi: int) -> Image:
    """Answer the scanner's image at 500 dpi. Raises ValueError for sizes that do not fit.

    TR-03121-3 has 1000 dpi resampled for NFIQ 2; what we hand over is one size as well.
    """
    if not RESOLUTIONS[0] <= dpi <= RESOLUTIONS[1]:
        raise ValueError(f"{dpi} dpi is no scanner's resolution for fingers")
    longest = LARGEST_SIDE_MM * dpi / 25.4
    if not (0 < width <= longest and 0 < height <= longest):
        raise ValueError(f"{width} x {height} pixels at {dpi} dpi are no image of a finger")
    if len(pixels) != width * height:
        raise ValueError(f"{len(pixels)} bytes are no {width} x {height} image")
    image = np.frombuffer(pixels, uint8).reshape(height, width)
    if dpi == DPI:
        return image
    size = (max(1, round(width * DPI / dpi)), max(1, round(height * DPI / dpi)))
    way = cv2.INTER_AREA if dpi > DPI else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=way), dtype=uint8)


def look(image: Image) -> Contact:
    """Answer what lies on the glass (height x width, 500 dpi, ridges dark)."""
    grey = image.astype(float32)
    skin = _skin(grey)
    count, labels, boxes, centres = cv2.connectedComponentsWithStats(skin, connectivity=8)
    areas = [
        (_area(boxes[number], centres[number], labels == number), number)
        for number in range(1, count)
        if boxes[number][cv2.CC_STAT_AREA] / PER_MM**2 >= _SPECK_MM2
    ]
    if not areas:
        return Contact(())
    areas.sort(key=lambda found: -found[0].mm2)
    inside = labels == areas[0][1]
    return Contact(tuple(area for area, _ in areas), *_touch(grey, inside))


def cut_out(image: Image, area: Area) -> Print:
    """Answer the finger with a margin of glass around it, its orientation kept; WIDEST x TALLEST at most."""
    margin = round(_MARGIN_MM * PER_MM)
    left, right = _span(area.left, area.width, margin, WIDEST, image.shape[1], area.centre[0])
    top, bottom = _span(area.top, area.height, margin, TALLEST, image.shape[0], area.centre[1])
    piece = image[top:bottom, left:right]
    return Print(piece.tobytes(), right - left, bottom - top)


def _span(
    begin: int, length: int, margin: int, most: int, end: int, centre: float
) -> tuple[int, int]:
    """Answer first and last + 1 of a row or column; what is too long is kept around the centre."""
    first, last = max(0, begin - margin), min(end, begin + length + margin)
    if last - first > most:
        first = min(max(first, round(centre - most / 2)), last - most)
        last = first + most
    return first, last


def _skin(grey: NDArray[float32]) -> Mask:
    """Answer where ridges are: 1 for skin, 0 for glass."""
    window = (_WINDOW, _WINDOW)
    mean = cv2.blur(grey, window)
    spread = np.sqrt(np.maximum(cv2.blur(grey * grey, window) - mean * mean, 0.0))
    # Where wet skin has closed the valleys nothing varies any more, but it is far darker than glass.
    smeared = mean < np.percentile(grey[::4, ::4], 95) - _SMEARED
    touched = ((spread > _RIDGED) | smeared).astype(uint8)
    closed = cv2.morphologyEx(touched, cv2.MORPH_CLOSE, _disc(_GAP_MM))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(_BRIDGE_MM)), dtype=uint8)


def _disc(millimetres: float) -> Mask:
    side = round(millimetres * PER_MM) | 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), dtype=uint8)


def _area(box: NDArray[np.int32], centre: NDArray[np.float64], inside: NDArray[np.bool_]) -> Area:
    left, top, width, height, size = (int(value) for value in box)
    edges = (inside[:, 0].sum() / height, inside[:, -1].sum() / height, inside[0].sum() / width)
    outline, _ = cv2.findContours(inside.astype(uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(outline)))
    return Area(
        left,
        top,
        width,
        height,
        (float(centre[0]), float(centre[1])),
        size / PER_MM**2,
        float(max(edges)),
        min(1.0, size / max(hull, 1.0)),
    )


def _touch(grey: NDArray[float32], inside: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Answer contrast, share of ridge and clarity of the direction within an area."""
    dark, light = np.percentile(grey[inside], (5, 95))
    ink = float((grey[inside] < (dark + light) / 2).mean())
    return float(light - dark), ink, float(_coherence(grey)[inside].mean())


def _coherence(grey: NDArray[float32]) -> NDArray[float32]:
    """Answer how well the gradients around each pixel agree on one direction (Kass, Witkin 1987)."""
    right, down = (cv2.Sobel(grey, cv2.CV_32F, x, 1 - x, ksize=3) for x in (1, 0))
    xx, yy, xy = (cv2.blur(part, (17, 17)) for part in (right * right, down * down, right * down))
    return np.asarray(np.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-6), dtype=float32)
