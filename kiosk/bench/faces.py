"""How long it takes to measure a face: the whole set of a photo, and each live picture."""

import time
from pathlib import Path

import cv2
import numpy as np

from kiosk.bench.figures import Figure
from kiosk.bench.scene import NotMeasured
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.model_files import BESIDE_THE_CODE, ModelsMissing
from kiosk.capture.face.models import Pixels, load_models

PORTRAIT = Path(__file__).resolve().parents[2] / ".samples" / "obama.jpg"
_WIDTH, _HEIGHT = 1280, 720
_PHOTOS, _GLANCES = 20, 90


def measure_faces() -> tuple[Figure, ...]:
    """Answer milliseconds of one core for a picture of 1280 x 720. Raises NotMeasured."""
    try:
        measurer = FaceMeasurer(load_models(BESIDE_THE_CODE))
    except ModelsMissing as missing:
        raise NotMeasured(str(missing)) from None
    picture = _picture()
    seen = measurer.measure(picture)
    photos, glances = [], []
    for _ in range(_PHOTOS):
        began = time.thread_time()
        measurer.measure(picture)
        photos.append((time.thread_time() - began) * 1000)
    for _ in range(_GLANCES):
        began = time.thread_time()
        seen = measurer.glance(picture, seen)
        glances.append((time.thread_time() - began) * 1000)
    return (
        Figure("all measures of a photo", "ms", tuple(photos), 60),
        Figure("measures of a live picture", "ms", tuple(glances), 15),
    )


def _picture() -> Pixels:
    """Answer a portrait in the middle of a live picture, as large as a person at the terminal."""
    portrait = cv2.imread(str(PORTRAIT))
    if portrait is None:
        raise NotMeasured(f"{PORTRAIT} is not there; ./dev setup fetches it.")
    face = np.asarray(portrait, np.uint8)[:_HEIGHT]
    picture = np.full((_HEIGHT, _WIDTH, 3), 200, np.uint8)
    left = (_WIDTH - face.shape[1]) // 2
    picture[: face.shape[0], left : left + face.shape[1]] = face
    return picture
