"""The OpenCV driver: its settings, and pictures that fit."""

import asyncio
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.opencv import Settings, make
from kiosk.clock import SystemClock
from tests.hardware.watching import watching


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"source": ""}, "source"),
        ({"source": "http://camera:port/"}, "source"),
        ({"width": 0}, "width"),
        ({"fps": -1}, "fps"),
        ({"patience": 0}, "patience"),
        ({"still": "ftp://camera/still"}, "still"),
        ({"still_width": 0}, "still_width"),
        ({"rotate": 45}, "rotate"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(changes: dict[str, object], key: str) -> None:
    with pytest.raises(ValueError, match=key):
        replace(Settings(), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "fitted"),
    [((3000, 4000), (540, 720)), ((2560, 1440), (1280, 720)), ((640, 480), (640, 480))],
)
async def test_larger_pictures_are_made_to_fit(
    tmp_path: Path, size: tuple[int, int], fitted: tuple[int, int]
) -> None:
    path = tmp_path / "Foto Ä.jpg"
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    path.write_bytes(bytes(cv2.imencode(".jpg", picture)[1]))
    camera = make(Settings(source=str(path)), SystemClock())
    await camera.open()
    async with asyncio.timeout(10), watching(camera.frames()) as frames:
        frame = await anext(frames)
    assert frame.pixels.shape == (fitted[1], fitted[0], 3)
    await camera.close()


async def test_a_grey_picture_comes_in_three_channels(tmp_path: Path) -> None:
    path = str(tmp_path / "grey.png")
    cv2.imwrite(path, np.full((720, 1280), 120, np.uint8))
    camera = make(Settings(source=path), SystemClock())
    await camera.open()
    async with asyncio.timeout(10), watching(camera.frames()) as frames:
        assert (await anext(frames)).pixels.shape == (720, 1280, 3)
    await camera.close()


async def test_a_video_is_played_over_and_over(tmp_path: Path) -> None:
    path = str(tmp_path / "video.avi")
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 50, (320, 240))
    for level in (0, 120, 240):
        writer.write(np.full((240, 320, 3), level, np.uint8))
    writer.release()
    camera = make(Settings(source=path), SystemClock())
    await camera.open()
    async with asyncio.timeout(10), watching(camera.frames()) as frames:
        levels = [round(float((await anext(frames)).pixels.mean()), -1) for _ in range(9)]
    assert levels.count(0) >= 2
    assert levels.count(240) >= 2
    await camera.close()


@pytest.mark.parametrize("degrees", [90, 180, 270])
async def test_a_sensor_that_lies_is_set_upright_in_preview_and_still(
    tmp_path: Path, degrees: int
) -> None:
    """The mark is drawn where the sensor, turned by so much, would see what is upper left."""
    path = str(tmp_path / "turned.png")
    upright = np.zeros((3840, 2160, 3) if degrees != 180 else (2160, 3840, 3), np.uint8)
    upright[:400, :400] = 255
    cv2.imwrite(path, np.rot90(upright, degrees // 90))  # counter-clockwise, as a sensor lies
    camera = make(Settings(source=path, rotate=degrees), SystemClock())
    await camera.open()
    async with asyncio.timeout(10), watching(camera.frames()) as frames:
        preview, still = (await anext(frames)).pixels, (await camera.still()).pixels
    assert still.shape == upright.shape
    assert preview.shape == ((1280, 720, 3) if degrees != 180 else (720, 1280, 3))
    assert preview[40, 40].min() == still[40, 40].min() == 255
    assert preview[-40:].max() == preview[:, -40:].max() == 0
    await camera.close()
