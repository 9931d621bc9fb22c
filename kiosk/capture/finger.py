"""Measures how usable a finger image is, plainly: area, contrast and clarity of the ridges.

This is *not* NFIQ 2 (ISO/IEC 29794-4) and its figures do not compare: TR-03121 asks for NFIQ 2 at
least 30 for an index finger. The score serves to guide the citizen and to keep the best of three
tries; the clerk's certified quality check decides.
"""

from dataclasses import dataclass

import numpy as np
from numpy import float32
from numpy.typing import NDArray

BLOCK = 16
# Grey levels of standard deviation in a block: less is bare glass, the second is ridges in full.
RIDGES_BEGIN = 14.0
FULL_CONTRAST = 62.0
# A flat index fingertip on the glass is about 15 x 18 mm; more counts no higher.
FULL_AREA_MM2 = 200.0
# Ridge flow is clear where gradients agree this well, and unreadable below the first.
COHERENCE_RANGE = (0.35, 0.85)


@dataclass(frozen=True, slots=True)
class FingerMeasure:
    """`score` 0 (worst) to 100; the shares it is made of are 0 to 1."""

    score: int
    area: float
    contrast: float
    clarity: float


def measure_finger(pixels: bytes, width: int, height: int, dpi: int) -> FingerMeasure:
    """Measure an 8 bit grey image, row-major. Raises ValueError if the sizes do not fit."""
    if width < BLOCK or height < BLOCK or len(pixels) != width * height or dpi <= 0:
        raise ValueError(f"{len(pixels)} bytes are no {width} x {height} image at {dpi} dpi")
    image = np.frombuffer(pixels, np.uint8).reshape(height, width).astype(float32)
    spread = _blocks(image).std(axis=(1, 3))
    ridged = spread > RIDGES_BEGIN
    if not ridged.any():
        return FingerMeasure(0, 0.0, 0.0, 0.0)
    block_mm2 = (BLOCK * 25.4 / dpi) ** 2
    area = _share(float(ridged.sum()) * block_mm2, 0.0, FULL_AREA_MM2)
    contrast = _share(float(np.median(spread[ridged])), RIDGES_BEGIN, FULL_CONTRAST)
    clarity = _share(float(np.mean(_coherence(image)[ridged])), *COHERENCE_RANGE)
    # The weakest decides: a large grey smear is as useless as a sharp corner of a finger.
    score = (
        100 * min(area, contrast, clarity) * (0.6 + 0.4 * (area * contrast * clarity) ** (1 / 3))
    )
    return FingerMeasure(round(score), area, contrast, clarity)


def _coherence(image: NDArray[float32]) -> NDArray[float32]:
    """Answer for each block how well its gradients agree on one direction (Kass and Witkin 1987)."""
    down, right = (np.asarray(slope, dtype=float32) for slope in np.gradient(image))
    xx = _blocks(right * right).sum(axis=(1, 3))
    yy = _blocks(down * down).sum(axis=(1, 3))
    xy = _blocks(right * down).sum(axis=(1, 3))
    return np.asarray(np.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-6), dtype=float32)


def _blocks(plane: NDArray[float32]) -> NDArray[float32]:
    """Answer the plane as rows x BLOCK x columns x BLOCK; a rest at the edge is left out."""
    rows, columns = plane.shape[0] // BLOCK, plane.shape[1] // BLOCK
    return plane[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK)


def _share(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
