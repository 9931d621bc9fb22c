"""Lays the mesh of 468 points over a face: from where it was detected, or was a moment ago."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy import float32, uint8
from numpy.typing import NDArray

from kiosk.capture.face.detection import Detection
from kiosk.capture.face.measures import Geometry, Place
from kiosk.capture.face.models import Network, Pixels

Points = NDArray[float32]
LEAST_PRESENCE = 0.5
_ROOM = 1.5  # side of the square that the network looks at / the face's longer side
_MORE_PASSES = 2  # after these, another one moves the points by a hundredth of the eyes' distance
# How far a face may move (share of the square's side), grow (share) and tilt (radians) in its square.
_CALM_PLACE, _CALM_SIZE, _CALM_ANGLE = 0.04, 0.06, 0.045
_LEAST_SIDE = 8.0  # pixels of a face of which anything could be told

# The mesh's numbering, left and right as in the picture.
LEFT_EYE, RIGHT_EYE = (33, 133), (362, 263)  # corners, from left to right
CHIN, FOREHEAD = 152, 10
LEFT_SIDE, RIGHT_SIDE = 234, 454


@dataclass(frozen=True, slots=True)
class Region:
    """A square of the picture, turned by `angle` radians clockwise."""

    x: float
    y: float
    side: float
    angle: float

    def cut(self, picture: Pixels, size: int) -> tuple[Pixels, Points]:
        """Answer the region upright as size x size, and the 2 x 3 matrix from there to the picture."""
        scale = self.side / size
        cos, sin = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        half = size / 2
        back = np.array(
            (
                (cos, -sin, self.x - half * cos + half * sin),
                (sin, cos, self.y - half * sin - half * cos),
            ),
            float32,
        )
        seen = cv2.warpAffine(
            picture, back, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        )
        return np.asarray(seen, uint8), back

    def scaled(self, scale: float) -> "Region":
        return Region(self.x * scale, self.y * scale, self.side * scale, self.angle)

    def serves_for(self, other: "Region") -> bool:
        """Answer whether a face that would have the `other` region is well seen in this one."""
        return (
            math.dist((self.x, self.y), (other.x, other.y)) < _CALM_PLACE * self.side
            and abs(math.log(other.side / self.side)) < _CALM_SIZE
            and abs(math.remainder(other.angle - self.angle, math.tau)) < _CALM_ANGLE
        )


@dataclass(frozen=True, slots=True)
class Mesh:
    """`points` are 468 x 3: x and y in pixels, depth in the same unit, growing away from the camera.

    `region` is where the network should look to see this face again.
    """

    points: Points
    presence: float
    region: Region

    def place(self, index: int) -> Place:
        x, y = self.points[index, :2]
        return float(x), float(y)

    def middle(self, indices: tuple[int, ...]) -> Place:
        x, y = self.points[list(indices), :2].mean(axis=0)
        return float(x), float(y)

    def gap(self, one: int, other: int) -> float:
        return math.dist(self.place(one), self.place(other))

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """The box around it: left, top, right, bottom."""
        left, top = self.points[:, :2].min(axis=0)
        right, bottom = self.points[:, :2].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def rows_and_columns(self, picture: Pixels) -> tuple[slice, slice] | None:
        """Answer rows and columns of the picture that hold the mesh; None where it lies beside it."""
        height, width = picture.shape[:2]
        left, top, right, bottom = self.edges
        x0, y0 = max(0, math.floor(left)), max(0, math.floor(top))
        x1, y1 = min(width, math.ceil(right) + 1), min(height, math.ceil(bottom) + 1)
        return (slice(y0, y1), slice(x0, x1)) if x1 > x0 and y1 > y0 else None

    def scaled(self, scale: float) -> "Mesh":
        """Answer the mesh as it lies in a picture `scale` times the size."""
        points = np.asarray(self.points * np.float32(scale), float32)
        return Mesh(points, self.presence, self.region.scaled(scale))


def outline(points: Points) -> Points:
    """Answer the outer line of a mesh (n x 2)."""
    hull = cv2.convexHull(np.ascontiguousarray(points[:, :2], float32))
    return np.asarray(hull[:, 0], float32)


def find_mesh(network: Network, picture: Pixels, detection: Detection) -> Mesh | None:
    """Answer the mesh of a detected face, each pass from where the one before lay.

    None where the network sees no face there: it lays a mesh over anything.
    """
    left, right = detection.eyes
    first = Region(
        detection.left + detection.width / 2,
        detection.top + detection.height / 2,
        max(detection.width, detection.height) * _ROOM,
        _angle(left, right),
    )
    mesh = _lay(network, picture, first)
    for _ in range(_MORE_PASSES):
        mesh = mesh and _lay(network, picture, mesh.region)
    return mesh


def follow_mesh(network: Network, picture: Pixels, before: Geometry, scale: float) -> Mesh | None:
    """Answer the mesh of a face that was there a moment ago, in one pass; None as `find_mesh`.

    The picture is `scale` times the one that `before` has its places in.
    """
    if before.region is None:
        return None
    region = Region(*before.region).scaled(scale)
    mesh = _lay(network, picture, region)
    # Looked at through another square, the points of a face that keeps still wander a little.
    if mesh and region.serves_for(mesh.region):
        return Mesh(mesh.points, mesh.presence, region)
    return mesh


def _lay(network: Network, picture: Pixels, region: Region) -> Mesh | None:
    if not _LEAST_SIDE <= region.side < 8 * max(picture.shape):
        return None
    seen, back = region.cut(picture, network.width)
    presence, values = network.run(seen, 0, 1 / 255)
    raw = values.reshape(-1, 3)
    scale = region.side / network.width
    flat = raw[:, :2] @ back[:, :2].T + back[:, 2]
    points = np.column_stack((flat, raw[:, 2] * scale)).astype(float32)
    sure = 1 / (1 + math.exp(-max(-80.0, min(80.0, float(presence[0])))))
    # Written so that what is no number is no face either.
    if not (sure >= LEAST_PRESENCE and np.isfinite(points).all()):
        return None
    mesh = Mesh(points, sure, region)
    left, right = mesh.middle(LEFT_EYE), mesh.middle(RIGHT_EYE)
    if math.dist(left, right) < _LEAST_SIDE / 4 or mesh.gap(CHIN, FOREHEAD) < _LEAST_SIDE:
        return None
    start, top, end, bottom = mesh.edges
    side = max(end - start, bottom - top) * _ROOM
    around = Region((start + end) / 2, (top + bottom) / 2, side, _angle(left, right))
    return Mesh(points, sure, around)


def _angle(left: Place, right: Place) -> float:
    return math.atan2(right[1] - left[1], right[0] - left[0])
