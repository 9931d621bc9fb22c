"""Tells the person from the wall, and where the hair ends."""

import cv2
import numpy as np
from numpy import float32
from numpy.typing import NDArray

from kiosk.capture.face.mesh import FOREHEAD, LEFT_SIDE, RIGHT_SIDE, Mesh
from kiosk.capture.face.models import FaceModels, Pixels

Mask = NDArray[float32]
"""How likely each pixel is the person's, 0 to 1, in the network's own resolution."""

_LANDSCAPE_FROM = 1.25  # width / height: from here on the wider network fits better
_PERSON = 0.5


def mask_person(models: FaceModels, picture: Pixels) -> Mask:
    """Answer the mask of a BGR picture; it covers the whole of it, stretched."""
    height, width = picture.shape[:2]
    wide = width / height >= _LANDSCAPE_FROM
    network = models.person_landscape if wide else models.person
    size = (network.width, network.height)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    (values,) = network.run(np.asarray(small, np.uint8), 0, 1 / 255)
    return np.asarray(
        np.nan_to_num(np.clip(values, 0, 1)).reshape(network.height, network.width), float32
    )


def find_crown(mask: Mask, mesh: Mesh, size: tuple[int, int]) -> float | None:
    """Answer the y of the hair's upper edge in a picture of `size` (width, height) pixels.

    0 where the hair reaches the picture's edge; None where the mask has no person above the brows.
    """
    rows, columns = mask.shape
    across, down = columns / size[0], rows / size[1]
    x, y = mesh.place(FOREHEAD)
    half = 0.3 * abs(mesh.place(RIGHT_SIDE)[0] - mesh.place(LEFT_SIDE)[0])
    left = int(np.clip((x - half) * across, 0, columns - 1))
    right = int(np.clip((x + half) * across, left + 1, columns))
    start = int(np.clip(y * down, 0, rows - 1))
    # The highest of neighbouring columns: hair that stands up counts, a speck of the mask does not.
    column = np.sort(mask[: start + 1, left:right], axis=1)[:, -max(1, (right - left) // 3)]
    empty = np.flatnonzero(column < _PERSON)
    if not len(empty):
        return 0.0
    edge = int(empty[-1])
    if edge == start:
        return None
    above, below = float(column[edge]), float(column[edge + 1])
    part = (_PERSON - above) / (below - above) if below > above else 0.5
    return float((edge + 0.5 + part) / down)
