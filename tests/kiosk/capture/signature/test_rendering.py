"""The pictures of a signature: the documents' sizes, its shape, and nothing of how it was written."""

import io

import numpy as np
import pytest
from numpy import uint8
from numpy.typing import NDArray
from PIL import Image

from hardware.signature.recorded import signature
from kiosk.capture.signature.profile import read_profile
from kiosk.capture.signature.rendering import in_colour, picture, rendition
from kiosk.capture.signature.shape import smooth
from kiosk.contracts.captures import Document, Point, Stroke
from tests.kiosk.capture.signature.hands import li, ring, scaled, stroke

PROFILE = read_profile()


def drawn(strokes: tuple[Stroke, ...], document: Document = Document.ID_CARD) -> NDArray[uint8]:
    return picture(strokes, PROFILE.sizes[document], PROFILE.pen)


def box(pixels: NDArray[uint8]) -> tuple[int, int, int, int]:
    """Answer left, top, right and bottom white pixels around the ink."""
    dark = pixels < 128
    across, down = np.flatnonzero(dark.any(axis=0)), np.flatnonzero(dark.any(axis=1))
    height, width = pixels.shape
    return int(across[0]), int(down[0]), int(width - 1 - across[-1]), int(height - 1 - down[-1])


@pytest.mark.parametrize("document", Document)
@pytest.mark.parametrize("strokes", [li(), signature(268, 118), (ring(50, 50, 30, 30),)])
def test_it_fills_its_document_s_picture_and_stands_in_the_middle(
    document: Document, strokes: tuple[Stroke, ...]
) -> None:
    size = PROFILE.sizes[document]
    pixels = drawn(strokes, document)
    assert pixels.shape == (size.height, size.width)
    left, top, right, bottom = box(pixels)
    assert abs(left - right) <= 1
    assert abs(top - bottom) <= 1
    assert 1 <= min(left, top) <= 3, "it reaches the rim on one side"
    assert {int(pixels[y, x]) for y in (0, -1) for x in (0, -1)} == {255}


def test_a_circle_stays_a_circle() -> None:
    left, top, right, bottom = box(drawn((ring(50, 50, 30, 30),)))
    assert 900 - left - right == pytest.approx(132 - top - bottom, abs=1)


def test_up_is_up_and_left_is_left() -> None:
    corner = drawn((stroke((10, 50), (10, 10), (30, 10)),)) < 128
    height = len(corner)
    across = np.flatnonzero(corner.any(axis=0))
    assert corner[: height // 2, across[0] : across[0] + 6].any()
    assert not corner[: height // 2, across[-1] - 6 :].any()
    assert corner[height // 2 :, across[-1] - 6 :].any()


@pytest.mark.parametrize("size", [0.2, 1.0, 3.0])
def test_the_line_is_half_a_millimetre_however_large_it_was_drawn(size: float) -> None:
    pixels = drawn(scaled((stroke((0, 0), (0, 30), (40, 30)),), size))
    row = pixels[pixels.shape[0] // 2]
    assert float((255 - row.astype(float)).sum()) / 255 == pytest.approx(6, abs=0.6)


def test_edges_are_smooth() -> None:
    pixels = drawn(signature(268, 118))
    ink = pixels < 250
    grey = ink & (pixels > 5)
    assert 0.1 < grey.sum() / ink.sum() < 0.8
    assert len(np.unique(pixels)) > 16


def test_corners_of_the_samples_are_rounded() -> None:
    corners = [(0, 0), (10, 20), (20, 0), (30, 20), (40, 0)]
    line = smooth(tuple(Point(x, y, 0.01 * x) for x, y in corners))
    headings = np.unwrap(np.arctan2(*np.diff(line, axis=0).T))
    assert np.abs(np.diff(headings)).max() < np.pi / 4
    assert line[0].tolist() == [0, 0]
    assert line[-1].tolist() == [40, 0]
    assert np.ptp(line[:, 1]) == pytest.approx(15), "it goes through the middles"


@pytest.mark.parametrize("document", Document)
def test_neither_time_nor_pressure_is_in_any_rendition(document: Document) -> None:
    plain = signature(268, 118)
    hurried = tuple(tuple(Point(p.x, p.y, p.t / 7, 0.1) for p in s) for s in plain)
    pressed = tuple(
        tuple(Point(p.x, p.y, p.t * (3 + n), (n % 10) / 10) for n, p in enumerate(s)) for s in plain
    )
    first, *others = [rendition(document, drawn(s, document)) for s in (plain, hurried, pressed)]
    assert all(other == first for other in others)
    other_hand = rendition(document, drawn(signature(268, 118, 2), document))
    assert other_hand.content != first.content


def test_a_rendition_is_a_plain_jpeg_that_others_can_read() -> None:
    pixels = drawn(signature(268, 118), Document.PASSPORT)
    made = rendition(Document.PASSPORT, pixels)
    assert (made.name, made.media_type) == ("passport", "image/jpeg")
    with Image.open(io.BytesIO(made.content)) as opened:
        assert (opened.format, opened.size, opened.mode) == ("JPEG", (630, 188), "L")
        assert not opened.getexif()
        read = np.asarray(opened)
    assert int(np.abs(read.astype(int) - pixels).max()) < 40
    assert "passport" in repr(made)
    assert "content" not in repr(made)


def test_screens_get_it_in_three_colours() -> None:
    pixels = drawn(li())
    shown = in_colour(pixels)
    assert shown.shape == (132, 900, 3)
    assert shown.flags.c_contiguous
    assert all((shown[:, :, i] == pixels).all() for i in range(3))


def test_a_point_is_a_dot_and_not_blown_up() -> None:
    dark = drawn((stroke((5, 5)),)) < 128
    assert 20 <= int(dark.sum()) <= 60


@pytest.mark.parametrize("strokes", [(), ((),)])
def test_no_strokes_are_no_signature(strokes: tuple[Stroke, ...]) -> None:
    with pytest.raises(ValueError, match="no strokes"):
        drawn(strokes)
