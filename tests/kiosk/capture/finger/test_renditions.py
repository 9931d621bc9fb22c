"""The files of a print: opened by others, back to the ridges, and records that check every length."""

import io

import _wsq
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from numpy import uint8
from numpy.typing import NDArray
from PIL import Image

from kiosk.capture.finger.examiner import EncodingFailed, FingerExaminer
from kiosk.capture.finger.image_record import (
    FingerCode,
    ImageRecord,
    RecordDamaged,
    read_record,
    write_record,
)
from kiosk.capture.finger.prints import Print
from kiosk.capture.finger.renditions import MOST_WSQ_BYTES, compressed, raw
from kiosk.contracts.captures import CaptureKind
from tests.kiosk.capture.finger.hands import LAID_AGAIN, examiner, printed

RECORD = ImageRecord(FingerCode.LEFT_INDEX, 300, 400, b"\xff\xa0 wavelets \xff\xa1", 7)
HEADERS = 46


def plane(image: Print) -> NDArray[uint8]:
    return np.frombuffer(image.pixels, uint8).reshape(image.height, image.width)


def decoded(wsq: bytes) -> tuple[Print, int]:
    """Answer what the package `wsq` makes of a file, and its resolution."""
    pixels, width, height, dpi = _wsq.decompress(wsq)
    return Print(pixels, width, height), dpi


@pytest.mark.parametrize("width", [300, 301, 302, 303])
def test_the_raw_print_opens_as_it_was_taken(width: int) -> None:
    whole = printed(1)
    image = Print(np.ascontiguousarray(plane(whole)[:, :width]).tobytes(), width, whole.height)
    rendition = raw(image)
    assert (rendition.name, rendition.media_type) == ("raw", "image/bmp")
    opened = Image.open(io.BytesIO(rendition.content))
    assert opened.mode == "L"
    assert opened.info["dpi"] == pytest.approx((500, 500), abs=0.1)
    assert (np.asarray(opened) == plane(image)).all()


@pytest.mark.parametrize("finger", [1, 2, 3])
async def test_wsq_leads_back_to_the_ridges(finger: int, bench: FingerExaminer) -> None:
    image = printed(finger, LAID_AGAIN)
    encoded = await bench.encode(image)
    back, dpi = decoded(encoded.content)
    assert (back.width, back.height, dpi) == (image.width, image.height, 500)
    assert np.corrcoef(plane(back).ravel(), plane(image).ravel())[0, 1] > 0.97
    before, after = await bench.examine(image), await bench.examine(back)
    assert after.score >= 30
    likeness = await bench.compare(before.template, after.template)
    assert likeness is not None
    assert likeness > 150


async def test_wsq_says_its_rate_and_who_made_it(bench: FingerExaminer) -> None:
    encoded = await bench.encode(printed(1))
    assert b"WSQ_BITRATE 0.750000" in encoded.content
    assert encoded.encoder.startswith("wsq ")
    assert encoded.certificate == "", "nobody certified it, and it must not be said"
    assert len(encoded.content) * 8 <= 0.76 * printed(1).width * printed(1).height


async def test_the_largest_and_noisiest_print_fits(bench: FingerExaminer) -> None:
    grain = np.random.default_rng(1).integers(0, 256, 400 * 460).astype(uint8).tobytes()
    encoded = await bench.encode(Print(grain, 400, 460))
    assert 12_000 < len(encoded.content) < MOST_WSQ_BYTES


async def test_what_cannot_be_encoded_is_said(bench: FingerExaminer) -> None:
    with pytest.raises(EncodingFailed, match="too few"):
        await bench.encode(Print(bytes(20 * 400), 20, 400))


@pytest.mark.parametrize("name", ["nobody", "../nbis", ""])
async def test_without_its_encoder_the_worker_still_judges(name: str) -> None:
    async with examiner(name) as running:
        assert (await running.examine(printed(1))).score >= 30
        with pytest.raises(EncodingFailed, match="encoder"):
            await running.encode(printed(1))


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match="18001"):
        compressed(CaptureKind.FINGER_LEFT, printed(1), bytes(18_001))


@pytest.mark.parametrize(
    ("kind", "code"), [(CaptureKind.FINGER_RIGHT, 2), (CaptureKind.FINGER_LEFT, 7)]
)
def test_the_record_holds_the_wsq_file(kind: CaptureKind, code: int) -> None:
    image = printed(1)
    wsq, record = compressed(kind, image, b"\xff\xa0 wavelets")
    assert (wsq.name, wsq.media_type, wsq.content) == ("wsq", "image/x-wsq", b"\xff\xa0 wavelets")
    assert record.name == "record"
    read = read_record(record.content)
    assert read == ImageRecord(FingerCode(code), image.width, image.height, wsq.content)


def test_a_record_is_byte_for_byte_as_the_guideline_s_example() -> None:
    """TR-03121-3 Vol. 2, table 5.8, with the wildcards filled in."""
    headers = write_record(RECORD)[:HEADERS]
    length = HEADERS + len(RECORD.image)
    assert headers == bytes.fromhex(
        f"46495200 30313000 {length:012x} 0007 001f 01 01 01f4 01f4 01f4 01f4 08 02 0000"
        f"{length - 32:08x} 07 01 01 fe 00 012c 0190 00"
    )


def test_a_record_is_read_back() -> None:
    assert read_record(write_record(RECORD)) == RECORD


@pytest.mark.parametrize("size", [(0, 400), (300, 0), (70_000, 400), (300, -1)])
def test_sizes_that_no_record_holds_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="fit in no"):
        write_record(ImageRecord(FingerCode.RIGHT_INDEX, *size, b""))


@given(some.integers(0, HEADERS - 1), some.integers(1, 255))
def test_a_damaged_header_is_refused_or_names_other_sizes(place: int, change: int) -> None:
    damaged = bytearray(write_record(RECORD))
    damaged[place] ^= change
    try:
        read = read_record(bytes(damaged))
    except RecordDamaged as told:
        assert str(told)  # noqa: PT017 - either way out is right, a third is not
    else:
        assert read.image == RECORD.image
        assert read != RECORD, "what was changed is seen"


@given(some.integers(0, len(write_record(RECORD)) - 1), some.binary(max_size=20))
@example(0, b"")
def test_a_record_cut_or_lengthened_is_refused(end: int, more: bytes) -> None:
    whole = write_record(RECORD)
    with pytest.raises(RecordDamaged):
        read_record(whole[:end])
    if more:
        with pytest.raises(RecordDamaged):
            read_record(whole + more)


@given(some.binary(max_size=200))
def test_whatever_comes_it_is_no_record(data: bytes) -> None:
    with pytest.raises(RecordDamaged):
        read_record(data)
