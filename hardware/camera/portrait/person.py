"""Puts the drawn person before the camera: one pose, one picture, in a few milliseconds."""

from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.portrait import body, head
from hardware.camera.portrait.features import Gaze
from hardware.camera.portrait.light import Plane, as_seen

Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 1280, 720
NATURAL = 1.35  # size of the person at the distance where a photo is taken
_FINE = 1.5  # sprites are drawn this much larger than natural size
_EYES = 310.0  # height of the eyes in the picture at that distance
_TURN_SHIFT = 10.0  # pixels a head moves sideways for a radian of turn


@dataclass(frozen=True, slots=True)
class Pose:
    """How the person stands: head turned (radians to the right), how large, breath, eyes, light.

    `light` is the lamp's brightness, 1 as it should be; `aside` pixels to the right.
    """

    turn: float = 0.0
    size: float = NATURAL
    breath: float = 0.0
    aside: float = 0.0
    gaze: Gaze = field(default_factory=Gaze)
    light: float = 1.0
    present: bool = True
    smeared: bool = False


@dataclass(frozen=True, slots=True)
class _Sprite:
    """A part of the person: colours with their cover worked in, cover, and its own origin."""

    colours: Picture
    cover: Picture
    origin: tuple[float, float]


def take_picture(pose: Pose) -> Picture:
    """Answer the picture (720 x 1280 x 3, BGR) that the camera takes of the pose."""
    picture = _wall().copy()
    if pose.present:
        x, eyes = WIDTH / 2 + pose.aside, _EYES + 40 * (pose.size - NATURAL)
        _put(picture, _body(), pose.size, (x, eyes + 128 * pose.size + pose.breath))
        above = eyes + 0.4 * pose.breath
        for sprite, moves in (
            (_ears(pose.turn), 0.0),
            (_hair(), 0.6),
            (_head(pose.turn, pose.gaze), 1.0),
        ):
            shift = moves * _TURN_SHIFT * pose.turn * pose.size
            _put(picture, sprite, pose.size, (x + shift, above))
    if pose.light != 1:
        picture = cv2.LUT(picture, _exposure(pose.light))
    if pose.smeared:
        picture = cv2.GaussianBlur(picture, (0, 0), 7)
    return np.asarray(picture)


def _put(picture: Picture, sprite: _Sprite, size: float, at: tuple[float, float]) -> None:
    """Lay the sprite's origin on the point `at`, `size` times natural."""
    scale = size / _FINE
    left, top = (at[0] - sprite.origin[0] * size, at[1] - sprite.origin[1] * size)
    height, width = sprite.cover.shape
    x0, y0 = max(0, int(left)), max(0, int(top))
    x1, y1 = (
        min(WIDTH, int(left + width * scale) + 1),
        min(HEIGHT, int(top + height * scale) + 1),
    )
    if x1 <= x0 or y1 <= y0:
        return
    moved = np.array(((scale, 0, left - x0), (0, scale, top - y0)), np.float32)
    box = (x1 - x0, y1 - y0)
    colours = cv2.warpAffine(sprite.colours, moved, box, flags=cv2.INTER_AREA)
    cover = cv2.warpAffine(sprite.cover, moved, box, flags=cv2.INTER_AREA)
    behind = cv2.merge([255 - cover] * 3)
    under = picture[y0:y1, x0:x1]
    picture[y0:y1, x0:x1] = cv2.add(cv2.multiply(under, behind, scale=1 / 255), colours)


def _sprite(drawn: Plane, origin: tuple[float, float]) -> _Sprite:
    cover = drawn[..., 3:]
    colours = np.asarray(as_seen(drawn[..., :3]) * cover + 0.5, np.uint8)
    return _Sprite(colours, np.asarray(cover[..., 0] * 255 + 0.5, np.uint8), origin)


@lru_cache(maxsize=1)
def _wall() -> Picture:
    return as_seen(body.draw_wall(WIDTH, HEIGHT))


@lru_cache(maxsize=1)
def _body() -> _Sprite:
    return _sprite(body.draw_body(_FINE), body.ORIGIN)


@lru_cache(maxsize=1)
def _hair() -> _Sprite:
    return _sprite(head.draw_hair_shell(_FINE), head.ORIGIN)


@lru_cache(maxsize=32)
def _ears(turn: float) -> _Sprite:
    return _sprite(head.draw_ears(turn, _FINE), head.ORIGIN)


@lru_cache(maxsize=64)
def _head(turn: float, gaze: Gaze) -> _Sprite:
    return _sprite(head.draw_head(turn, gaze, _FINE), head.ORIGIN)


@lru_cache(maxsize=32)
def _exposure(light: float) -> Picture:
    levels = (np.arange(256) / 255) ** 2.2 * light
    return np.asarray(np.clip(levels, 0, 1) ** (1 / 2.2) * 255 + 0.5, np.uint8)
