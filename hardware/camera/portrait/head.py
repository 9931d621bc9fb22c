"""The head of the drawn person: turned, lit, with hair, and glasses where some are worn."""

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np

from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.light import Plane, colour, grain, ridge, shade, soft, tint
from hardware.camera.portrait.persons import Hair, Person
from hardware.camera.portrait.rays import FINE, LEFT, TOP, Look, carried, look
from hardware.camera.portrait.shading import Shaded, shade_head
from hardware.camera.portrait.shape import EYES
from hardware.camera.portrait.skin import ORIGIN as FACE_ORIGIN
from hardware.camera.portrait.skin import painted

_CRISP = 4.0  # the silhouette's edge is that much steeper than it was found
_FRAME = colour(38, 34, 34)


@dataclass(frozen=True, slots=True)
class Head:
    """How a head is held and what its face does. Degrees: yaw to the picture's right, chin up.

    `side` is where the light comes from: -1 from the picture's left alone, 0 as it should be.
    """

    person: Person
    yaw: float = 0.0
    pitch: float = 0.0
    gaze: Gaze = field(default_factory=Gaze)
    mouth: Mouth = field(default_factory=Mouth)
    side: float = 0.0
    glasses: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """Linear colours (premultiplied) with cover, and where the middle between the eyes lies.

    `fine` samples are a centimetre.
    """

    colours: Plane
    cover: Plane
    eyes: tuple[float, float]
    fine: float


def draw_head(head: Head, finer: int) -> Drawn:
    """Draw it with `finer` times the samples of a preview."""
    seen = look(head.person, head.yaw, head.pitch)
    fine = FINE * finer
    rows, columns = np.nonzero(seen.cover > 0.5)  # noqa: PLR2004 - the edge
    top, bottom = rows.min() - 2, rows.max() + 3
    left, right = columns.min() - 2, columns.max() + 3
    size = ((right - left) * finer, (bottom - top) * finer)
    shaded = shade_head(head.person, seen.turned, seen.places[top:bottom, left:right], head.side)
    edge = _finer(seen.cover[top:bottom, left:right], size)
    cover = np.clip((edge - 0.62) * _CRISP * finer + 0.5, 0, 1)
    colours = _skin(head, shaded, finer, size)
    if head.person.cut is not Hair.NONE:
        colours = _with_hair(colours, head.person, shaded, size)
    eyes = seen.turned @ np.array((0, EYES, 5.5)) + carried(seen.turned)
    at = ((eyes[0] - LEFT - left / FINE) * fine, (eyes[1] - TOP - top / FINE) * fine)
    if head.glasses:
        colours = _with_glasses(colours, seen, fine, (LEFT + left / FINE, TOP + top / FINE))
    return Drawn(colours, cover, at, fine)


def _finer(plane: Plane, size: tuple[int, int]) -> Plane:
    if (plane.shape[1], plane.shape[0]) == size:
        return plane
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _skin(head: Head, shaded: Shaded, finer: int, size: tuple[int, int]) -> Plane:
    """Answer the painted face as it lies on the head, lit."""
    scale = 1.5 * finer
    skin = cv2.remap(
        painted(head.person, head.gaze, head.mouth, scale),
        (_finer(shaded.face_x, size) + FACE_ORIGIN[0]) * np.float32(scale) - np.float32(0.5),
        (_finer(shaded.face_y, size) + FACE_ORIGIN[1]) * np.float32(scale) - np.float32(0.5),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    skin = tint(skin, colour(*head.person.skin), _finer(shaded.behind, size))
    skin = tint(skin, colour(*head.person.red) * 0.8, _finer(0.35 * shaded.ear, size))
    return np.asarray(skin * _finer(shaded.light, size) + _finer(shaded.added, size), np.float32)


def _with_hair(skin: Plane, person: Person, shaded: Shaded, size: tuple[int, int]) -> Plane:
    x, y = _finer(shaded.x, size), _finer(shaded.y, size)
    above, key = _finer(shaded.above_hair, size), _finer(shaded.key, size)
    strand = _strand(x, y)
    cover = soft(4, -4, above + 5 * strand) * (1 - _finer(shaded.bare_ear, size))
    skin = shade(skin, 0.3 * soft(14, 0, above) * (cover < 1))
    bright = (0.42 + 0.8 * key) * np.clip(1 + 0.3 * strand, 0.3, 2)
    shine = ridge((y + 118 + 0.0016 * x * x) / 16) * (0.8 + 0.5 * strand) * key
    hair = colour(*person.hair) * bright[..., None]
    hair = tint(hair, colour(*person.shine), np.clip(0.34 * shine, 0, 0.6))
    return tint(skin, np.clip(hair, 0, None), cover)


def _strand(x: Plane, y: Plane) -> Plane:
    """Answer strands that fall outwards from a parting above the forehead."""
    angle, away = np.arctan2(x + 22, y + 215), np.hypot(x + 22, y + 215)
    return np.asarray(
        cv2.remap(
            _strands(),
            ((angle / np.pi + 1) * 1000 % 1023).astype(np.float32),
            (away * 2.2 % 1023).astype(np.float32),
            cv2.INTER_LINEAR,
        )
    )


@cache
def _strands() -> Plane:
    return 0.6 * grain((1024, 1024), 1.1, 20, 12) + 0.4 * grain((1024, 1024), 0.8, 6, 13)


def _with_glasses(colours: Plane, seen: Look, fine: float, corner: tuple[float, float]) -> Plane:
    angle = np.linspace(0, 2 * np.pi, 60)
    drawn = np.zeros(colours.shape[:2], np.uint8)
    lines = []
    for side in (-1, 1):
        rim_x = side * 3.3 + 2.35 * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.7
        rim_y = EYES + 0.35 + 1.75 * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.7
        lines.append(np.stack((rim_x, rim_y, np.full_like(angle, 7.2)), 1))
        lines.append(np.array(((side * 5.6, EYES, 7.1), (side * 7.7, EYES, 2.0))))
    lines.append(np.array(((-1.0, EYES - 0.2, 7.3), (0, EYES - 0.45, 7.6), (1.0, EYES - 0.2, 7.3))))
    for line in lines:
        view = line @ seen.turned.T + carried(seen.turned)
        points = ((view[:, :2] - corner) * fine * 16).round().astype(np.int32)
        cv2.polylines(drawn, [points], False, 255, max(1, round(0.24 * fine)), cv2.LINE_AA, 4)
    return tint(colours, _FRAME, drawn.astype(np.float32) / 255)
