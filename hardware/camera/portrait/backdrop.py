"""What is behind the person: the grey wall, and what may come before it."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hardware.camera.portrait.light import (
    Plane,
    as_seen,
    blob,
    colour,
    grain,
    grid,
    ridge,
    shade,
    soft,
    tint,
)

_HORIZON = 250  # of the picture on the poster


class Backdrop(StrEnum):
    WALL = "wall"
    DOOR = "door"
    CURTAIN = "curtain"
    OBJECT = "object"


def draw_backdrop(
    backdrop: Backdrop, grey: int, side: float, width: int, height: int
) -> NDArray[np.uint8]:
    """Answer height x width x 3, BGR; `grey` is the wall's sRGB level in its middle."""
    x, y = grid(width, height, (0, 0), 1.0)
    wall = _wall(x, y, grey / 255, side)
    unit = width / 1280
    match backdrop:
        case Backdrop.DOOR:
            wall = _door(wall, x / unit, y / unit)
        case Backdrop.CURTAIN:
            wall = _curtain(wall, x / unit)
        case Backdrop.OBJECT:
            wall = _shelf(wall, x / unit, y / unit)
        case Backdrop.WALL:
            pass
    return as_seen(wall)


def _wall(x: Plane, y: Plane, grey: float, side: float) -> Plane:
    height, width = x.shape
    across, down = x / width - 0.45, y / height - 0.42
    level = grey**2.2 * (1 - 0.09 * across**2 - 0.06 * down**2 + 0.5 * side * (x / width - 0.5))
    level = level + 0.0022 * grain((height, width), 1.2, 1.2, 41)
    wall = np.stack((level, level, 0.995 * level), -1)
    shadow = 0.04 * blob(x, y, (0.56 * width, 0.5 * height), (0.13 * width, 0.3 * height))
    return shade(wall, shadow)


def _door(wall: Plane, x: Plane, y: Plane) -> Plane:
    """Add an open door on the left; behind it a corridor with a lamp."""
    opening = soft(70, 72, x) * soft(402, 400, x) * soft(60, 62, y)
    corridor = colour(92, 84, 72) * (0.7 + 0.5 * soft(400, 60, x))[..., None]
    corridor = tint(corridor, colour(255, 236, 200), 0.9 * blob(x, y, (230, 150), (60, 26)))
    wall = tint(wall, corridor, opening)
    frame = ridge((x - 404) / 7) + ridge((x - 66) / 7) * soft(50, 60, y)
    return tint(wall, colour(120, 92, 66), np.clip(frame * soft(50, 60, y), 0, 0.95))


def _curtain(wall: Plane, x: Plane) -> Plane:
    folds = 0.55 + 0.45 * np.sin(x / 17 + 1.3 * np.sin(x / 61))
    cloth = colour(122, 40, 44) * (0.25 + 0.9 * folds)[..., None]
    return tint(wall, cloth, np.ones_like(x))


def _shelf(wall: Plane, x: Plane, y: Plane) -> Plane:
    """Add a poster on the right, and a plant's leaves on the left."""
    poster = soft(880, 882, x) * soft(1122, 1120, x) * soft(80, 82, y) * soft(392, 390, y)
    picture = np.where((y > _HORIZON)[..., None], colour(36, 92, 60), colour(70, 130, 190))
    picture = tint(picture, colour(240, 200, 70), soft(44, 40, np.hypot(x - 1050, y - 150)))
    wall = tint(wall, picture, poster)
    for lean in (-0.9, -0.5, -0.1, 0.3, 0.7):
        along = np.clip((700 - y) / 520, 0, 2)
        leaf = ridge((x - 190 - lean * 260 * along**1.4) / (26 * np.sqrt(np.clip(along, 0.01, 1))))
        wall = tint(
            wall, colour(44, 96, 50), 0.95 * leaf * soft(0, 0.1, along) * soft(1.05, 0.8, along)
        )
    return wall
