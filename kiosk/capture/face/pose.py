"""Tells how a head is turned, by laying the shape of a mean face over the mesh of this one."""

import math

import numpy as np
from numpy import float64
from numpy.typing import NDArray

from kiosk.capture.face.measures import Pose
from kiosk.capture.face.mesh import Points

Matrix = NDArray[float64]

# Points of the mesh that no expression moves, left and right (the same one in the middle), with
# their place on the left: centimetres to the right, up, and towards the viewer. From the canonical
# face of MediaPipe (Apache-2.0), looking straight ahead, without chin, mouth and brows. The jaw's sides
# are hardly moved by a mouth that opens, and tell pitch.
_SHAPE = (
    (21, 251, -7.09, 5.43, 0.10),
    (33, 263, -4.45, 2.66, 3.17),
    (50, 280, -4.77, -0.70, 3.53),
    (54, 284, -6.28, 6.62, 1.43),
    (58, 288, -6.72, -4.79, -1.75),
    (67, 297, -3.52, 8.01, 3.73),
    (93, 323, -7.54, -1.05, -2.43),
    (98, 327, -1.41, -1.71, 5.24),
    (103, 332, -5.13, 7.49, 2.66),
    (116, 345, -6.47, 0.94, 1.69),
    (117, 346, -5.26, 0.95, 2.97),
    (127, 356, -7.74, 2.36, -2.01),
    (129, 358, -1.79, -0.98, 4.85),
    (132, 361, -7.27, -2.89, -2.25),
    (133, 362, -1.86, 2.59, 3.76),
    (136, 365, -5.09, -7.18, 0.71),
    (139, 368, -6.85, 3.66, 0.72),
    (143, 372, -6.41, 2.24, 1.56),
    (162, 389, -7.56, 4.11, -0.99),
    (172, 397, -5.94, -6.22, -0.63),
    (234, 454, -7.66, 0.67, -2.44),
    (4, 4, 0.00, -0.46, 7.59),
    (5, 5, 0.00, 0.37, 7.24),
    (195, 195, 0.00, 1.06, 6.77),
    (197, 197, 0.00, 1.73, 6.32),
    (6, 6, 0.00, 2.47, 5.79),
    (168, 168, 0.00, 3.27, 5.24),
    (8, 8, 0.00, 4.02, 5.28),
    (9, 9, 0.00, 4.89, 5.39),
    (151, 151, 0.00, 6.55, 5.03),
    (10, 10, 0.00, 8.26, 4.48),
)


def measure_pose(points: Points) -> Pose:
    """Answer the pose of a mesh (468 x 3, as `Mesh` has them).

    Turning, scaling and moving the mean face until it lies best on this one (least squares,
    Umeyama 1991) tells the turn; depth counts like the rest. Yaw and pitch are what is left when roll
    is undone, as in the picture that is cropped from this one.
    """
    found = points[_INDICES].astype(float64) * (1, -1, -1)  # y up, z towards the viewer
    outer = (found - found.mean(axis=0)).T @ _MEAN_FACE
    u, _, v = np.linalg.svd(outer)
    turn = u @ np.diag((1, 1, np.sign(np.linalg.det(u @ v)))) @ v
    roll = math.atan2(-turn[1, 0], turn[0, 0])
    cos, sin = math.cos(roll), math.sin(roll)
    upright: Matrix = np.array(((cos, -sin, 0), (sin, cos, 0), (0, 0, 1))) @ turn
    yaw = math.atan2(-upright[2, 0], upright[0, 0])
    pitch = math.atan2(upright[1, 2], upright[1, 1])
    return Pose(math.degrees(yaw), math.degrees(pitch), math.degrees(roll))


def _mean_face() -> tuple[tuple[int, ...], Matrix]:
    indices: list[int] = []
    places: list[tuple[float, float, float]] = []
    for left, right, x, y, z in _SHAPE:
        indices.append(left)
        places.append((x, y, z))
        if right != left:
            indices.append(right)
            places.append((-x, y, z))
    shape = np.array(places, float64)
    return tuple(indices), shape - shape.mean(axis=0)


_POINTS, _MEAN_FACE = _mean_face()
_INDICES = list(_POINTS)
