"""How light falls on the head's surface: all that is smooth, so that few samples will do for any size."""

from dataclasses import dataclass

import cv2
import numpy as np

from hardware.camera.portrait.light import FILL, KEY, Plane, blob, colour, lit, ridge, soft
from hardware.camera.portrait.persons import Person
from hardware.camera.portrait.rays import on_plane
from hardware.camera.portrait.shape import (
    EYES,
    NATURAL,
    SLENDER,
    bare_ear,
    ear_cover,
    facing,
    hair_line,
)

_SKY = np.array((0.30, 0.31, 0.33), np.float32)
_SUN = np.array((1.0, 0.97, 0.93), np.float32)
_BLOOD = np.array((1.0, 0.25, 0.15), np.float32)  # light that went through skin


@dataclass(frozen=True, slots=True)
class Shaded:
    """Planes over the head as it is seen.

    `face_x`, `face_y` say where on the painted face a pixel lies, `x`, `y` where on the head, in
    natural pixels from between the eyes. `light` is to be multiplied with, `added` laid on top (both
    x 3), `key` how much the main lamp gives. `behind` and `ear` tell where plain skin and ears are,
    `bare_ear` ears that no hair hides; `above_hair` is negative where hair grows.
    """

    face_x: Plane
    face_y: Plane
    x: Plane
    y: Plane
    light: Plane
    added: Plane
    key: Plane
    behind: Plane
    ear: Plane
    bare_ear: Plane
    above_hair: Plane


def shade_head(person: Person, turned: Plane, places: Plane, side: float) -> Shaded:
    """Light the places of a head that is turned; `side` is where the light comes from, as in Head."""
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    across, down = (where.astype(np.float32) for where in on_plane(places))
    normals = cv2.remap(facing(person), across, down, cv2.INTER_LINEAR) @ turned.T
    face_x, face_y = _on_face(person, x, y)
    key, fill = _lamps(side)
    ear = ear_cover(x, y, z)
    light = _lighting(normals, key, fill, face_x, face_y)
    return Shaded(
        face_x,
        face_y,
        x * np.float32(NATURAL),
        (y - np.float32(EYES)) * np.float32(NATURAL),
        light * (1 - 0.3 * ear * blob(y, z, (0.6, -0.2), (1.6, 1)))[..., None],
        _added(person, normals, key, face_x, face_y),
        lit(normals, key),
        soft(3, 0, z),
        ear,
        np.asarray(bare_ear(x, y, z, person.cut), np.float32),
        (y - np.float32(EYES)) * np.float32(NATURAL) - hair_line(x, y, z, person.cut),
    )


def _on_face(person: Person, x: Plane, y: Plane) -> tuple[Plane, Plane]:
    """Answer where places lie on the painted face: its mouth lies lower than the shape's."""
    down = (y / np.float32(person.shape.length) - np.float32(EYES)) * np.float32(NATURAL)
    across = x * np.float32(NATURAL / (SLENDER * person.shape.width))
    return across, down + 4 * ridge((down - 68) / 30)


def _lamps(side: float) -> tuple[Plane, Plane]:
    key = KEY + np.array(
        (1.5 * side if side < 0 else 2.0 * side, 0.15 * abs(side), -0.45 * abs(side))
    )
    return (key / np.linalg.norm(key)).astype(np.float32), FILL * np.float32(1 - 0.8 * abs(side))


def _lighting(normals: Plane, key: Plane, fill: Plane, x: Plane, y: Plane) -> Plane:
    hollow = 0.2 * (blob(x, y, (-36, -8), (20, 9)) + blob(x, y, (36, -8), (20, 9)))
    hollow = hollow + 0.16 * blob(x, y, (0, 60), (20, 6))
    sky = ((1 - hollow) * (0.86 - 0.14 * normals[..., 1]) * (1 - 0.35 * soft(96, 140, y)))[
        ..., None
    ]
    light = 0.95 * _SKY * sky + 0.8 * lit(normals, key)[..., None] * _SUN * np.sqrt(sky)
    return np.asarray(light + 0.16 * np.clip(normals @ fill, 0, 1)[..., None], np.float32)


def _added(person: Person, normals: Plane, key: Plane, x: Plane, y: Plane) -> Plane:
    """Answer the skin's shine, and the glow where light just grazes it."""
    half = key + np.array((0, 0, 1), np.float32)
    half = half / np.linalg.norm(half)
    glossy = 1 + 0.9 * blob(x, y, (0, 42), (9, 10)) + 0.5 * blob(x, y, (0, -55), (50, 30))
    glossy = glossy + 0.8 * blob(x, y, (0, 90), (18, 6))
    shine = 0.05 * np.clip(normals @ half, 0, 1) ** 26 * glossy
    tone = float(np.mean(colour(*person.skin)))
    glow = 0.055 * ridge((normals @ key - 0.05) / 0.28) * min(1.0, 2.2 * tone)
    return np.asarray(glow[..., None] * _BLOOD + shine[..., None], np.float32)
