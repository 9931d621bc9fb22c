"""The face as it is painted: skin with all that lies on it, before any light falls on it.

Coordinates are natural pixels from between the eyes, as in features.py: some 11 to a centimetre.
"""

from functools import lru_cache

import numpy as np

from hardware.camera.portrait.features import (
    SIDES,
    Gaze,
    Mouth,
    draw_brows,
    draw_eyes,
    draw_lips,
    draw_nostrils,
)
from hardware.camera.portrait.light import (
    Plane,
    band,
    blob,
    colour,
    grain,
    grid,
    ridge,
    shade,
    soft,
    tint,
)
from hardware.camera.portrait.persons import Person

SIZE = (190, 270)
ORIGIN = (95.0, 116.0)


@lru_cache(maxsize=12)
def painted(person: Person, gaze: Gaze, mouth: Mouth, scale: float) -> Plane:
    """Answer linear colours (height x width x 3), `scale` samples to a natural pixel."""
    x, y = grid(*SIZE, ORIGIN, scale)
    skin = _face(person, scale).copy()
    eyes, low = band(y, -30, 30), band(y, 66, 128)
    skin[eyes] = draw_eyes(skin[eyes], x[eyes], y[eyes], gaze, person)
    skin[low] = draw_lips(skin[low], x[low], y[low], mouth, person)
    return skin


@lru_cache(maxsize=4)
def _face(person: Person, scale: float) -> Plane:
    x, y = grid(*SIZE, ORIGIN, scale)
    skin = _complexion(person, x, y, scale)
    for side in SIDES:
        skin = shade(skin, 0.2 * blob(x, y, (side * 36, -8), (20, 9)))
    skin = shade(skin, 0.18 * blob(x, y, (0, 99), (20, 5)))
    skin = _aged(skin, x, y, person.age) if person.age else skin
    skin = _bearded(skin, x, y, person, scale) if person.beard else skin
    brows, nose = band(y, -50, -8), band(y, 44, 66)
    skin[brows] = draw_brows(skin[brows], x[brows], y[brows], person)
    skin[nose] = draw_nostrils(skin[nose], x[nose], y[nose], person)
    return skin


def _complexion(person: Person, x: Plane, y: Plane, scale: float) -> Plane:
    skin = np.broadcast_to(colour(*person.skin), (*x.shape, 3)).astype(np.float32)
    red = 0.34 * (blob(x, y, (-46, 44), (26, 20)) + blob(x, y, (46, 44), (26, 20)))
    red = red + 0.3 * blob(x, y, (0, 50), (16, 10)) + 0.1 * blob(x, y, (0, 112), (22, 12))
    skin = tint(skin, colour(*person.red), np.clip(red, 0, 0.5))
    shape = (x.shape[0], x.shape[1])
    skin = shade(skin, 0.014 * grain(shape, 3 * scale, 3 * scale, 3))
    skin = shade(skin, 0.012 * grain(shape, 0.35 * scale, 0.35 * scale, 4))
    for side in SIDES:
        skin = tint(skin, colour(*person.red) * 0.75, 0.25 * blob(x, y, (side * 35, 12), (20, 6)))
    return skin


def _aged(skin: Plane, x: Plane, y: Plane, age: float) -> Plane:
    for down in (-78, -64, -51):
        line = ridge((y - down - 3 * np.cos(x / 26)) / 1.3) * soft(58, 34, np.abs(x))
        skin = shade(skin, 0.16 * age * line)
    for side in SIDES:
        away = x * side
        fold = ridge((away - 23 - 0.42 * (y - 58)) / 2.4) * soft(52, 62, y) * soft(100, 84, y)
        skin = shade(skin, 0.24 * age * fold)
        bag = ridge((y - 17 + ((away - 35) / 14) ** 2) / 1.6) * soft(18, 10, np.abs(away - 35))
        skin = shade(skin, 0.18 * age * bag)
        for lean in (-0.5, 0.0, 0.5):
            foot = (
                ridge((y - lean * (away - 58) + 1) / 1.0) * soft(58, 62, away) * soft(76, 70, away)
            )
            skin = shade(skin, 0.18 * age * foot)
    return skin


def _bearded(skin: Plane, x: Plane, y: Plane, person: Person, scale: float) -> Plane:
    side = np.abs(x)
    jaw = soft(34, 72, y + 0.55 * side - 10) * soft(-4, 8, y - 96 + 1.5 * side)
    jaw = np.maximum(soft(96, 110, y + 0.35 * side), jaw * soft(26, 46, side))
    moustache = soft(63, 67, y) * soft(34, 26, side) * soft(76, 72, y)
    grows = np.clip(np.maximum(jaw, moustache), 0, 1) * (1 - 0.9 * blob(x, y, (0, 82), (30, 12)))
    shape = (x.shape[0], x.shape[1])
    hairs = np.clip(0.75 + 0.3 * grain(shape, 0.4 * scale, 1.1 * scale, 21), 0, 1)
    return tint(skin, colour(*person.hair) * 0.7, person.beard * grows * hairs)
