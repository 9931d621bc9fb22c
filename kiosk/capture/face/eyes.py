"""Looks into the eyes of a face: how far the lids are open, where the irises stand, whether pupils are red."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.capture.face.measures import Place
from kiosk.capture.face.mesh import LEFT_EYE, RIGHT_EYE, Mesh, Points, Region
from kiosk.capture.face.models import Network, Pixels

_ROOM = 2.3  # side of the square that the network looks at / an eye's width
_CORNERS = (0, 8)
_LOWER, _UPPER = slice(1, 8), slice(9, 16)  # points of the lids between the corners
_PUPIL = 0.45  # radius / the iris's, as in a room's light


@dataclass(frozen=True, slots=True)
class Eye:
    """`opening` is lid gap / width, `along` and `across` place the iris on the axis of the corners.

    `along` is 0 to 1 from the picture's left, `across` grows downwards in the same unit. `redness` is
    how far red stands above green and blue in the pupil, 0 to 1.
    """

    opening: float
    along: float
    across: float
    redness: float


def look_into_eyes(network: Network, picture: Pixels, mesh: Mesh) -> tuple[Eye, Eye] | None:
    """Answer the picture's left and right eye; None where one cannot be measured."""
    left = _look(network, picture, mesh, LEFT_EYE, mirrored=False)
    # The network knows one eye only: the other one is shown to it in a mirror.
    right = _look(network, picture, mesh, RIGHT_EYE, mirrored=True)
    return (left, right) if left and right else None


def _look(
    network: Network, picture: Pixels, mesh: Mesh, corners: tuple[int, int], *, mirrored: bool
) -> Eye | None:
    start, end = (mesh.place(corner) for corner in corners)
    width = math.dist(start, end)
    if width < 1:
        return None
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    region = Region(x, y, width * _ROOM, math.atan2(end[1] - start[1], end[0] - start[0]))
    seen, back = region.cut(picture, network.width)
    iris, lids = network.run(np.ascontiguousarray(seen[:, ::-1]) if mirrored else seen, 0, 1 / 255)
    points = _unmirrored(iris, network.width, mirrored=mirrored)
    contour = _unmirrored(lids, network.width, mirrored=mirrored)
    first, last = contour[_CORNERS[0]], contour[_CORNERS[1]]
    span = float(np.linalg.norm(last - first))
    if not (span >= 1 and np.isfinite(contour).all() and np.isfinite(points).all()):
        return None
    gaps = np.linalg.norm(contour[_UPPER] - contour[_LOWER], axis=1)
    along, across = _on_axis(_placed(points[0], back), start, end)
    radius = float(np.linalg.norm(points[1:] - points[0], axis=1).mean())
    return Eye(float(gaps.max()) / span, along, across, _redness(seen, points[0], radius))


def _unmirrored(values: Points, side: int, *, mirrored: bool) -> Points:
    points = values.reshape(-1, 3)[:, :2].copy()
    if mirrored:
        points[:, 0] = side - points[:, 0]
    return points


def _placed(point: Points, back: Points) -> Place:
    x, y = back[:, :2] @ point + back[:, 2]
    return float(x), float(y)


def _on_axis(iris: Place, start: Place, end: Place) -> Place:
    """Answer the iris's place along and across the way from one corner to the other."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    x, y = iris[0] - start[0], iris[1] - start[1]
    square = dx * dx + dy * dy
    return (x * dx + y * dy) / square, (y * dx - x * dy) / square


def _redness(seen: Pixels, middle: Points, radius: float) -> float:
    mask = np.zeros(seen.shape[:2], np.uint8)
    at = (round(float(middle[0])), round(float(middle[1])))
    cv2.circle(mask, at, max(1, min(seen.shape[0], round(radius * _PUPIL))), 255, -1)
    pupil = seen[mask > 0].astype(np.float32) / 255
    if not len(pupil):
        return 0.0
    red = pupil[:, 2] - pupil[:, :2].max(axis=1)
    return float(np.clip(np.percentile(red, 75), 0, 1))
