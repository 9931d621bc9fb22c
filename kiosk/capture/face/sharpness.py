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
# How much of a sensor's noise the finer blur leaves: 1/46 of white noise, 1/20 once it was resized.
_LEFT_OF_NOISE = 0.05
_ROUNDING = 1e-6  # a thousandth of a grey level, squared: less is no structure
# Second differences across and down: who moves sideways is blurred across only.
_WAYS = (np.array(((1, -2, 1),), float32), np.array(((1,), (-2,), (1,)), float32))


def measure_sharpness(picture: Pixels, mesh: Mesh, inter_eye: float) -> float:
    """Answer how much fine structure a face shows / how much coarse, at a fixed size of face.

    Every face has coarse structure: eyes, nose, mouth. Measured against it, skin that is smooth is no
    blur, and wrinkles or dark skin are no sharpness. Sharp portraits measure 9 to 25, blurred by a
    fiftieth of the eyes' distance less than 4, noise or not. `mesh` and `inter_eye` are in
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
    places = np.flatnonzero(inner)[::2]  # every other one tells as much in half the time
    raw, fine, coarse = (_structure(grey, places, blur) for blur in (0.0, _FINE, _COARSE))
    # Of a blurred face the finest that is left is noise and rounding: its part is taken away.
    shares = [
        max(0.0, one - _LEFT_OF_NOISE * noise) / other if other > _ROUNDING else 0.0
        for noise, one, other in zip(raw, fine, coarse, strict=True)
    ]
    return min(shares)


def _structure(grey: NDArray[float32], places: NDArray[np.intp], blur: float) -> tuple[float, ...]:
    """Answer the variance of the second difference across, and down, at these places."""
    soft = cv2.GaussianBlur(grey, (0, 0), blur) if blur else grey
    seen = (cv2.filter2D(soft, cv2.CV_32F, way).ravel()[places] for way in _WAYS)
    return tuple(float(values.var()) for values in seen)
