"""Whatever comes out of a camera is measured or refused: never a NaN, never OpenCV's own exception."""

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.bench.capture.portraits import DARK, LIGHT, Pixels, before_the_wall, sample
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.measures import Measures

SETTINGS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def numbers(value: object) -> Iterator[float]:
    if isinstance(value, tuple):
        for one in value:
            yield from numbers(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from numbers(getattr(value, field.name))
    elif isinstance(value, (int, float)):
        yield value


def assert_sound(measures: Measures) -> None:
    assert all(math.isfinite(number) for number in numbers(measures))
    assert (measures.face is None) == (measures.faces == 0)
    if measures.face is None:
        assert measures.background is None
        return
    light = measures.face.light
    shares = (light.over, light.under, light.side_ratio, light.side_overlap, light.hot_spots)
    assert all(0 <= share <= 1 + 1e-9 for share in (*shares, light.mean, light.red_eyes or 0))
    assert measures.face.geometry.inter_eye > 0
    assert measures.face.geometry.eye_to_chin > 0


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((720, 1280), np.uint8),
        np.zeros((720, 1280, 1), np.uint8),
        np.zeros((720, 1280, 4), np.uint8),
        np.zeros((720, 1280, 3), np.uint16),
        np.zeros((720, 1280, 3), np.float32),
        np.zeros((0, 1280, 3), np.uint8),
        np.zeros((720, 0, 3), np.uint8),
        np.zeros((), np.uint8),
        b"JPEG",
        None,
    ],
    ids=[
        "grey",
        "one channel",
        "four",
        "16 bit",
        "float",
        "flat",
        "thin",
        "point",
        "bytes",
        "none",
    ],
)
def test_what_is_no_picture_is_refused_in_words(measurer: FaceMeasurer, pixels: Pixels) -> None:
    for measure in (measurer.measure, lambda given: measurer.glance(given, None)):
        with pytest.raises(ValueError, match="A picture"):
            measure(pixels)


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 4000), (4000, 1), (3, 2), (17, 5000), (8, 8), (6000, 4000)], ids=str
)
@pytest.mark.parametrize("level", [0, 255])
def test_any_size(measurer: FaceMeasurer, shape: tuple[int, int], level: int) -> None:
    measures = measurer.measure(np.full((*shape, 3), level, np.uint8))
    assert_sound(measures)
    assert (measures.height, measures.width) == shape
    assert measures.level == pytest.approx(level)
    assert measures.intensities == 1
    assert not measures.colours


def test_a_view_of_a_larger_picture_measures_as_its_copy(measurer: FaceMeasurer) -> None:
    wide = np.zeros((720, 2560, 3), np.uint8)
    wide[:, ::2] = before_the_wall(DARK)
    view = wide[:, ::2]
    assert not view.flags.c_contiguous
    assert measurer.measure(view) == measurer.measure(before_the_wall(DARK))
    assert_sound(measurer.measure(view[::-1]))


def test_the_picture_is_not_written_to(measurer: FaceMeasurer) -> None:
    picture = before_the_wall(LIGHT)
    kept = picture.copy()
    picture.flags.writeable = False
    measurer.glance(picture, measurer.measure(picture))
    assert np.array_equal(picture, kept)


@SETTINGS
@given(st.data())
def test_noise_of_any_kind(measurer: FaceMeasurer, data: st.DataObject) -> None:
    height = data.draw(st.integers(1, 200))
    width = data.draw(st.integers(1, 200))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    low = data.draw(st.integers(0, 255))
    high = data.draw(st.integers(low + 1, 256))
    assert_sound(measurer.measure(rng.integers(low, high, (height, width, 3), np.uint8)))


@SETTINGS
@given(st.data())
def test_any_part_of_a_portrait(measurer: FaceMeasurer, data: st.DataObject) -> None:
    """Half faces, single eyes, smeared and stretched ones."""
    picture = sample(data.draw(st.sampled_from([LIGHT, DARK, "astronaut.png"])))
    height, width = picture.shape[:2]
    top = data.draw(st.integers(0, height // 3))
    left = data.draw(st.integers(0, width - 40))
    rows = data.draw(st.integers(1, height - top))
    columns = data.draw(st.integers(1, width - left))
    step = data.draw(st.integers(1, 6))
    part = picture[top : top + rows : step, left : left + columns : data.draw(st.integers(1, 6))]
    if data.draw(st.booleans()):
        part = part[:, ::-1]
    measures = measurer.measure(part)
    assert_sound(measures)
    assert_sound(measurer.glance(part, measures))


@settings(SETTINGS, max_examples=15)
@given(st.data())
def test_a_frame_that_came_half(measurer: FaceMeasurer, data: st.DataObject) -> None:
    """Rows lost, bytes shifted: what a bad cable makes of a picture."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    flat = before_the_wall(data.draw(st.sampled_from([LIGHT, DARK]))).copy().ravel()
    start = data.draw(st.integers(0, flat.size - 1))
    kind = data.draw(st.sampled_from(["black", "noise", "shifted"]))
    if kind == "black":
        flat[start:] = 0
    elif kind == "noise":
        flat[start:] = rng.integers(0, 256, flat.size - start, np.uint8)
    else:
        flat[start:] = np.roll(flat[start:], data.draw(st.integers(1, 5000)))
    picture = flat.reshape(720, 1280, 3)
    before = measurer.measure(before_the_wall(LIGHT))
    assert_sound(measurer.glance(picture, before))
    assert_sound(measurer.measure(picture))
