"""Puts drawn persons before a camera: one scene, one picture, at any resolution."""

from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.portrait import body
from hardware.camera.portrait.backdrop import Backdrop, draw_backdrop
from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.head import Head, draw_head
from hardware.camera.portrait.light import Plane, as_seen
from hardware.camera.portrait.persons import PERSONS, Hair, Who
from hardware.camera.portrait.shape import EYE_DISTANCE, NATURAL

Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 1280, 720
STANDS = 85.0  # centimetres from the lens, where a photo is taken
_FOCAL = 1.22  # of the picture's longer side: the lens sees 45 degrees
_EYES = 0.425  # of the picture's height, where the eyes are of one whom the camera was set to
_BODY_SCALE = 1.6  # samples in a natural pixel
_CHIN = 128.0  # natural pixels under the eyes, where the body's sprite hangs
_SMEAR = 0.008  # of the width, how far a smeared lens spreads a point


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody else in the picture. Centimetres, as in Pose."""

    person: Who = Who.WALTER
    aside: float = 30.0
    distance: float = 110.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Pose:
    """A scene: who stands how, in what light, before what wall.

    Degrees: `yaw` to the picture's right, `pitch` chin up, `roll` clockwise. Centimetres: `distance`
    from the lens, eyes `aside` to the picture's right of its middle and `height` above the height the
    camera is set to, `breath` of the shoulders. `light` is the lamp's brightness, 1 as it should be;
    `side` -1 from the picture's left alone to 1 from the right alone; `tint` factors on red, green
    and blue. `blur` is how far the head moved during the exposure, in thousandths of the width.
    """

    person: Who = Who.ANNA
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    distance: float = STANDS
    aside: float = 0.0
    height: float = 0.0
    breath: float = 0.0
    gaze: Gaze = field(default_factory=Gaze)
    mouth: Mouth = field(default_factory=Mouth)
    glasses: bool = False
    light: float = 1.0
    side: float = 0.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    backdrop: Backdrop = Backdrop.WALL
    grey: int = 0xC8
    present: bool = True
    bystander: Bystander | None = None
    smeared: bool = False
    blur: float = 0.0


@dataclass(frozen=True, slots=True)
class _Sprite:
    """A part of a person: colours with their cover worked in, cover, its own origin and fineness."""

    colours: Picture
    cover: Picture
    origin: tuple[float, float]
    fine: float


def take_picture(
    pose: Pose,
    width: int = WIDTH,
    height: int = HEIGHT,
    seed: int | None = None,
    noise: float = 1.2,
) -> Picture:
    """Answer the picture (height x width x 3, BGR) that a camera takes of the scene.

    The same for the same pose; with a `seed`, a sensor's noise of `noise` levels lies on it.
    """
    picture = _backdrop(pose.backdrop, pose.grey, pose.side, width, height).copy()
    finer = 1 if max(width, height) <= 2 * WIDTH else 2
    if pose.bystander is not None:
        other = Pose(
            pose.bystander.person,
            distance=pose.bystander.distance,
            aside=pose.bystander.aside,
            height=pose.bystander.height,
            side=pose.side,
        )
        _put_person(picture, other, finer)
    if pose.present:
        _put_person(picture, pose, finer)
    if pose.blur:
        picture = _moved(picture, round(pose.blur * width / 1000))
    if pose.light != 1 or pose.tint != (1.0, 1.0, 1.0):
        picture = cv2.LUT(picture, _exposure(pose.light, pose.tint))
    if pose.smeared:
        picture = cv2.GaussianBlur(picture, (0, 0), _SMEAR * width)
    if seed is not None:
        picture = add_noise(picture, seed, noise)
    return np.asarray(picture, np.uint8)


def add_noise(picture: Picture, seed: int, noise: float) -> Picture:
    """Answer the picture as a sensor of `noise` levels (of 255, deviation) gives it."""
    return np.asarray(
        cv2.add(picture, _grain(seed, picture.shape, noise), dtype=cv2.CV_8U), np.uint8
    )


def inter_eye(pose: Pose, width: int = WIDTH, height: int = HEIGHT) -> float:
    """Answer the distance of the eyes in pixels that the picture has when the head is not turned."""
    return EYE_DISTANCE * PERSONS[pose.person].shape.width * _scale(pose, width, height)


def _scale(pose: Pose, width: int, height: int) -> float:
    return _FOCAL * max(width, height) / pose.distance


def _put_person(picture: Picture, pose: Pose, finer: int) -> None:
    """Lay body and head on the picture."""
    height, width = picture.shape[:2]
    scale = _scale(pose, width, height)
    eyes = (width / 2 + pose.aside * scale, _EYES * height - pose.height * scale)
    size = scale / NATURAL  # of a natural pixel
    person = PERSONS[pose.person]
    held = Head(
        person, pose.yaw, pose.pitch, pose.gaze, pose.mouth, pose.side, glasses=pose.glasses
    )
    if person.cut is Hair.LONG:
        _put(
            picture, _mane(pose.person), size * NATURAL, (eyes[0], eyes[1] + pose.breath * scale), 0
        )
    shoulders = (eyes[0], eyes[1] + (_CHIN + pose.breath * NATURAL) * size)
    _put(picture, _body(pose.person, pose.side), size * NATURAL, shoulders, 0)
    _put(
        picture,
        _head(held, finer),
        scale,
        (eyes[0], eyes[1] + 0.2 * pose.breath * scale),
        pose.roll,
    )


def _put(
    picture: Picture, sprite: _Sprite, scale: float, at: tuple[float, float], roll: float
) -> None:
    """Lay the sprite's origin on the point `at`, `scale` pixels to a centimetre, turned by `roll`."""
    zoom = scale / sprite.fine
    matrix = cv2.getRotationMatrix2D((0.0, 0.0), -roll, zoom)
    matrix[:, 2] = at - matrix[:, :2] @ sprite.origin
    rows, columns = sprite.cover.shape
    corners = np.array(((0, 0, 1), (columns, 0, 1), (0, rows, 1), (columns, rows, 1))) @ matrix.T
    x0, y0 = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(corners.max(0)).astype(int) + 1, picture.shape[1::-1])
    if x1 <= x0 or y1 <= y0:
        return
    matrix[:, 2] -= (x0, y0)
    box = (int(x1 - x0), int(y1 - y0))
    how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    colours = cv2.warpAffine(sprite.colours, matrix, box, flags=how)
    cover = cv2.warpAffine(sprite.cover, matrix, box, flags=how)
    behind = cv2.merge([255 - cover] * 3)
    under = picture[y0:y1, x0:x1]
    picture[y0:y1, x0:x1] = cv2.add(cv2.multiply(under, behind, scale=1 / 255), colours)


def _sprite(colours: Plane, cover: Plane, origin: tuple[float, float], fine: float) -> _Sprite:
    seen = np.asarray(as_seen(colours) * cover[..., None] + 0.5, np.uint8)
    return _Sprite(seen, np.asarray(cover * 255 + 0.5, np.uint8), origin, fine)


@lru_cache(maxsize=32)
def _head(head: Head, finer: int) -> _Sprite:
    drawn = draw_head(head, finer)
    return _sprite(drawn.colours, drawn.cover, drawn.eyes, drawn.fine)


@lru_cache(maxsize=4)
def _body(person: Who, side: float) -> _Sprite:
    drawn = body.draw_body(PERSONS[person], _BODY_SCALE)
    colours = drawn[..., :3] * body.lit_from(side, drawn.shape[1])[None, :, None]
    origin = (body.ORIGIN[0] * _BODY_SCALE, body.ORIGIN[1] * _BODY_SCALE)
    return _sprite(colours, drawn[..., 3], origin, _BODY_SCALE * NATURAL)


@lru_cache(maxsize=4)
def _mane(person: Who) -> _Sprite:
    drawn = body.draw_mane(PERSONS[person], _BODY_SCALE)
    origin = (body.MANE_ORIGIN[0] * _BODY_SCALE, body.MANE_ORIGIN[1] * _BODY_SCALE)
    return _sprite(drawn[..., :3], drawn[..., 3], origin, _BODY_SCALE * NATURAL)


@lru_cache(maxsize=6)
def _backdrop(backdrop: Backdrop, grey: int, side: float, width: int, height: int) -> Picture:
    small = draw_backdrop(backdrop, grey, side, WIDTH, round(WIDTH * height / width))
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _moved(picture: Picture, pixels: int) -> Picture:
    kernel = np.full((1, max(1, pixels)), 1 / max(1, pixels), np.float32)
    return np.asarray(cv2.filter2D(picture, -1, kernel), np.uint8)


@lru_cache(maxsize=32)
def _exposure(light: float, tint: tuple[float, float, float]) -> Picture:
    levels = (np.arange(256) / 255) ** 2.2 * light
    channels = [np.clip(levels * factor, 0, 1) ** (1 / 2.2) * 255 + 0.5 for factor in tint[::-1]]
    return np.stack(channels, -1).astype(np.uint8)[None]


def _grain(seed: int, shape: tuple[int, ...], noise: float) -> NDArray[np.int8]:
    """Answer a part of a field of noise: another for every seed."""
    dice = np.random.default_rng(seed)
    field_of_noise = _noise_field(round(noise, 1))
    side = field_of_noise.shape[0]
    top, left = dice.integers(0, side, 2)
    moved = np.roll(field_of_noise, (int(top), int(left)), (0, 1))
    below, right = max(0, shape[0] - side), max(0, shape[1] - side)
    tiled = cv2.copyMakeBorder(moved, 0, below, 0, right, cv2.BORDER_WRAP)
    return np.asarray(tiled[: shape[0], : shape[1]], np.int8)


@lru_cache(maxsize=2)
def _noise_field(noise: float) -> NDArray[np.int8]:
    drawn = np.random.default_rng(1).normal(0, noise, (1024, 1024, 3))
    return np.asarray(np.clip(drawn.round(), -127, 127), np.int8)
