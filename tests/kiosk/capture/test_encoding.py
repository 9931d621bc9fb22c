"""Encoding: what is sealed can be opened again, shows what was captured and tells nothing else."""

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from hardware.camera.portrait.person import Pose, take_picture
from kiosk.capture.encoding import jpeg


def decoded(data: bytes) -> NDArray[uint8]:
    picture = cv2.imdecode(np.frombuffer(data, uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture)


def test_a_photo_as_jpeg_is_the_photo() -> None:
    photo = take_picture(Pose())
    data = jpeg(photo)
    assert data.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in data
    assert decoded(data).shape == photo.shape
    assert np.abs(decoded(data).astype(int) - photo).mean() < 2
