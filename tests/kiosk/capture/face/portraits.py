"""Portraits whose heads are turned: their faces laid over the shape of a mean head."""

from pathlib import Path

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from kiosk.bench.capture.portraits import WALL, Pixels, before_the_wall, mesh_of

ROOT = Path(__file__).resolve().parents[4]
MEAN_HEAD = ROOT / "hardware/camera/portrait/canonical_face.csv"


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
