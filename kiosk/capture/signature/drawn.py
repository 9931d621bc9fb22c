"""What can be measured of strokes without knowing any letter."""

import math
from dataclasses import dataclass

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from kiosk.capture.signature.rendering import picture
from kiosk.capture.signature.shape import Size
from kiosk.contracts.captures import PadArea, Stroke

# Ink is counted in a picture of this size and pen, so that neither the pad's nor a document's decides.
COUNTED_ON = Size(480, 160)
COUNTED_PEN = 4.0
_SPREAD_POINTS = 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """Measures of a drawing; lengths in millimetres, shares and ratios from 0.

    `width_share`, `height_share`: the ink's box in the pad. `to_border`: the ink's distance from the
    pad's nearest edge. `path_ratio`: path by the box's diagonal (1 is a straight line).
    `flatness`: spread across by spread along the line that fits best (0 is a straight line, however
    often it is drawn). `ring_spread`: how much the distances from the middle differ, the box brought
    to a square (0 is a circle), and `turns` how often the line goes around it. `ink_share`: what of
    its own box is black.
    """

    strokes: int
    points: int
    seconds: float
    path: float
    width_share: float
    height_share: float
    to_border: float
    path_ratio: float
    flatness: float
    ring_spread: float
    turns: float
    ink_share: float


def measure(strokes: tuple[Stroke, ...], area: PadArea) -> Drawn:
    """Measure the strokes on a pad of that size. Raises ValueError if there are none."""
    lines = [np.array([(p.x, p.y) for p in stroke], float64) for stroke in strokes if stroke]
    if not lines:
        raise ValueError("There are no strokes.")
    everything = np.concatenate(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    width, height = (high - low).tolist()
    path = sum(_length(line) for line in lines)
    diagonal = math.hypot(width, height)
    even = _along(lines, path)
    together = np.concatenate(even)
    return Drawn(
        strokes=len(lines),
        points=len(everything),
        seconds=sum(stroke[-1].t - stroke[0].t for stroke in strokes if stroke),
        path=path,
        width_share=width / area.width,
        height_share=height / area.height,
        to_border=float(min(*low, area.width - high[0], area.height - high[1])),
        path_ratio=path / diagonal if diagonal else 0.0,
        flatness=_flatness(together),
        ring_spread=_ring_spread(together),
        turns=abs(sum(_turns(line, (low + high) / 2) for line in even)),
        ink_share=_ink_share(strokes),
    )


def _length(line: NDArray[float64]) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum()) if len(line) > 1 else 0.0


def _along(lines: list[NDArray[float64]], path: float) -> list[NDArray[float64]]:
    """Answer the lines with points at equal distances: how fast a hand went must not weigh."""
    step = max(path / _SPREAD_POINTS, 1e-6)
    found: list[NDArray[float64]] = []
    for line in lines:
        travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        at = np.arange(0.0, travelled[-1] + step, step)
        found.append(np.column_stack([np.interp(at, travelled, axis) for axis in line.T]))
    return found


def _flatness(points: NDArray[float64]) -> float:
    if len(points) < 2:  # noqa: PLR2004 - a spread needs two
        return 0.0
    small, large = np.sqrt(np.maximum(np.linalg.eigvalsh(np.cov(points.T)), 0.0)).tolist()
    return float(small / large) if large else 0.0


def _ring_spread(points: NDArray[float64]) -> float:
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    if not size.all():
        return 0.0
    reach = np.hypot(*((points - low) / size - 0.5).T)
    return float(reach.std() / reach.mean())


def _turns(line: NDArray[float64], middle: NDArray[float64]) -> float:
    angles = np.unwrap(np.arctan2(*(line - middle).T[::-1]))
    return float(angles[-1] - angles[0]) / (2 * math.pi)


def _ink_share(strokes: tuple[Stroke, ...]) -> float:
    dark = picture(strokes, COUNTED_ON, COUNTED_PEN) < 128  # noqa: PLR2004 - the middle grey
    across, down = np.flatnonzero(dark.any(axis=0)), np.flatnonzero(dark.any(axis=1))
    box = dark[down[0] : down[-1] + 1, across[0] : across[-1] + 1]
    return float(box.mean())
