"""Encoding: what is sealed can be opened again, shows what was captured and tells nothing else."""

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from hardware.camera.portrait.person import Pose, take_picture
from kiosk.capture.encoding import grey_png, jpeg, signature_png
from kiosk.contracts.captures import Point, Stroke


def decoded(data: bytes) -> NDArray[uint8]:
    picture = cv2.imdecode(np.frombuffer(data, uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture)


def line(*points: tuple[float, float]) -> Stroke:
    return tuple(Point(x, y, index / 100) for index, (x, y) in enumerate(points))


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


def test_a_signature_is_black_on_white_trimmed_and_the_right_way_up() -> None:
    picture = decoded(signature_png((line((10, 20), (60, 20)), line((10, 20), (10, 30)))))
    assert picture.shape == ((10 + 4) * 12, (50 + 4) * 12)
    assert (picture[0] == 255).all()
    ink = picture < 128
    assert ink[-24 - 3 :].sum() > ink[:24].sum(), "the long line lies at the bottom"
    assert ink[:, 20:29].any(axis=1).sum() > 100, "the upright stands at the left"
    assert 0.003 < ink.mean() < 0.15


def test_the_dot_of_an_i_is_seen() -> None:
    ink = decoded(signature_png((line((5, 5)),))) < 128
    assert 20 < ink.sum() < 60


@pytest.mark.parametrize("strokes", [(), ((),)])
def test_no_strokes_are_no_signature(strokes: tuple[Stroke, ...]) -> None:
    with pytest.raises(ValueError, match="no strokes"):
        signature_png(strokes)
