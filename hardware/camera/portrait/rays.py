"""Looks at a turned head: which place of its surface each pixel sees."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

import cv2
import numpy as np

from hardware.camera.portrait.light import Plane
from hardware.camera.portrait.persons import Person
from hardware.camera.portrait.shape import REACH, SAMPLES, radii

FINE = 20.0  # pixels in a centimetre
LEFT, TOP, WIDTH, HEIGHT = (
    -11.0,
    -17.0,
    22.0,
    30.0,
)  # of the view, centimetres round the head's middle
_PIVOT = np.array((0.0, 7.0, -3.0))  # where the neck carries the head
_COARSER = 4
_FRONT, _BACK = 13.0, -9.0
_STEPS, _STEP = 26, 0.85
_REFINE, _RELAX = 9, 0.75
_HOLE = (9, 9)  # pixels
_EDGE = 2.0  # pixels, in which the silhouette fades


@dataclass(frozen=True, slots=True)
class Look:
    """For every pixel of the view the place on the head (x, y, z), and how much the head covers it.

    The cover fades from 1 to 0 over some pixels; its edge is where it is a half.
    """

    places: Plane
    cover: Plane
    turned: Plane


def turning(yaw: float, pitch: float) -> Plane:
    """Answer the rotation from head to view. Degrees: yaw to the picture's right, pitch chin up."""
    y, p = radians(yaw), radians(pitch)
    about_upright = np.array(((cos(y), 0, sin(y)), (0, 1, 0), (-sin(y), 0, cos(y))))
    nod = np.array(((1, 0, 0), (0, cos(p), -sin(p)), (0, sin(p), cos(p))))
    return np.asarray(about_upright @ nod, np.float32)


def carried(turned: Plane) -> Plane:
    """Answer by how much the head's middle moves when it turns on the neck."""
    return np.asarray(_PIVOT - turned @ _PIVOT, np.float32)


@lru_cache(maxsize=12)
def look(person: Person, yaw: float, pitch: float) -> Look:
    turned = turning(yaw, pitch)
    surface = radii(person)
    rough = _march(surface, turned)
    size = (round(WIDTH * FINE), round(HEIGHT * FINE))
    depth = cv2.resize(rough, size, interpolation=cv2.INTER_LINEAR) + 0.5
    x, y = _view(FINE)
    nearest = np.full_like(depth, np.inf)
    best = depth
    for _ in range(_REFINE):
        off = _outside(surface, _in_head(turned, x, y, depth))
        closer = np.abs(off) < np.abs(nearest)
        nearest, best = np.where(closer, off, nearest), np.where(closer, depth, best)
        depth = np.maximum(depth - _RELAX * off, _BACK)
    places = np.dstack(_in_head(turned, x, y, best))
    return Look(places, _silhouette(nearest), turned)


def _silhouette(missed: Plane) -> Plane:
    """Answer the head's cover, without holes where grazing rays stay unsettled, soft at its edge."""
    hit = (missed < 1.5 / FINE).astype(np.uint8)
    hit = cv2.morphologyEx(
        hit, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, _HOLE)
    )
    contours, _ = cv2.findContours(hit, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    solid = np.zeros(hit.shape, np.float32)
    cv2.drawContours(solid, [max(contours, key=len)], -1, 1.0, cv2.FILLED)
    return np.asarray(cv2.GaussianBlur(solid, (0, 0), _EDGE), np.float32)


def on_plane(places: Plane) -> tuple[Plane, Plane]:
    """Answer the samples (column, row) of `shape`'s plane that lie in the direction of the places."""
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    away = np.sqrt(x * x + y * y + z * z) + z
    scale = (SAMPLES - 1) / (2 * REACH)
    near = np.maximum(away, 0.05)
    return (x / near + REACH) * scale, (y / near + REACH) * scale


def _march(surface: Plane, turned: Plane) -> Plane:
    """Answer how deep the view's rays first meet the head, or come nearest to it, coarsely."""
    x, y = _view(FINE / _COARSER)
    depth = np.full_like(x, _FRONT)
    best, nearest = depth.copy(), np.full_like(x, np.inf)
    inside = np.zeros(x.shape, bool)
    for step in range(_STEPS):
        depth = np.full_like(x, _FRONT - _STEP * step)
        off = _outside(surface, _in_head(turned, x, y, depth))
        take = ~inside & (off < nearest)
        best, nearest = np.where(take, depth, best), np.where(take, off, nearest)
        inside |= off < 0
    return np.asarray(best, np.float32)


def _view(fine: float) -> tuple[Plane, Plane]:
    columns, rows = round(WIDTH * fine), round(HEIGHT * fine)
    across = LEFT + (np.arange(columns, dtype=np.float32) + 0.5) / fine
    down = TOP + (np.arange(rows, dtype=np.float32) + 0.5) / fine
    x, y = np.meshgrid(across, down)
    return x, y


def _in_head(turned: Plane, x: Plane, y: Plane, z: Plane) -> tuple[Plane, Plane, Plane]:
    """Answer where the view's places lie in the head (the inverse of a rotation is its transpose)."""
    moved = carried(turned)
    x, y, z = x - moved[0], y - moved[1], z - moved[2]
    a, b, c = (turned[0, i] * x + turned[1, i] * y + turned[2, i] * z for i in range(3))
    return a, b, c


def _outside(surface: Plane, place: tuple[Plane, Plane, Plane]) -> Plane:
    """Answer how far outside the surface places lie, along the direction from the head's middle."""
    x, y, z = place
    length = np.sqrt(x * x + y * y + z * z)
    near = np.maximum(length + z, 0.05)
    scale = np.float32((SAMPLES - 1) / (2 * REACH))
    across, down = (x / near + np.float32(REACH)) * scale, (y / near + np.float32(REACH)) * scale
    reach = cv2.remap(surface, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(length - reach)
