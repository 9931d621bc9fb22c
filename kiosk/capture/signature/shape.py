"""Smooth lines through the samples of a pen, and where they come to stand on a picture."""

from dataclasses import dataclass

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from kiosk.contracts.captures import Stroke

_PIECES = 8  # straight pieces of each curve
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's pixels."""

    width: int
    height: int


def smooth(stroke: Stroke) -> NDArray[float64]:
    """Answer the stroke as n x 2 points, y downwards: a quadratic spline.

    It begins and ends at the first and last sample, passes through the middles between samples and
    takes each sample as a control point, as the ink on the screen does. Only positions count; what
    time or pressure would tell of the hand is not looked at.
    """
    samples = _apart(np.array([(p.x, -p.y) for p in stroke], float64))
    if len(samples) < 3:  # noqa: PLR2004 - a curve needs three
        return samples
    middles = (samples[:-1] + samples[1:]) / 2
    starts, ends, controls = middles[:-1], middles[1:], samples[1:-1]
    t = np.linspace(0.0, 1.0, _PIECES, endpoint=False)[:, None, None]
    curves = (1 - t) ** 2 * starts + 2 * t * (1 - t) * controls + t**2 * ends
    inner = curves.transpose(1, 0, 2).reshape(-1, 2)
    return np.vstack([samples[:1], inner, middles[-1:], samples[-1:]])


def fitted(
    lines: list[NDArray[float64]], size: Size, pen: float, rim: float
) -> list[NDArray[float64]]:
    """Answer the lines scaled alike both ways and centred, `rim` pixels and half a pen inside."""
    everything = np.concatenate(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    room = np.array([size.width, size.height], float64) - 2 * rim - pen
    box = np.maximum(high - low, _NEAR)
    scale = float((room / box).min())
    middle = np.array([size.width, size.height], float64) / 2
    # What is hardly more than a dot stays one: it is not blown up to a blot.
    scale = min(scale, float(room.max()))
    return [(line - (low + high) / 2) * scale + middle for line in lines]


def _apart(samples: NDArray[float64]) -> NDArray[float64]:
    """Answer the samples without repetitions of the one before."""
    moved = np.hypot(*np.diff(samples, axis=0).T) > _NEAR
    return np.compress(np.concatenate([[True], moved]), samples, axis=0)
