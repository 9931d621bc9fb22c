"""Portraits in the public domain as a terminal's camera would take them, and what can spoil them."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.detection import detect
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.mesh import find_mesh
from kiosk.capture.face.model_files import BESIDE_THE_CODE
from kiosk.capture.face.models import load_models
from kiosk.capture.face.person import mask_person
from kiosk.capture.face.picture import take_in

Pixels = NDArray[uint8]
SAMPLES = Path(__file__).resolve().parents[4] / ".samples"
MEAN_HEAD = SAMPLES.parent / "hardware/camera/portrait/canonical_face.csv"
WALL = 200
LIGHT, DARK = "biden.jpg", "obama.jpg"
"""One of light and one of dark skin, looking into the camera."""


def sample(name: str) -> Pixels:
    picture = cv2.imread(str(SAMPLES / name))
    if picture is None:
        pytest.fail(f"{SAMPLES / name} is not there; ./dev setup fetches it.")
    return np.asarray(picture, uint8)


@cache
def _measurer() -> FaceMeasurer:
    return FaceMeasurer(load_models(BESIDE_THE_CODE))


@cache
def upright(name: str) -> tuple[Pixels, Pixels]:
    """Answer the portrait upright as 720 x 1280, eyes 160 pixels apart, and the person's share, 0 to 255."""
    raw = sample(name)
    face = _measurer().measure(raw).face
    assert face
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


def turned(name: str, yaw: float, pitch: float) -> Pixels:
    """Lay the portrait's face over the shape of a mean head, and turn that: right, and chin up.

    In degrees, seen from 85 cm away. Behind it is a head without features.
    """
    picture = before_the_wall(name)
    points = mesh_of(picture)
    shape = np.loadtxt(MEAN_HEAD, delimiter=",", comments="#")
    spun = (turn_matrix(yaw, pitch) @ shape.T).T
    nearer = 85 / (85 - spun[:, 2:])
    flat = spun[:, :2] * nearer * (18, -18) + (640, 330)
    places = np.column_stack((flat, -spun[:, 2])).astype(np.float32)
    canvas = _bald_head(picture, points, yaw, pitch)
    plane = np.ascontiguousarray(shape[:, :2] * 10 + 500, np.float32)
    for corners in sorted(
        _triangles(plane), key=lambda three: -float(places[list(three), 2].mean())
    ):
        _lay_triangle(picture, canvas, points[list(corners), :2], places[list(corners), :2])
    return canvas


def _bald_head(picture: Pixels, points: NDArray[np.float32], yaw: float, pitch: float) -> Pixels:
    canvas = np.full_like(picture, WALL)
    right, up, _ = turn_matrix(yaw, pitch) @ (0, 2, -3.5)
    cheek = points[205].astype(int)
    dark = [0.6 * float(value) for value in picture[cheek[1], cheek[0]]]
    cv2.rectangle(canvas, (545, 330), (735, 720), dark, -1)
    middle = (int(640 + 18 * right), int(330 - 18 * up))
    cv2.ellipse(canvas, middle, (150, 200), 0, 0, 360, dark, -1)
    return canvas


def mesh_of(picture: Pixels) -> NDArray[np.float32]:
    models = load_models(BESIDE_THE_CODE)
    mesh = find_mesh(models.landmarks, picture, detect(models.detection, picture)[0])
    assert mesh
    return mesh.points


def turn_matrix(yaw: float, pitch: float) -> NDArray[np.float64]:
    """Answer the turn in coordinates right, up, towards the viewer; pitch first."""
    y, p = np.radians((yaw, pitch))
    up = np.array(((1, 0, 0), (0, np.cos(p), np.sin(p)), (0, -np.sin(p), np.cos(p))))
    right = np.array(((np.cos(y), 0, np.sin(y)), (0, 1, 0), (-np.sin(y), 0, np.cos(y))))
    return np.asarray(right @ up)


def _triangles(points: NDArray[np.float32]) -> list[tuple[int, int, int]]:
    """Answer a net over points of a plane (n x 2), none of them twice."""
    plane = cv2.Subdiv2D((0, 0, 1280, 720))
    numbers: dict[tuple[float, float], int] = {}
    for number, (x, y) in enumerate(points[:, :2]):
        plane.insert((float(x), float(y)))
        numbers[round(float(x), 2), round(float(y), 2)] = number
    found = []
    for corners in plane.getTriangleList():
        places = [(round(float(x), 2), round(float(y), 2)) for x, y in corners.reshape(3, 2)]
        if all(place in numbers for place in places):
            one, other, third = (numbers[place] for place in places)
            found.append((one, other, third))
    return found


def _lay_triangle(
    picture: Pixels, canvas: Pixels, start: NDArray[np.float32], end: NDArray[np.float32]
) -> None:
    low = np.maximum(np.floor(end.min(axis=0)).astype(int) - 1, 0)
    high = np.minimum(np.ceil(end.max(axis=0)).astype(int) + 2, (1280, 720))
    if (high <= low).any():
        return
    moved = cv2.getAffineTransform(start, (end - low).astype(np.float32))
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    piece = cv2.warpAffine(picture, moved, size, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((size[1], size[0]), uint8)
    cv2.fillConvexPoly(mask, np.rint((end - low) * 16).astype(np.int32), 255, shift=4)
    canvas[low[1] : high[1], low[0] : high[0]][mask > 0] = piece[mask > 0]
