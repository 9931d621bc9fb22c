"""The head of the drawn person: face, hair and ears, turned by a few degrees."""

from functools import cache

import cv2
import numpy as np

from hardware.camera.portrait.features import (
    SIDES,
    Gaze,
    draw_brows,
    draw_eyes,
    draw_lips,
    draw_nostrils,
)
from hardware.camera.portrait.light import (
    FILL,
    KEY,
    Plane,
    band,
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

SIZE = (320, 400)  # of a head's sprite at natural scale
ORIGIN = (160.0, 215.0)  # between the eyes
_HALF_WIDTH = 92.0
_CROWN, _CHIN = 150.0, 134.0

SKIN, SKIN_RED = colour(222, 170, 142), colour(196, 112, 96)
_UNDER_EYES = colour(168, 112, 96)
_EAR_HOLLOW = colour(120, 64, 54)
_HAIR, _HAIR_SHINE = colour(62, 42, 32), colour(150, 108, 78)
_SKY = np.array((0.30, 0.31, 0.33), np.float32)
_SUN = np.array((1.0, 0.97, 0.93), np.float32)
_BLOOD = np.array((1.0, 0.25, 0.15), np.float32)  # light that went through skin


def draw_head(turn: float, gaze: Gaze, scale: float) -> Plane:
    """Answer colour and cover (height x width x 4, linear) of a head turned `turn` radians right.

    The face lies on an upright rounded cylinder: a turn moves everything along it.
    """
    x, y = grid(*SIZE, ORIGIN, scale)
    width = _outline(y)
    across = np.clip(x / np.maximum(width, 1), -1, 1)
    turned = np.arcsin(across) - turn
    face_x = _HALF_WIDTH * np.sin(np.clip(turned, -1.5, 1.5))
    skin, surface = _draw_face(across, y, face_x, gaze, scale)
    cover = soft(0.9, -0.9, np.abs(x) - width) * (y > -_CROWN) * (y < _CHIN - 3)
    hair_line = _hair_line(np.abs(_HALF_WIDTH * turned))
    strands = grain(_shape(x), 1.0, 5, 11)
    hair = soft(3, -3, y - hair_line - 1.6 * strands)
    skin = shade(skin, 0.3 * soft(16, 0, y - hair_line) * soft(-6, 3, y - hair_line))
    skin = tint(skin, _draw_hair(face_x, y, lit(surface, KEY)), hair)
    cover = cover * (1 - hair * soft(-84, -118, y))  # above, the shell of hair is seen
    return np.dstack((skin, cover))


def draw_hair_shell(scale: float) -> Plane:
    """Answer the mass of hair round the head, behind the face."""
    x, y = grid(*SIZE, ORIGIN, scale)
    up = np.clip(-(y + 20) / 147, 0, 1)
    width = (_HALF_WIDTH + 10) * np.sqrt(np.clip(1 - up**2.25, 0, 1))
    width = width * (1 - 0.14 * soft(-50, 36, y)) + 0.7 * grain(_shape(x), 1, 9, 5)[:, :1]
    across = np.clip(x / np.maximum(width, 1), -1, 1)
    surface = normals(across, -(np.clip(-y / 170, 0, 1) ** 2) * 0.9, np.sqrt(1 - across**2))
    cover = soft(1.4, -1.4, np.abs(x) - width) * soft(-168, -165, y) * soft(40, 26, y)
    return np.dstack((_draw_hair(x, y, lit(surface, KEY)), cover))


def draw_ears(turn: float, scale: float) -> Plane:
    """Answer both ears; the one that the head turns away from the camera grows narrow."""
    x, y = grid(*SIZE, ORIGIN, scale)
    ears = np.zeros((*x.shape, 4), np.float32)
    for side in SIDES:
        width = 13.0 * min(1.4, max(0.3, 1 - side * turn * 1.6))
        middle = side * (_HALF_WIDTH - 2 + 0.3 * width)
        lean = side * 3.5 * np.clip((14 - y) / 30, -1, 1)
        away = ((x - middle - lean) / width) ** 2 + ((y - 16) / 29) ** 2
        flesh = np.broadcast_to(SKIN, (*x.shape, 3)) * (0.92 if side < 0 else 0.78)
        flesh = tint(flesh, SKIN_RED * 0.75, 0.55 * ridge((away - 0.42) / 0.22))
        flesh = tint(flesh, _EAR_HOLLOW, 0.5 * blob(x, y, (middle - side * 4, 18), (5, 9)))
        cover = soft(1.08, 0.92, away)
        ears = np.where((cover > ears[..., 3])[..., None], np.dstack((flesh, cover)), ears)
    return np.asarray(ears, np.float32)


def _outline(y: Plane) -> Plane:
    """Answer half the face's width at each height."""
    up, down = np.clip(-y / _CROWN, 0, 1), np.clip(y / _CHIN, 0, 1)
    above = np.sqrt(np.clip(1 - up**2.6, 0, 1))
    below = (1 - 0.3 * soft(0.18, 1.0, down)) * np.sqrt(np.clip(1 - down**4.4, 0, 1))
    return np.asarray(_HALF_WIDTH * np.where(y < 0, above, below), np.float32)


def _relief(x: Plane, y: Plane) -> Plane:
    """Answer how far the face stands out from the cylinder: nose, sockets, cheeks, lips, chin."""
    relief = 20 * ridge(x / (7 + 5 * soft(-5, 55, y))) * soft(-22, 30, y) * soft(62, 50, y)
    relief = relief + 11 * blob(x, y, (0, 48), (12, 10)) - 6 * blob(x, y, (0, 63), (10, 5))
    for side in SIDES:
        relief = relief + 6 * blob(x, y, (side * 13, 52), (7, 7))
        relief = relief - 9 * blob(x, y, (side * 36, 0), (24, 13))
        relief = relief + 6 * blob(x, y, (side * 36, 0), (15, 9))
        relief = relief + 6 * blob(x, y, (side * 36, -24), (28, 9))
        relief = relief + 7 * blob(x, y, (side * 46, 40), (26, 24))
        relief = relief - 3 * blob(x, y, (side * 30, 66), (10, 16))
    relief = relief + 7 * blob(x, y, (0, 80), (34, 16)) + 2.6 * blob(x, y, (0, 89), (18, 5))
    relief = relief - 3.2 * ridge((y - 81) / 2.4) * np.exp(-((x / 26) ** 4))
    relief = relief - 4 * blob(x, y, (0, 101), (20, 6)) + 6 * blob(x, y, (0, 114), (20, 12))
    return np.asarray(relief, np.float32)


def _draw_face(across: Plane, y: Plane, x: Plane, gaze: Gaze, scale: float) -> tuple[Plane, Plane]:
    """Answer the lit face and its normals; `x` are the face's own coordinates, turned."""
    relief = cv2.GaussianBlur(_relief(x, y), (0, 0), 1.1 * scale)
    slope_y, slope_x = np.gradient(relief)
    down, up = np.clip(y / 131, 0, 1) ** 3 * 0.75, np.clip(-y / _CROWN, 0, 1) ** 2.2 * 0.9
    surface = normals(
        across - slope_x * scale * 0.75,
        np.where(y > 0, down, -up) - slope_y * scale * 0.75,
        np.sqrt(1 - across**2),
    )
    skin, lips = _complexion(x, y), np.zeros_like(x)
    brows, nose, mouth = band(y, -50, -8), band(y, 50, 72), band(y, 66, 100)
    skin[brows] = draw_brows(skin[brows], x[brows], y[brows])
    skin[nose] = draw_nostrils(skin[nose], x[nose], y[nose])
    skin[mouth], lips[mouth] = draw_lips(skin[mouth], x[mouth], y[mouth])
    hollow = 0.26 * (blob(x, y, (-36, -8), (20, 9)) + blob(x, y, (36, -8), (20, 9)))
    hollow = hollow + 0.22 * blob(x, y, (0, 99), (20, 5)) + 0.18 * blob(x, y, (0, 66), (20, 5))
    open_sky = ((1 - hollow) * (1 - 0.35 * soft(96, 131, y)))[..., None]
    toward = surface @ KEY
    light = _SKY * open_sky + 0.8 * lit(surface, KEY)[..., None] * _SUN * np.sqrt(open_sky)
    light = light + 0.16 * np.clip(surface @ FILL, 0, 1)[..., None]
    skin = skin * light + 0.055 * ridge((toward - 0.05) / 0.28)[..., None] * _BLOOD
    glossy = (
        1 + 0.9 * blob(x, y, (0, 46), (9, 10)) + 0.5 * blob(x, y, (0, -55), (50, 30)) + 0.8 * lips
    )
    half = (KEY + np.array((0, 0, 1))) / np.linalg.norm(KEY + np.array((0, 0, 1)))
    skin = skin + (0.1 * np.clip(surface @ half, 0, 1) ** 26 * glossy)[..., None]
    eyes = band(y, -30, 30)
    key = np.clip(toward[eyes], 0, 1)
    skin[eyes] = draw_eyes(skin[eyes], x[eyes], y[eyes], gaze, key)
    return skin, surface


def _complexion(x: Plane, y: Plane) -> Plane:
    skin = np.broadcast_to(SKIN, (*x.shape, 3))
    red = 0.34 * (blob(x, y, (-46, 44), (26, 20)) + blob(x, y, (46, 44), (26, 20)))
    red = red + 0.3 * blob(x, y, (0, 50), (16, 10)) + 0.1 * blob(x, y, (0, 112), (22, 12))
    skin = tint(skin, SKIN_RED, np.clip(red, 0, 0.5))
    pores = 0.012 * grain(_shape(x), 3, 3, 3) + 0.010 * grain(_shape(x), 0.8, 0.8, 4)
    skin = shade(skin, -pores)
    for side in SIDES:
        skin = tint(skin, _UNDER_EYES, 0.3 * blob(x, y, (side * 35, 12), (20, 6)))
    return skin


def _hair_line(round_x: Plane) -> Plane:
    """Answer where hair begins, by the distance from the middle along the head's surface."""
    return np.asarray(-84 + 22 * soft(30, 70, round_x) + 95 * soft(66, 112, round_x), np.float32)


@cache
def _strands() -> Plane:
    return 0.6 * grain((512, 512), 1.0, 14, 12) + 0.4 * grain((512, 512), 0.8, 5, 13)


def _draw_hair(x: Plane, y: Plane, light: Plane) -> Plane:
    """Answer hair that falls outwards from a parting above the forehead."""
    angle, away = np.arctan2(x + 22, y + 190), np.hypot(x + 22, y + 190)
    strands = cv2.remap(
        _strands(),
        ((angle / np.pi + 1) * 408 % 511).astype(np.float32),
        (away * 1.6 % 511).astype(np.float32),
        cv2.INTER_LINEAR,
    )
    hair = _HAIR * ((0.42 + 0.8 * light) * np.clip(1 + 0.26 * strands, 0.3, 2))[..., None]
    shine = ridge((away - 46 - 6 * np.sin(angle * 5)) / 17) + 0.5 * ridge((away - 100) / 22)
    gloss = 0.26 * shine * (1 + 0.6 * strands) * light
    return np.clip(tint(hair, _HAIR_SHINE, np.clip(gloss, 0, 0.55)), 0, None)


def _shape(plane: Plane) -> tuple[int, int]:
    return plane.shape[0], plane.shape[1]
