"""Encoding: what is sealed can be opened again, shows what was captured and tells nothing else."""

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from hardware.camera.portrait.person import Pose, take_picture
from kiosk.capture.encoding import grey_png, jpeg


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


def test_a_finger_as_png_is_exact() -> None:
    pixels = np.arange(12 * 7, dtype=uint8).reshape(12, 7)
    assert np.array_equal(decoded(grey_png(pixels.tobytes(), 7, 12)), pixels)


@pytest.mark.parametrize(("width", "height"), [(0, 0), (7, 11), (-7, -12), (12, 8)])
def test_a_finger_of_another_size_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="image"):
        grey_png(bytes(84), width, height)
