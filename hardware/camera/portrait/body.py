"""Neck and shoulders of the drawn person, in a knitted pullover, and long hair behind them."""

import numpy as np

from hardware.camera.portrait.features import SIDES
from hardware.camera.portrait.light import (
    KEY,
    Plane,
    blob,
    colour,
    grain,
    grid,
    lit,
    normals,
    ridge,
    shade,
    soft,
    tint,
)
from hardware.camera.portrait.persons import Person

SIZE = (760, 430)  # of the body's sprite at natural scale
ORIGIN = (380.0, 40.0)  # under the chin
MANE_SIZE = (280, 330)
MANE_ORIGIN = (140.0, 80.0)  # between the eyes
_NECK_OPENING = (70.0, 50.0)  # half width, depth


def draw_body(person: Person, scale: float) -> Plane:
    """Answer colour and cover (height x width x 4, linear) from the neck down."""
    x, y = grid(*SIZE, ORIGIN, scale)
    side = np.abs(x)
    shoulders = _shoulder_line(side)
    opening = np.hypot(x / _NECK_OPENING[0], (y - 6) / _NECK_OPENING[1])
    below = y > 6  # noqa: PLR2004 - where the opening is deepest to the sides
    in_opening = np.where(below, opening, 0)
    neck_width = 57 - 5 * soft(-40, 0, y) + 22 * soft(6, 60, y)
    neck = soft(1, -1, side - neck_width)
    wool = _draw_wool(x, y, shoulders, opening, colour(*person.wool))
    body = tint(wool, _draw_neck(x, y, neck_width, person), neck * soft(0.985, 0.955, in_opening))
    steep = np.sqrt(1 + np.clip(np.gradient(shoulders, axis=1) * scale, -6, 6) ** 2)
    pullover = soft(-1.2, 1.2, (y - shoulders) / steep) * below * soft(0.96, 0.98, opening)
    collar = (
        soft(1.275, 1.255, opening)
        * soft(-7, -2, y - shoulders)
        * soft(0.94, 0.96, opening)
        * below
    )
    cover = np.maximum.reduce((pullover, collar, neck * soft(1.11, 1.09, opening)))
    return np.dstack((np.clip(body, 0, None), np.clip(cover, 0, 1)))


def lit_from(side: float, width: int) -> Plane:
    """Answer how bright the body is from left to right when light comes from one side."""
    across = np.linspace(-1, 1, width, dtype=np.float32)
    return np.asarray(np.clip(1 - 0.25 * abs(side) + 0.9 * side * across, 0.2, 1.4), np.float32)


def draw_mane(person: Person, scale: float) -> Plane:
    """Answer long hair behind neck and shoulders, as colour and cover; its origin lies between the eyes."""
    x, y = grid(*MANE_SIZE, MANE_ORIGIN, scale)
    width = 88 + 16 * soft(-20, 80, y) + 12 * soft(80, 190, y) - 30 * soft(190, 235, y)
    strands = grain((x.shape[0], x.shape[1]), 1.2 * scale, 22 * scale, 51)
    cover = soft(2.5, -2.5, np.abs(x) - width - 3 * strands) * soft(-70, -40, y) * soft(232, 214, y)
    lighted = 0.3 + 0.28 * ridge((np.abs(x) - 80) / 26) + 0.1 * strands
    hair = colour(*person.hair) * np.clip(lighted, 0.12, 1)[..., None]
    return np.dstack((hair, cover))


def _shoulder_line(side: Plane) -> Plane:
    """Answer the height of the shoulders by the distance from the middle."""
    slope = 26 + 0.3 * np.clip(side - 46, 0, None) + 0.0006 * np.clip(side - 46, 0, None) ** 2
    round_off = np.clip((side - 150) / 118, 0, 1)
    line = slope + 105 * (1 - np.sqrt(np.clip(1 - round_off**2.6, 0, 1)))
    return np.asarray(line + 180 * np.clip(side - 268, 0, None), np.float32)


def _draw_wool(x: Plane, y: Plane, shoulders: Plane, opening: Plane, dye: Plane) -> Plane:
    side, shape = np.abs(x), (x.shape[0], x.shape[1])
    lean = np.sign(x) * np.clip(side / 275, 0, 1) ** 2.2
    folds = 0.9 * grain(shape, 24, 62, 31)
    folds = folds - 1.5 * ridge((side - (205 - 0.16 * y)) / 9) * soft(120, 200, y)
    fold_y, fold_x = np.gradient(folds)
    edge = np.exp(-np.clip(y - shoulders, 0, None) / 46)
    surface = normals(
        0.9 * lean - 3.5 * fold_x,
        -0.9 * edge - 3.5 * fold_y,
        np.sqrt(np.clip(1 - 0.8 * lean**2, 0, 1)) + 0.05,
    )
    stitches = 1 + 0.045 * np.sin(2.2 * x) * np.sin(1.5 * y + np.sin(1.1 * x))
    stitches = stitches + 0.03 * grain(shape, 0.8, 0.8, 33)
    wool = dye * (stitches * (0.22 + lit(surface, KEY, 0.3)))[..., None]
    wool = shade(wool, 0.3 * ridge((side - (222 - 0.1 * y)) / 5) * soft(150, 240, y))
    ribs = soft(1.27, 1.23, opening) * soft(0.96, 1.0, opening)
    wool = shade(wool, -ribs * (0.04 + 0.15 * np.sin(70 * np.arctan2(y - 6, x))))
    return shade(wool, 0.38 * ridge((opening - 1.28) / 0.03))


def _draw_neck(x: Plane, y: Plane, width: Plane, person: Person) -> Plane:
    across = np.clip(x / width, -1, 1)
    surface = normals(0.95 * across, np.zeros_like(x), np.sqrt(1 - 0.9 * across**2))
    skin = colour(*person.skin) * (0.26 + 0.72 * lit(surface, KEY, 0.3))[..., None]
    skin = tint(skin, colour(*person.red) * 0.5, 0.12)
    skin = shade(skin, 0.46 * soft(34, -14, y + 14 * (x / 60) ** 2 - 0.1 * x))  # the chin's shadow
    for side in SIDES:
        tendon = ridge((x - side * (13 + 0.55 * (40 - y))) / 7)
        skin = shade(skin, 0.15 * tendon * soft(-6, 36, y))
    return shade(skin, 0.15 * blob(x, y, (0, 50), (9, 7)))
