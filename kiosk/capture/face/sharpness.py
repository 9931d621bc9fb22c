"""Measures how sharp a face is, so that neither skin nor light nor distance weighs in it."""

import cv2
import numpy as np
from numpy import float32
from numpy.typing import NDArray

from kiosk.capture.face.mesh import Mesh, outline
from kiosk.capture.face.models import Pixels

_INTER_EYE = 120.0
_INNER = 0.86  # of the outline: the edge between cheek and wall is no sharpness of the face
_FINE, _COARSE = 0.8, 3.2  # pixels of blur: less would measure the sensor's noise
# Second differences across and down: who moves sideways is blurred across only.
_WAYS = (np.array(((1, -2, 1),), float32), np.array(((1,), (-2,), (1,)), float32))


def measure_sharpness(picture: Pixels, mesh: Mesh, inter_eye: float) -> float:
    """Answer how much fine structure a face shows / how much coarse, at a fixed size of face.

    Every face has coarse structure: eyes, nose, mouth. Measured against it, skin that is smooth is no
    blur, and wrinkles or dark skin are no sharpness. Sharp portraits measure 10 to 30, blurred by a
    hundredth of the eyes' distance 6 to 9, by two hundredths 3 to 4. `mesh` and `inter_eye` are in
    pixels of the picture (BGR). 0 where it shows nothing of the face, or a face without structure.
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
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(float32)
    line = outline(mesh.points) - (columns.start, rows.start)
    middle = line.mean(axis=0)
    inner = np.zeros(grey.shape, np.uint8)
    shrunk = ((line - middle) * _INNER + middle) * scale
    cv2.fillConvexPoly(inner, np.rint(shrunk).astype(np.int32), 255)
    if not inner.any():
        return 0.0
    fine, coarse = (_structure(grey, inner > 0, blur) for blur in (_FINE, _COARSE))
    # Under a thousandth of a grey level there is nothing but rounding.
    shares = [one / other for one, other in zip(fine, coarse, strict=True) if other > 1e-6]  # noqa: PLR2004 - (1/1000)²
    return min(shares, default=0.0)


def _structure(grey: NDArray[float32], inner: NDArray[np.bool_], blur: float) -> tuple[float, ...]:
    """Answer the variance of the second difference across, and down."""
    soft = cv2.GaussianBlur(grey, (0, 0), blur)
    return tuple(
        float(cv2.filter2D(soft, cv2.CV_32F, way)[inner].var(dtype=np.float64)) for way in _WAYS
    )
