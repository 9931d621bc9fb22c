"""Measures the light on a face: how much, how even, and what shines."""

import cv2
import numpy as np
from numpy import float32, uint8
from numpy.typing import NDArray

from kiosk.capture.face.geometry import INNER_LIPS
from kiosk.capture.face.measures import Geometry, Light, Place
from kiosk.capture.face.mesh import Mesh, outline
from kiosk.capture.face.models import Pixels

OVER, UNDER = 247, 25  # ISO/IEC 29794-5: 8 bit luminance that is burnt out, or drowned
_ZONE = 0.3  # side of a cheek zone / IED (ISO/IEC 29794-5)
# A spot shines where it is bright, and far brighter than this face is: light skin is not a spot.
_SHINE_LEAST, _SHINE_OF_MEDIAN, _SHINE_MOST = 0.5, 2.2, 0.9

# What shines by itself is left out: eyes, and teeth.
_EYES_AND_MOUTH = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
)


def _linear() -> NDArray[float32]:
    level = np.arange(256) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(  # noqa: PLR2004 - IEC 61966-2-1
        float32
    )


_LINEAR = _linear()
_WEIGHTS = np.array(((0.0722, 0.7152, 0.2126),), float32)  # blue, green, red (ITU-R BT.709)


def luminance(picture: Pixels) -> NDArray[float32]:
    """Answer the luminance of a BGR picture, 0 to 1: sRGB made linear (IEC 61966-2-1)."""
    # By table and matrix: raising each pixel to a power takes ten times as long.
    return np.asarray(cv2.transform(cv2.LUT(picture, _LINEAR), _WEIGHTS), float32)


def measure_light(
    picture: Pixels, mesh: Mesh, where: Geometry, red_eyes: float | None, sharpness: float
) -> Light:
    """Answer the light on the face of a BGR picture, which must show some of it.

    `mesh` and `where` are in pixels of the picture; eyes and sharpness are measured elsewhere.
    """
    box = mesh.rows_and_columns(picture)
    if box is None:
        raise ValueError("The face lies beside the picture.")
    rows, columns = box
    seen = np.ascontiguousarray(picture[rows, columns])
    points = mesh.points[:, :2] - (columns.start, rows.start)
    face = np.zeros(seen.shape[:2], uint8)
    cv2.fillConvexPoly(face, np.rint(outline(points)).astype(np.int32), 255)
    light = luminance(seen)
    values = light[face > 0] if face.any() else light.ravel()
    levels = np.rint(values * 255).astype(uint8)
    counts = np.bincount(levels, minlength=256) / len(levels)
    present = counts[counts > 0]
    corner = (columns.start, rows.start)
    ratio, overlap, cheeks = _cheeks(seen, light, mesh, where, corner)
    return Light(
        mean=float(values.mean()),
        variance=float(values.var()),
        over=float(counts[OVER:].sum()),
        under=float(counts[: UNDER + 1].sum()),
        entropy=float(max(0.0, -(present * np.log2(present)).sum())),
        side_ratio=ratio,
        side_overlap=overlap,
        cheeks=cheeks,
        hot_spots=_shine(light, face, points),
        red_eyes=red_eyes,
        sharpness=sharpness,
    )


def _cheeks(
    seen: Pixels, light: NDArray[float32], mesh: Mesh, where: Geometry, corner: tuple[int, int]
) -> tuple[float, float, tuple[float, float, float]]:
    """Answer the zones' ratio of light, overlap of histograms, and mean CIELAB.

    A zone lies below each eye, half-way down to the mouth. One that the picture does not show
    compares as nothing like the other.
    """
    mouth, middle = mesh.place(INNER_LIPS[0]), where.eyes
    down = ((mouth[0] - middle[0]) / 2, (mouth[1] - middle[1]) / 2)
    side = _ZONE * where.inter_eye
    zones = [
        _zone((eye[0] + down[0] - corner[0], eye[1] + down[1] - corner[1]), side, seen)
        for eye in (where.left_eye, where.right_eye)
    ]
    shown = [zone for zone in zones if light[zone].size]
    lab = [
        cv2.cvtColor(seen[zone].astype(float32) / 255, cv2.COLOR_BGR2LAB).reshape(-1, 3).mean(0)
        for zone in shown
    ]
    colour = np.mean(lab, axis=0) if lab else np.zeros(3)
    cheeks = (float(colour[0]), float(colour[1]), float(colour[2]))
    if len(shown) < len(zones):
        return 0.0, 0.0, cheeks
    means = [float(light[zone].mean()) for zone in zones]
    ratio = min(means) / max(means) if max(means) > 0 else 1.0
    left, right = (_histogram(light[zone]) for zone in zones)
    return ratio, float(np.minimum(left, right).sum()), cheeks


def _zone(middle: Place, side: float, seen: Pixels) -> tuple[slice, slice]:
    height, width = seen.shape[:2]
    x0, y0 = round(middle[0] - side / 2), round(middle[1] - side / 2)
    across = slice(min(width, max(0, x0)), max(0, min(width, x0 + max(1, round(side)))))
    return slice(min(height, max(0, y0)), max(0, min(height, y0 + max(1, round(side))))), across


def _histogram(light: NDArray[float32]) -> NDArray[np.float64]:
    levels = np.rint(light.ravel() * 255).astype(uint8)
    return np.asarray(np.bincount(levels, minlength=256) / len(levels))


def _shine(light: NDArray[float32], face: NDArray[uint8], points: NDArray[float32]) -> float:
    skin = face.copy()
    for opening in _EYES_AND_MOUTH:
        cv2.fillPoly(skin, [np.rint(points[list(opening)]).astype(np.int32)], 0)
    values = light[skin > 0]
    if not len(values):
        return 0.0
    bright = _SHINE_OF_MEDIAN * float(np.median(values))
    return float((values > min(_SHINE_MOST, max(_SHINE_LEAST, bright))).mean())
