"""The plain finger measure: better contact scores higher, and what is no finger scores nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from hardware.fingerprint.synthetic import DPI, SIZE, Contact, impression
from kiosk.capture.finger import FingerMeasure, measure_finger

FLAT = Contact()


def measured(finger: int, contact: Contact = FLAT) -> FingerMeasure:
    return measure_finger(impression(finger, contact).tobytes(), SIZE, SIZE, DPI)


@pytest.mark.parametrize("finger", range(1, 7))
def test_a_finger_laid_flat_is_good(finger: int) -> None:
    assert measured(finger).score >= 90
    assert measured(finger, Contact(shift_x=2, shift_y=-2, degrees=10)).score >= 85


@pytest.mark.parametrize("finger", range(1, 7))
def test_the_share_that_is_poor_is_the_one_that_says_so(finger: int) -> None:
    light, tip = measured(finger, Contact(pressure=0.0)), measured(finger, Contact(part=0.35))
    dry = measured(finger, Contact(moisture=0.0))
    assert light.contrast == min(light.area, light.contrast, light.clarity)
    assert tip.area == min(tip.area, tip.contrast, tip.clarity)
    assert dry.clarity == min(dry.area, dry.contrast, dry.clarity)
    assert max(light.score, tip.score) < 45
    assert dry.score < measured(finger).score


@pytest.mark.parametrize("part", [0.2, 0.4, 0.6])
def test_more_finger_on_the_glass_scores_higher(part: float) -> None:
    assert measured(1, Contact(part=part)).score < measured(1, Contact(part=part + 0.2)).score


def test_the_same_finger_scores_alike_at_another_resolution() -> None:
    enlarged = impression(1).repeat(2, axis=0).repeat(2, axis=1)
    large = measure_finger(enlarged.tobytes(), 2 * SIZE, 2 * SIZE, 2 * DPI)
    assert large.area == pytest.approx(measured(1).area, abs=0.15)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_an_empty_glass_scores_nothing(grey: int) -> None:
    assert measure_finger(bytes([grey]) * SIZE * SIZE, SIZE, SIZE, DPI).score == 0


def test_noise_scores_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 256, SIZE * SIZE, dtype=np.uint8)
    assert measure_finger(noise.tobytes(), SIZE, SIZE, DPI).score < 5


@given(some.binary(min_size=32 * 48, max_size=32 * 48), some.integers(100, 1000))
def test_whatever_comes_the_score_is_0_to_100(pixels: bytes, dpi: int) -> None:
    measure = measure_finger(pixels, 48, 32, dpi)
    assert 0 <= measure.score <= 100
    assert all(0 <= share <= 1 for share in (measure.area, measure.contrast, measure.clarity))


@pytest.mark.parametrize(
    ("size", "width", "height", "dpi"), [(100, 10, 10, 500), (399, 20, 20, 500), (400, 20, 20, 0)]
)
def test_sizes_that_do_not_fit_are_refused(size: int, width: int, height: int, dpi: int) -> None:
    with pytest.raises(ValueError, match=f"{width} x {height}"):
        measure_finger(bytes(size), width, height, dpi)
