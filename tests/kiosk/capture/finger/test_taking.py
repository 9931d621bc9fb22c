"""What lies on the glass: found, told apart, cut out; and what is no image is refused."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy import uint8
from numpy.typing import NDArray

from hardware.fingerprint.synthetic import DPI, SIZE, Contact, impression, side_by_side
from kiosk.capture.finger.findings import Finding, hint
from kiosk.capture.finger.prints import QUALITY_UNKNOWN
from kiosk.capture.finger.segmentation import PER_MM, TALLEST, WIDEST, look
from kiosk.capture.finger.taking import Taken, take
from tests.kiosk.capture.finger.hands import RULES, printed, taken

GLASS = 238
FINGERS = range(1, 9)


def of(image: NDArray[uint8], dpi: int = DPI) -> Taken:
    return take(image.tobytes(), image.shape[1], image.shape[0], dpi, RULES)


@pytest.mark.parametrize("finger", FINGERS)
def test_a_finger_laid_flat_is_one_finger_of_its_size(finger: int) -> None:
    found = taken(finger)
    assert found.finding is None
    area = found.contact.fingers[0]
    assert len(found.contact.fingers) == 1
    assert 14 < area.width_mm < 19
    assert 16 < area.height_mm < 20.4
    assert 0.4 < found.contact.ink < 0.5


def test_the_cut_is_the_finger_with_a_margin_and_stands_upright() -> None:
    small = impression(3, Contact(pressure=0.3, shift_x=2.0))
    image = of(small).image
    assert image is not None
    cut = np.frombuffer(image.pixels, uint8).reshape(image.height, image.width)
    place = cv2.matchTemplate(small, cut, cv2.TM_SQDIFF)
    _, _, (left, top), _ = cv2.minMaxLoc(place)
    assert (small[top : top + image.height, left : left + image.width] == cut).all()
    assert image.width < SIZE - 40
    for edge in (cut[:, :8], cut[:, -8:]):
        assert edge.mean() > 225, "glass is left around it"


def test_a_finger_farther_right_is_found_farther_right() -> None:
    here, there = (look(impression(2, Contact(0.3, shift_x=x))).fingers[0] for x in (0.0, 2.0))
    assert there.centre[0] - here.centre[0] == pytest.approx(2 * PER_MM, abs=6)
    assert there.centre[1] == pytest.approx(here.centre[1], abs=6)


@pytest.mark.parametrize("grey", [0, 128, GLASS, 255])
def test_an_empty_glass_holds_no_finger(grey: int) -> None:
    assert of(np.full((SIZE, SIZE), grey, uint8)).finding is Finding.NOTHING


def test_a_speck_is_no_finger() -> None:
    glass = np.full((SIZE, SIZE), GLASS, uint8)
    glass[100:160, 100:160] = impression(1)[150:210, 150:210]
    assert of(glass).finding is Finding.NOTHING


@pytest.mark.parametrize("strength", [255, 60])
def test_a_scanner_that_gives_noise_shows_no_ridges(strength: int) -> None:
    grain = np.random.default_rng(1).integers(0, strength, (SIZE, SIZE)).astype(uint8)
    assert of(grain).finding is Finding.UNREADABLE


@pytest.mark.parametrize("pair", [(1, 2), (3, 4), (5, 6), (7, 8)])
def test_two_fingers_are_told(pair: tuple[int, int]) -> None:
    assert of(side_by_side(*pair)).finding is Finding.SEVERAL


def test_two_fingers_on_a_wide_glass_are_told() -> None:
    assert of(np.hstack([impression(1), impression(2)])).finding is Finding.SEVERAL
    touching = np.hstack([impression(1)[:, 60:340], impression(2)[:, 60:340]])
    assert of(touching).finding is Finding.SEVERAL


@pytest.mark.parametrize("finger", FINGERS)
@pytest.mark.parametrize("part", [0.35, 0.5])
def test_the_tip_alone_is_not_enough(finger: int, part: float) -> None:
    assert taken(finger, Contact(part=part)).finding is Finding.PARTIAL


def test_a_finger_half_beside_the_glass_is_not_enough() -> None:
    assert taken(1, Contact(shift_x=8)).finding is Finding.PARTIAL
    assert taken(1, Contact(shift_x=-8)).finding is Finding.PARTIAL


def test_a_child_s_finger_is_enough() -> None:
    small = np.full((SIZE, SIZE), GLASS, uint8)
    child = cv2.resize(impression(1), None, fx=0.62, fy=0.62, interpolation=cv2.INTER_AREA)
    small[60 : 60 + child.shape[0], 60 : 60 + child.shape[1]] = child
    found = of(small)
    assert found.finding is None
    assert 75 < found.contact.fingers[0].mm2 < 110


@pytest.mark.parametrize("finger", FINGERS)
@pytest.mark.parametrize(
    ("contact", "told"),
    [
        (Contact(pressure=0.0), Finding.LIGHT),
        (Contact(pressure=0.4, moisture=0.05), Finding.LIGHT),
        (Contact(pressure=0.9, moisture=1.0), Finding.WET),
        (Contact(), Finding.WEAK),
    ],
)
def test_a_weak_print_says_what_would_help(finger: int, contact: Contact, told: Finding) -> None:
    found = taken(finger, contact)
    assert found.finding is None
    assert hint(found.contact, 12, RULES) is told
    assert hint(found.contact, QUALITY_UNKNOWN, RULES) is told
    assert hint(found.contact, 30, RULES) is None


@pytest.mark.parametrize("finger", [57, 77])
def test_a_smear_that_hides_the_ridges_parts_no_finger(finger: int) -> None:
    assert taken(finger, Contact(pressure=0.9, moisture=1.0)).finding is None


@pytest.mark.parametrize("dpi", [1000, 508, 363])
def test_other_resolutions_come_to_500(dpi: int) -> None:
    side = round(SIZE * dpi / DPI)
    scanned = np.asarray(cv2.resize(impression(1), (side, side), interpolation=cv2.INTER_CUBIC))
    image = of(scanned, dpi).image
    assert image is not None
    assert abs(image.width - printed(1).width) < 8
    assert abs(image.height - printed(1).height) < 8


def test_what_is_cut_fits_into_a_chip() -> None:
    large = cv2.resize(impression(1), None, fx=1.3, fy=1.3, interpolation=cv2.INTER_CUBIC)
    image = of(np.asarray(large)).image
    assert image is not None
    assert (image.width, image.height) == (WIDEST, TALLEST)
    assert WIDEST * TALLEST * 0.75 / 8 < 18_000


@pytest.mark.parametrize(
    ("size", "width", "height", "dpi"),
    [
        (0, 0, 0, 500),
        (100, 10, 11, 500),
        (100, -10, -10, 500),
        (100, 10, 10, 0),
        (100, 10, 10, 72),
        (100, 10, 10, 5000),
        (9_000_000, 3000, 3000, 500),
    ],
)
def test_garbage_is_no_image(size: int, width: int, height: int, dpi: int) -> None:
    with pytest.raises(ValueError, match=r"image|resolution"):
        take(bytes(size), width, height, dpi, RULES)


@settings(max_examples=60, deadline=None)
@given(some.integers(1, 70), some.integers(1, 70), some.integers(250, 1200), some.randoms())
def test_whatever_the_pixels_it_is_a_finding_or_a_print(
    width: int, height: int, dpi: int, chance: object
) -> None:
    pixels = chance.randbytes(width * height)  # type: ignore[attr-defined] # Hypothesis's own Random
    found = take(pixels, width, height, dpi, RULES)
    assert (found.image is None) is (found.finding is not None)
