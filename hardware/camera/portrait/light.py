"""What all drawing of the portrait shares: soft edges, linear colours, one key light and one fill."""

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]

_GAMMA = 2.2
_FINEST = 8191
KEY = np.array((-0.2, -0.38, 0.9), np.float32) / np.float32(0.997)  # from above, a little left
FILL = np.array((0.75, -0.1, 0.65), np.float32) / np.float32(0.998)


def soft(start: Plane | float, end: Plane | float, x: Plane) -> Plane:
    """Answer 0 at `start`, 1 at `end`, and a curve without corners between."""
    t = np.clip((x - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def blob(x: Plane, y: Plane, at: tuple[float, float], size: tuple[float, float]) -> Plane:
    return ridge((x - at[0]) / size[0]) * ridge((y - at[1]) / size[1])


def ridge(x: Plane) -> Plane:
    """Answer a bell: 1 at 0, nearly nothing beyond 2."""
    return np.asarray(np.exp(-x * x), np.float32)


def tint(under: Plane, colour: Plane, share: Plane | float) -> Plane:
    """Lay `colour` over `under`, `share` of it."""
    part = np.clip(share, 0, 1)
    part = part[..., None] if isinstance(part, np.ndarray) else part
    return np.asarray(under * (1 - part) + colour * part, np.float32)


def shade(under: Plane, share: Plane) -> Plane:
    """Answer `under` made darker by `share`."""
    return np.asarray(under * (1 - share)[..., None], np.float32)


def colour(red: int, green: int, blue: int) -> Plane:
    """Answer an sRGB colour in linear light, as drawing needs it."""
    return np.asarray((np.array((red, green, blue)) / 255) ** _GAMMA, np.float32)


def as_seen(linear: Plane) -> NDArray[np.uint8]:
    """Answer what a camera makes of linear light: sRGB, 8 bit, BGR."""
    roots = cv2.sqrt(np.clip(linear[..., ::-1], 0, 1).astype(np.float32))
    return np.asarray(_levels()[(roots * _FINEST + 0.5).astype(np.uint16)])


@cache
def _levels() -> NDArray[np.uint8]:
    """Answer the level of every root of linear light: a table is quicker than raising to a power."""
    roots = np.arange(_FINEST + 1) / _FINEST
    return np.asarray(roots ** (2 / _GAMMA) * 255 + 0.5, np.uint8)


@cache
def grain(shape: tuple[int, int], across: float, down: float, seed: int) -> Plane:
    """Answer noise of mean 0 and deviation 1, its grains `across` by `down` pixels."""
    noise = np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), sigmaX=across, sigmaY=down)
    return np.asarray(noise / noise.std(), np.float32)


def band(y: Plane, top: float, bottom: float) -> slice:
    """Answer the rows of a sprite between two heights: a feature is drawn only where it is."""
    rows = np.flatnonzero((y[:, 0] >= top) & (y[:, 0] <= bottom))
    return slice(int(rows[0]), int(rows[-1]) + 1)


def normals(x: Plane, y: Plane, z: Plane) -> Plane:
    """Answer unit normals of a surface that leans `x`, `y` and looks `z` at the camera."""
    stacked = np.stack((x, y, np.maximum(z, 0.12)), -1)
    return np.asarray(stacked / np.linalg.norm(stacked, axis=-1, keepdims=True), np.float32)


def lit(surface: Plane, light: Plane, wrap: float = 0.35) -> Plane:
    """Answer how much light a soft surface gets: it reaches a little round the corner."""
    return np.asarray(np.clip((surface @ light + wrap) / (1 + wrap), 0, 1), np.float32)


def grid(width: int, height: int, origin: tuple[float, float], scale: float) -> tuple[Plane, Plane]:
    """Answer the coordinates of every pixel of a sprite drawn `scale` times its natural size."""
    rows, columns = np.mgrid[0 : round(height * scale), 0 : round(width * scale)]
    x = (columns + 0.5) / scale - origin[0]
    y = (rows + 0.5) / scale - origin[1]
    return x.astype(np.float32), y.astype(np.float32)
