"""Drawn fingers: the same seed is the same finger, another seed another, and contact shows."""

import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray

from hardware.fingerprint.synthetic import DPI, SIZE, Contact, impression, side_by_side

Image = NDArray[uint8]
HALF = SIZE // 2


def likeness(one: Image, other: Image) -> float:
    """Answer the correlation of the middles, 1 for the same ridges at the same place."""
    middle = slice(HALF - 90, HALF + 90)
    return float(np.corrcoef(one[middle, middle].ravel(), other[middle, middle].ravel())[0, 1])


def touched(image: Image) -> float:
    """Answer the share of dark pixels."""
    return float((image < 128).mean())


def test_the_image_is_as_a_500_dpi_scanner_gives_it() -> None:
    image = impression(1)
    assert image.shape == (SIZE, SIZE)
    assert image.dtype == np.uint8
    assert DPI == 500
    assert SIZE / DPI * 25.4 > 16, "TR-03121: at least 16 mm wide"
    assert image[:8].mean() > 220, "the glass is bright"
    assert image[HALF - 90 : HALF + 90, HALF - 90 : HALF + 90].std() > 60, "the ridges are dark"


def test_the_same_finger_gives_the_same_image() -> None:
    assert (impression(3) == impression(3)).all()


@pytest.mark.parametrize("other", [2, 3, 4, 5])
def test_two_seeds_are_two_fingers(other: int) -> None:
    assert abs(likeness(impression(1), impression(other))) < 0.25


@pytest.mark.parametrize("finger", [1, 2, 4, 6])
def test_ridges_are_as_far_apart_as_peoples(finger: int) -> None:
    """About 0.45 mm from ridge to ridge (some 9 pixels), whichever way they run."""
    middle = impression(finger)[HALF - 128 : HALF + 128, HALF - 128 : HALF + 128].astype(float)
    power = np.abs(
        np.fft.fft2((middle - middle.mean()) * np.outer(np.hanning(256), np.hanning(256)))
    )
    frequency = np.hypot(np.fft.fftfreq(256)[:, None], np.fft.fftfreq(256)[None, :])
    period_mm = 25.4 / DPI / frequency[np.unravel_index(power.argmax(), power.shape)]
    assert 0.38 < period_mm < 0.55


def test_a_finger_laid_elsewhere_is_the_same_finger_elsewhere() -> None:
    millimetres, pixels = 1.27, 25
    moved = impression(1, Contact(shift_x=millimetres))
    assert likeness(impression(1), np.roll(moved, -pixels, axis=1)) > 0.9
    assert abs(likeness(impression(1), moved)) < 0.4


def test_a_finger_laid_higher_shows_higher() -> None:
    higher = impression(1, Contact(shift_y=1.27))
    assert likeness(impression(1), np.roll(higher, 25, axis=0)) > 0.9


def test_a_turned_finger_is_the_same_finger_turned() -> None:
    turned = impression(2, Contact(degrees=90))
    assert likeness(impression(2), np.rot90(turned)) > 0.85


def test_light_contact_is_smaller_and_paler() -> None:
    light, firm = impression(1, Contact(pressure=0.0)), impression(1)
    assert touched(light) < 0.5 * touched(firm)
    assert np.percentile(light, 1) > np.percentile(firm, 1) + 50


def test_a_dry_finger_is_broken_and_a_wet_one_closes_the_valleys() -> None:
    dry, wet = impression(1, Contact(moisture=0.0)), impression(1, Contact(moisture=1.0))
    assert touched(dry) < 0.8 * touched(impression(1)) < 0.8 * touched(wet)


def test_half_a_finger_lies_on_its_half_of_the_glass() -> None:
    tip = impression(1, Contact(part=0.4))
    assert tip[HALF + 40 :].min() > 200
    assert tip[: HALF - 60].min() < 60


def test_two_fingers_lie_side_by_side_with_glass_between() -> None:
    pair = side_by_side(1, 2)
    assert pair.shape == (SIZE, SIZE)
    assert pair[:, HALF - 8 : HALF + 8].min() > 200, "the gap"
    for half in (pair[:, : HALF - 40], pair[:, HALF + 40 :]):
        assert half[100:300].std() > 60, "ridges on either side"
    assert abs(likeness(pair, side_by_side(1, 3))) < 0.9
