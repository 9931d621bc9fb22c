"""The shape of a head: how far its surface lies from its middle, in every direction.

Lengths are centimetres; x grows to the picture's right, y down, z towards the camera. The origin
lies inside the head, behind the bridge of the nose. Directions are laid on a plane by stereographic
projection from the back, so that the face fills the unit circle and no direction in front is special.
"""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from hardware.camera.portrait.light import Plane, blob, soft
from hardware.camera.portrait.persons import Hair, Person, Shape

EYES = -1.63  # y of the eyes' line
SLENDER = 0.95  # the canonical face is broad
EYE_DISTANCE = 6.31 * SLENDER  # of the average head, TR-03121 calls it IED
NATURAL = 70.0 / 6.31  # "natural pixels" (features.py) in a centimetre
REACH = 2.4  # of the plane: as far as 135 degrees from the front
_COARSE, SAMPLES = 100, 640  # samples of the plane, either way
_MIDDLE = np.array((0.0, 1.0, -2.0))  # of the canonical face, here the origin
_SKULL_AT, _SKULL = np.array((0.0, -4.2, -2.2)), np.array((7.5, 9.3, 9.8))
_NECK_AT, _NECK = np.array((0.0, 2.0, -2.0)), np.array((6.4, 7.5, 7.0))
_APART = 0.2  # radians that the skull keeps from the face's last vertices
_RAYS = 600
_BEHIND = -0.75  # directions that no camera ever sees
_SMOOTHING = 2e-3
_ROUNDED = 9.0  # samples, of the hair's edge
_HAIR = {Hair.SHORT: 0.9, Hair.LONG: 1.1, Hair.CROPPED: 0.35, Hair.NONE: 0.0}


@lru_cache(maxsize=8)
def radii(person: Person) -> Plane:
    """Answer the distance of the surface for every direction of the plane, hair included."""
    bare = _bare(person.shape)
    x, y, z = (bare * axis for axis in directions())
    hair = cv2.GaussianBlur(hair_cover(x, y, z, person.cut), (0, 0), _ROUNDED)
    return np.asarray(bare + _ears(x, y, z) + _HAIR[person.cut] * hair, np.float32)


@lru_cache(maxsize=1)
def directions() -> tuple[Plane, Plane, Plane]:
    """Answer the unit direction of every sample of the plane."""
    along = np.linspace(-REACH, REACH, SAMPLES, dtype=np.float32)
    u, v = np.meshgrid(along, along)
    square = u * u + v * v
    return 2 * u / (1 + square), 2 * v / (1 + square), (1 - square) / (1 + square)


@lru_cache(maxsize=8)
def facing(person: Person) -> Plane:
    """Answer the surface's unit normals for every direction of the plane (samples x samples x 3)."""
    places = np.dstack([radii(person) * axis for axis in directions()]).astype(np.float32)
    places = cv2.GaussianBlur(places, (0, 0), 3.0)
    down, right = np.gradient(places, axis=0), np.gradient(places, axis=1)
    normals = np.cross(right, down)
    return np.asarray(normals / np.linalg.norm(normals, axis=2, keepdims=True), np.float32)


def hair_cover(x: Plane, y: Plane, z: Plane, cut: Hair) -> Plane:
    """Answer where on the head hair grows, 0 to 1."""
    if cut is Hair.NONE:
        return np.zeros_like(x)
    natural = (y - EYES) * NATURAL
    return soft(3, -3, natural - hair_line(x, y, z, cut)) * (1 - bare_ear(x, y, z, cut))


def hair_line(x: Plane, y: Plane, z: Plane, cut: Hair) -> Plane:
    """Answer how low hair grows round the head, in natural pixels below the eyes."""
    around = 92 * np.abs(np.arctan2(x, z + 2))
    sides = 62 if cut is Hair.CROPPED else 92
    if cut is Hair.LONG:
        line = -88 + 26 * soft(20, 70, around) + 190 * soft(76, 104, around)
    else:
        line = -86 + 22 * soft(34, 74, around) + sides * soft(84, 124, around)
    return np.asarray(
        line - 500 * soft(-11, -9, z) * soft(2, 4, y) * soft(6.4, 5.0, np.abs(x)), np.float32
    )


def bare_ear(x: Plane, y: Plane, z: Plane, cut: Hair) -> Plane:
    """Answer where an ear shows through the hair."""
    return np.zeros_like(x) if cut is Hair.LONG else ear_cover(x, y, z)


def ear_cover(x: Plane, y: Plane, z: Plane) -> Plane:
    along = ((z + 0.6 + 0.2 * (y - 0.4)) / 1.75) ** 2 + ((y - 0.4) / 3.1) ** 2
    return soft(1.15, 0.85, along) * (np.abs(x) > 4)  # noqa: PLR2004 - on the sides


def _ears(x: Plane, y: Plane, z: Plane) -> Plane:
    lean = np.clip((z + 2.6) / 3.4, 0, 1)
    stand_out = 1.25 * ear_cover(x, y, z) * (1 - 0.75 * lean)
    return np.asarray(cv2.GaussianBlur(stand_out, (0, 0), _ROUNDED / 2), np.float32)


@lru_cache(maxsize=8)
def _bare(shape: Shape) -> Plane:
    known = np.vstack((_face(shape), _skull(shape)))
    lengths = np.linalg.norm(known, axis=1)
    places = _project(known / lengths[:, None])
    weights = _thin_plate(places, lengths)
    along = np.linspace(-REACH, REACH, _COARSE)
    grid = np.stack(np.meshgrid(along, along), -1).reshape(-1, 2)
    coarse = _kernel(grid, places) @ weights[:-3] + weights[-3] + grid @ weights[-2:]
    coarse = coarse.reshape(_COARSE, _COARSE).astype(np.float32)
    fine = cv2.resize(coarse, (SAMPLES, SAMPLES), interpolation=cv2.INTER_CUBIC)
    x, y = (axis * 10 for axis in directions()[:2])
    for side in (-1, 1):  # the eyeballs, which the face's vertices go round
        fine = fine + 0.12 * blob(x, y, (3.3 * side, -1.6), (1.5, 0.8)) * (directions()[2] > 0)
    return np.asarray(fine, np.float32)


def _face(shape: Shape) -> Plane:
    face = np.loadtxt(Path(__file__).with_name("canonical_face.csv"), delimiter=",") - _MIDDLE
    x, y, z = face[:, 0], -face[:, 1], face[:, 2]
    low = np.clip((y - 2) / 8, 0, 1)
    nose = np.exp(-((x / 1.5) ** 2) - ((y - 1.5) / 2.2) ** 2) * (z > 7)  # noqa: PLR2004 - stands out
    wings = np.exp(-(((y - 2.6) / 1.6) ** 2)) * (np.abs(x) < 2.2)  # noqa: PLR2004 - the nose alone
    cheeks = np.exp(-(((np.abs(x) - 4.6) / 2.2) ** 2) - ((y - 3.4) / 2.4) ** 2)
    x = (
        SLENDER
        * x
        * shape.width
        * (1 + (shape.jaw - 1) * low)
        * (1 + (shape.nose_width - 1) * wings)
    )
    z = z + shape.nose_length * nose + shape.cheeks * cheeks
    return np.stack((x + 0.6 * shape.cheeks * cheeks * np.sign(x), y * shape.length, z), 1)


def _skull(shape: Shape) -> Plane:
    """Answer points of skull and throat wherever the face has none near."""
    number = np.arange(_RAYS) + 0.5
    across, turn = 1 - 2 * number / _RAYS, np.pi * (1 + 5**0.5) * number
    flat = np.sqrt(1 - across**2)
    rays = np.stack((flat * np.cos(turn), across, flat * np.sin(turn)), 1)
    face = _face(shape)
    face = face / np.linalg.norm(face, axis=1)[:, None]
    alone = np.arccos(np.clip(rays @ face.T, -1, 1)).min(axis=1) > _APART
    rays = rays[alone & (rays[:, 2] > _BEHIND)]
    skull = _pierce(rays, _SKULL_AT, _SKULL * (shape.width, shape.length, 1))
    throat = _pierce(rays, _NECK_AT, _NECK * (shape.width, 1, 1))
    low = np.clip((rays[:, 1] + 0.1) / 0.5, 0, 1)
    return np.asarray(rays * (skull * (1 - low) + throat * low)[:, None])


def _pierce(rays: Plane, middle: Plane, radii: Plane) -> Plane:
    """Answer how far from the origin each ray leaves an ellipsoid."""
    ray, start = rays / radii, -middle / radii
    square, mixed = (ray**2).sum(1), ray @ start
    return np.asarray((-mixed + np.sqrt(mixed**2 - square * (start @ start - 1))) / square)


def _project(rays: Plane) -> Plane:
    return np.asarray(rays[:, :2] / (1 + rays[:, 2:]))


def _kernel(these: Plane, those: Plane) -> Plane:
    square = (these**2).sum(1)[:, None] + (those**2).sum(1) - 2 * these @ those.T
    square = np.maximum(square, 1e-12)
    return np.asarray(0.5 * square * cv2.log(square))


def _thin_plate(places: Plane, values: Plane) -> Plane:
    """Answer the weights of the thin plate that bends least through (nearly) all values."""
    count = len(places)
    level = np.hstack((np.ones((count, 1)), places))
    whole = np.zeros((count + 3, count + 3))
    whole[:count, :count] = _kernel(places, places) + _SMOOTHING * np.eye(count)
    whole[:count, count:], whole[count:, :count] = level, level.T
    return np.asarray(np.linalg.solve(whole, np.concatenate((values, np.zeros(3)))))
