"""Portraits in the public domain as a terminal's camera would take them, and what can spoil them."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from kiosk.bench.scene import NotMeasured
from kiosk.capture.face.detection import detect
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.mesh import find_mesh
from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.capture.face.models import load_models
from kiosk.capture.face.person import mask_person
from kiosk.capture.face.picture import take_in

Pixels = NDArray[uint8]
SAMPLES = Path(__file__).resolve().parents[3] / ".samples"
WALL = 200
LIGHT, DARK = "biden.jpg", "obama.jpg"
"""One of light and one of dark skin, looking into the camera."""


def sample(name: str) -> Pixels:
    picture = cv2.imread(str(SAMPLES / name))
    if picture is None:
        raise NotMeasured(f"{SAMPLES / name} is not there; ./dev setup fetches it.")
    return np.asarray(picture, uint8)


@cache
def _measurer() -> FaceMeasurer:
    return FaceMeasurer(load_models(BESIDE_THE_CODE))


@cache
def upright(name: str) -> tuple[Pixels, Pixels]:
    """Answer the portrait as 1280 x 720, its eyes level, 160 pixels apart, and the person's share, 0 to 255."""
    raw = sample(name)
    face = _measurer().measure(raw).face
    if face is None:
        raise NotMeasured(f"No face is found in {SAMPLES / name}.")
    where = face.geometry
    factor = 160 / where.inter_eye
    moved = cv2.getRotationMatrix2D(where.eyes, where.pose.roll, factor)
    moved[:, 2] += np.array((640, 300)) - where.eyes
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    picture = cv2.warpAffine(raw, moved, (1280, 720), flags=way, borderMode=cv2.BORDER_REPLICATE)
    mask = mask_person(load_models(BESIDE_THE_CODE), take_in(np.asarray(picture, uint8)).small)
    soft = np.clip((cv2.resize(mask, (1280, 720)) - 0.3) / 0.4, 0, 1) * 255
    # A camera exposes for the wall: the face is as bright as the room makes it.
    gain = {LIGHT: 1.5}.get(name, 1.0)
    return np.clip(picture * gain, 0, 255).astype(uint8), soft.astype(uint8)


def before_the_wall(name: str, level: int | Pixels = WALL) -> Pixels:
    """Answer the portrait before a plain wall, or before `level` as a picture."""
    picture, mask = upright(name)
    wall = level if isinstance(level, np.ndarray) else np.full_like(picture, level)
    share = mask[..., None].astype(np.float32) / 255
    noise = np.random.default_rng(7).normal(0, 1.0, picture.shape)
    return np.clip(picture * share + (wall + noise) * (1 - share), 0, 255).astype(uint8)


def rolled(picture: Pixels, degrees: float) -> Pixels:
    """Turn it clockwise about the eyes."""
    turn = cv2.getRotationMatrix2D((640, 300), -degrees, 1)
    return _warped(picture, turn)


def sized(picture: Pixels, factor: float) -> Pixels:
    return _warped(picture, cv2.getRotationMatrix2D((640, 300), 0, factor))


def shifted(picture: Pixels, right: float, down: float) -> Pixels:
    return _warped(picture, np.array(((1, 0, right), (0, 1, down)), np.float32))


def _warped(picture: Pixels, matrix: NDArray[np.floating]) -> Pixels:
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(
        cv2.warpAffine(
            picture, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        ),
        uint8,
    )


def blurred(picture: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), uint8)


def smeared(picture: Pixels, length: int) -> Pixels:
    """Let the head move sideways while it is taken."""
    return np.asarray(cv2.filter2D(picture, -1, np.full((1, length), 1 / length)), uint8)


def exposed(picture: Pixels, gain: float) -> Pixels:
    """Give it `gain` times the light."""
    level = np.arange(256) / 255
    linear = np.clip(level**2.2 * gain, 0, 1) ** (1 / 2.2) * 255
    return np.asarray(cv2.LUT(picture, np.rint(linear).astype(uint8)), uint8)


def lit_from_the_side(picture: Pixels, depth: float) -> Pixels:
    """Take `depth` of the light from the left half, fading in over the face."""
    across = np.clip((np.arange(picture.shape[1]) - 540) / 200, 0, 1)[None, :, None]
    light = (1 - depth) + depth * across
    linear = (picture / 255) ** 2.2 * light
    return np.asarray(np.clip(linear, 0, 1) ** (1 / 2.2) * 255, uint8)


def tinted(picture: Pixels, blue: float, green: float, red: float) -> Pixels:
    return np.asarray(np.clip(picture * np.array((blue, green, red)), 0, 255), uint8)


def shut(picture: Pixels, mesh: NDArray[np.float32]) -> Pixels:
    """Draw the skin under the brows down over both eyes, to where the lower lids are."""
    height, width = picture.shape[:2]
    down, across = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    rows, columns = np.meshgrid(down, across, indexing="ij")
    source = rows.copy()
    for start, end, brow, upper, lower in (
        (33, 133, (70, 63, 105, 66, 107), (246, 161, 160, 159, 158, 157, 173), _LOWER_LIDS[0]),
        (362, 263, (336, 296, 334, 293, 300), (398, 384, 385, 386, 387, 388, 466), _LOWER_LIDS[1]),
    ):
        lines = [
            _line(mesh, (start, *upper, end), columns),
            _line(mesh, (start, *lower, end), columns),
        ]
        top = np.full_like(rows, mesh[list(brow), 1].mean() + 4)
        inside = (columns > mesh[start, 0]) & (columns < mesh[end, 0])
        upper_lid, lower_lid = lines[0] - 2, lines[1]
        part = (rows - top) / np.maximum(lower_lid - top, 1)
        eye = inside & (part >= 0) & (part <= 1)
        source = np.where(eye, top + part * (upper_lid - top), source)
    closed = cv2.remap(picture, columns, source.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(closed, uint8)


_LOWER_LIDS = ((7, 163, 144, 145, 153, 154, 155), (382, 381, 380, 374, 373, 390, 249))


def _line(
    mesh: NDArray[np.float32], indices: tuple[int, ...], columns: NDArray[np.float32]
) -> NDArray[np.float32]:
    points = mesh[list(indices), :2]
    points = points[points[:, 0].argsort()]
    return np.interp(columns, points[:, 0], points[:, 1]).astype(np.float32)


def mesh_of(picture: Pixels) -> NDArray[np.float32]:
    models = load_models(BESIDE_THE_CODE)
    mesh = find_mesh(models.landmarks, picture, detect(models.detection, picture)[0])
    if mesh is None:
        raise NotMeasured("The portrait's face has no mesh.")
    return mesh.points
