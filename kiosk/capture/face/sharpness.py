"""Measures how sharp a face is, so that neither skin nor camera gain nor distance weighs in it."""

import cv2
import numpy as np

from kiosk.capture.face.mesh import Mesh, outline
from kiosk.capture.face.models import Pixels

_INTER_EYE = 120.0
_INNER = 0.86  # of the outline: the edge between cheek and wall is no sharpness of the face


def measure_sharpness(picture: Pixels, mesh: Mesh, inter_eye: float) -> float:
    """Answer the Laplacian's variance at a fixed size of face / squared mean level, x 10^4.

    `mesh` and `inter_eye` are in pixels of the picture (BGR). 0 where it shows nothing of the face.
    """
    box = mesh.rows_and_columns(picture)
    if box is None:
        return 0.0
    rows, columns = box
    scale = _INTER_EYE / inter_eye
    height, width = rows.stop - rows.start, columns.stop - columns.start
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(picture[rows, columns], size, interpolation=way)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    line = outline(mesh.points) - (columns.start, rows.start)
    middle = line.mean(axis=0)
    inner = np.zeros(grey.shape, np.uint8)
    shrunk = ((line - middle) * _INNER + middle) * scale
    cv2.fillConvexPoly(inner, np.rint(shrunk).astype(np.int32), 255)
    if not inner.any():
        return 0.0
    # A sensor's noise stands in single pixels, and is taken away before.
    calm = cv2.GaussianBlur(grey, (3, 3), 0)
    spread = float(cv2.meanStdDev(cv2.Laplacian(calm, cv2.CV_32F), mask=inner)[1][0, 0])
    level = max(1.0, float(cv2.mean(grey, mask=inner)[0]))
    return spread**2 / level**2 * 10_000
