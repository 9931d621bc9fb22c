"""The photo's files: opened by the other library, of the sizes that the guideline wants, made once each."""

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray
from PIL import Image

from kiosk.bench.capture.portraits import sample
from kiosk.capture.face.profile import load_profile
from kiosk.capture.face.renditions import chip, interchange, production

ENCODING = load_profile().renditions


def as_pillow_reads(content: bytes) -> NDArray[uint8]:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), uint8)[..., ::-1]


def as_opencv_reads(content: bytes) -> NDArray[uint8]:
    read = cv2.imdecode(np.frombuffer(content, uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return np.asarray(read, uint8)


@pytest.fixture(scope="module")
def crop() -> NDArray[uint8]:
    larger = cv2.resize(sample("obama.jpg"), (1244, 1600), interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, uint8)


def test_the_interchange_file_is_a_jpeg_of_the_best_quality(crop: NDArray[uint8]) -> None:
    made = interchange(crop, ENCODING)
    assert (made.name, made.media_type) == ("interchange", "image/jpeg")
    with Image.open(io.BytesIO(made.content)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1244, 1600), "RGB")
        layers = [(across, down) for _, across, down, _ in picture.layer]  # type: ignore[attr-defined]
        assert layers == [(1, 1)] * 3  # 4:4:4
        assert all(step <= 1 for table in picture.quantization.values() for step in table)  # type: ignore[attr-defined]
        # JFIF's own header is all that there is beside the picture.
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not picture.getexif()
    assert cv2.PSNR(as_pillow_reads(made.content), crop) > 50


def test_the_production_file_is_a_jpeg_2000_of_half_the_size(crop: NDArray[uint8]) -> None:
    made = production(crop, ENCODING)
    assert (made.name, made.media_type) == ("production", "image/jp2")
    read = as_opencv_reads(made.content)
    assert read.shape == (800, 622, 3)
    half = cv2.resize(crop, (622, 800), interpolation=cv2.INTER_AREA)
    assert cv2.PSNR(read, half) > 38


@pytest.mark.parametrize("name", ["obama.jpg", "biden.jpg", "astronaut.png"])
def test_the_chip_file_has_17_kilobytes_and_at_most_5_percent_less(name: str) -> None:
    whole = cv2.resize(sample(name), (1244, 1600), interpolation=cv2.INTER_CUBIC)
    made = chip(whole, ENCODING)
    assert (made.name, made.media_type) == ("chip", "image/jp2")
    assert 17408 * 0.95 <= len(made.content) <= 17408
    read = as_opencv_reads(made.content)
    assert read.shape == (800, 622, 3)
    half = cv2.resize(whole, (622, 800), interpolation=cv2.INTER_AREA)
    assert cv2.PSNR(read, half) > 29


def test_files_for_production_and_chip_are_made_of_the_picture_not_of_the_jpeg(
    crop: NDArray[uint8],
) -> None:
    worst = replace(ENCODING, jpeg_quality=1)
    assert len(interchange(crop, worst).content) < 100_000
    assert production(crop, worst).content == production(crop, ENCODING).content
    assert chip(crop, worst).content == chip(crop, ENCODING).content


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_too_plain_for_the_size_is_smaller_and_whole(level: int) -> None:
    made = chip(np.full((1600, 1244, 3), level, uint8), ENCODING)
    assert len(made.content) < 17408
    assert (as_opencv_reads(made.content) == level).all()


def test_noise_is_brought_to_the_size_too() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1600, 1244, 3), dtype=uint8)
    assert 17408 * 0.95 <= len(chip(noise, ENCODING).content) <= 17408


def test_nothing_is_enlarged() -> None:
    small = np.random.default_rng(3).integers(0, 256, (400, 311, 3), dtype=uint8)
    assert as_opencv_reads(production(small, ENCODING).content).shape == (400, 311, 3)
    assert as_opencv_reads(chip(small, ENCODING).content).shape == (400, 311, 3)
