"""Brows, lips and eyes of the drawn face, in its own coordinates: natural pixels from between the eyes."""

from dataclasses import dataclass

import numpy as np

from hardware.camera.portrait.light import Plane, blob, colour, grain, ridge, shade, soft, tint
from hardware.camera.portrait.persons import Person

SIDES = (-1, 1)
EYE_DISTANCE = 35.0  # from the middle
_EYE_WIDTH = 20.5  # half
_LIP_WIDTH = 29.0  # half

_MOUTH = colour(82, 36, 34)
_TEETH = colour(226, 216, 204)
_LASH = colour(30, 20, 17)
_WHITE = colour(236, 230, 226)
_RIM = colour(34, 40, 36)
_PUPIL = colour(10, 9, 9)
_GLINT = colour(255, 255, 255)
_TEAR_DUCT = colour(205, 138, 124)


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the eyes look (-1 to 1 right and down) and how far the lids are shut (0 to 1)."""

    right: float = 0.0
    down: float = 0.0
    shut: float = 0.0


@dataclass(frozen=True, slots=True)
class Mouth:
    """How far it is open, and how broadly it smiles (0 to 1)."""

    open: float = 0.0
    smile: float = 0.0


def draw_brows(skin: Plane, x: Plane, y: Plane, person: Person) -> Plane:
    step = float(x[0, 1] - x[0, 0])
    for side in SIDES:
        along = (x * side - 14) / 46
        inside = np.clip(along, 0, 1)
        middle = -25 - 7 * np.sin(inside * 2.2) + 40 * np.clip(along - 0.72, 0, 1)
        thick = (6.4 - 3.9 * inside**1.5) * soft(-0.1, 0.16, along) * soft(1.06, 0.7, along)
        thick = thick * person.brows
        hairs = soft(1.25, 0.35, np.abs(y - middle) / np.maximum(thick, 0.1)) * soft(
            0.3, 0.5, thick
        )
        hairs = hairs * np.clip(0.84 + 0.08 * grain(_shape(x), 0.5 / step, 1.3 / step, 7), 0, 1)
        skin = tint(skin, colour(*person.brow), 0.9 * hairs)
    return skin


def draw_nostrils(skin: Plane, x: Plane, y: Plane, person: Person) -> Plane:
    wide, dark = person.shape.nose_width, colour(*person.skin)
    for side in SIDES:
        hole = blob(x, y, (side * 8.2 * wide, 53.0), (4.2 * wide, 2.5))
        skin = tint(skin, dark * 0.12, 0.8 * np.clip(1.4 * hole, 0, 1))
    return tint(skin, dark * 0.45, 0.35 * blob(x, y, (0, 56.5), (16 * wide, 3.2)))


def draw_lips(skin: Plane, x: Plane, y: Plane, mouth: Mouth, person: Person) -> Plane:
    width = _LIP_WIDTH * (1 + 0.2 * mouth.smile) * (1 - 0.16 * mouth.open)
    along = np.clip(np.abs(x) / width, 0, 1.2)
    bow = 0.9 * np.cos(np.clip(x / 6, -np.pi, np.pi)) * ridge(x / 9)
    middle = 81 - (3.4 + 6 * mouth.smile) * along**2.2 + bow
    gap = np.clip(1 - along**2.4, 0, 1) ** 0.8 * mouth.open
    above, below = middle - 3 * gap, middle + 27 * gap
    full = person.lips
    upper = above - 7.8 * full * np.clip(1 - along**1.7, 0, 1) ** 0.8 + 2.1 * ridge(x / 4.2)
    lower = below + 10.2 * full * np.clip(1 - along**2, 0, 1) ** 0.75
    lips = soft(-1.2, 1.2, y - upper) * soft(1.2, -1.2, y - lower) * soft(1.04, 1.0, along)
    lip = colour(*person.lip)
    skin = tint(skin, np.where((y < middle)[..., None], lip * 0.82, lip * 1.12), 0.8 * lips)
    if not mouth.open:
        return tint(skin, lip * 0.3, 0.85 * ridge((y - middle) / 1.35) * soft(1.06, 0.9, along))
    inside = soft(-0.8, 0.8, y - above) * soft(0.8, -0.8, y - below) * soft(1.0, 0.96, along)
    skin = tint(skin, _MOUTH * 0.35, 0.96 * inside)
    teeth = inside * soft(above + 6.5, above + 5, y) * soft(0.9, 0.7, along)
    return tint(skin, _TEETH * 0.55, 0.85 * teeth)


def draw_eyes(skin: Plane, x: Plane, y: Plane, gaze: Gaze, person: Person) -> Plane:
    for side in SIDES:
        skin = _draw_eye(skin, x - side * EYE_DISTANCE, y, side, gaze, person)
    return skin


def _draw_eye(skin: Plane, x: Plane, y: Plane, side: int, gaze: Gaze, person: Person) -> Plane:
    outward = x * side
    along = np.clip(outward / _EYE_WIDTH, -1.2, 1.2)
    reach = np.abs(along)
    down = y + 1.8 * along  # the outer corner lies a little higher
    open_lid = 0.6 * along - 9.6 * (1 - reach**2.1)
    open_lid = open_lid * person.lids
    lower_lid = 6.6 * person.lids * (1 - reach**2.3)
    lid = open_lid * (1 - gaze.shut) + (lower_lid - 0.6) * gaze.shut
    seen = soft(-0.9, 0.9, down - lid) * soft(0.9, -0.9, down - lower_lid) * (reach < 1)
    ball = _eyeball(x - 11 * gaze.right, y - 4 * gaze.down + 0.8, down, reach, person)
    ball = 0.78 * shade(ball, 0.55 * ridge((down - lid) / 3.4))
    ball = tint(ball, _TEAR_DUCT, np.clip(0.7 * blob(outward, down, (-19, 1), (3, 2)), 0, 1))
    skin = tint(skin, ball, seen)
    lash = ridge((down - lid + 0.3) / (1.5 + 0.9 * soft(-0.6, 1, along))) * soft(1.06, 0.94, reach)
    skin = tint(skin, _LASH, 0.95 * lash)
    skin = tint(skin, _LASH, 0.8 * blob(outward, down, (_EYE_WIDTH + 1.5, -1), (4, 1.6)))
    fold = ridge((down - (open_lid - 5.6 * (1 - 0.4 * gaze.shut))) / 1.5) * soft(1.0, 0.55, reach)
    skin = shade(skin, 0.30 * fold)
    skin = shade(skin, 0.22 * ridge((down - lower_lid - 0.8) / 1.1) * soft(1.0, 0.7, reach))
    return shade(skin, 0.06 * ridge((down - lower_lid - 7) / 2.6) * soft(0.95, 0.4, reach))


def _eyeball(x: Plane, y: Plane, down: Plane, reach: Plane, person: Person) -> Plane:
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    white = _WHITE * (0.8 + 0.2 * soft(-10, 4, down))[..., None]
    white = shade(white, 0.22 * soft(0.45, 1, reach))
    fibres = 0.85 + 0.15 * np.sin(angle * 23 + 2 * np.sin(angle * 7))
    iris = colour(*person.iris) * (fibres * (0.75 + 0.6 * soft(-6, 8, y)))[..., None]
    ball = tint(white, iris, soft(10.2, 9.0, radius))
    ball = tint(ball, _RIM, 0.8 * ridge((radius - 9.4) / 1.1))
    ball = tint(ball, _PUPIL, soft(4.5, 3.7, radius))
    ball = tint(ball, _GLINT, 1.35 * blob(x, y, (-3.2, -3.6), (2.0, 2.2)))
    return tint(ball, _GLINT, 0.25 * blob(x, y, (3.4, 4.2), (2.4, 1.8)))


def _shape(plane: Plane) -> tuple[int, int]:
    return plane.shape[0], plane.shape[1]
