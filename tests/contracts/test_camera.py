"""What every camera driver keeps: the newest picture on demand, the truth about its condition."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera import Camera, CameraFault, CameraStatus
from hardware.camera.portrait.person import Pose, take_picture
from hardware.camera.simulator import CameraSimulator
from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.hardware.watching import watching

KIND = DeviceKind.CAMERA
SOON = 10


@pytest.fixture(params=["stream", "still", "video", "absent"])
async def table(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Mapping[str, object]]:
    """A configuration table for each driver and kind of source, the far end alive."""
    picture = take_picture(Pose())
    match request.param:
        case "stream":
            simulator = CameraSimulator(SystemClock())
            await simulator.start()
            yield simulator.describe()
            await simulator.stop()
        case "still":
            large = cv2.resize(picture, (3840, 2160))
            cv2.imwrite(str(tmp_path / "still.png"), large)
            yield {"driver": "opencv", "source": str(tmp_path / "still.png")}
        case "video":
            path = str(tmp_path / "video.avi")
            writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), 25, (3840, 2160))
            for level in range(5):
                writer.write(np.full((2160, 3840, 3), 50 * level, np.uint8))
            writer.release()
            yield {"driver": "opencv", "source": path}
        case _:
            yield {"driver": "absent"}


@pytest.fixture
async def camera(table: Mapping[str, object]) -> AsyncIterator[Camera]:
    camera: Camera = make_driver(KIND, table, SystemClock())
    yield camera
    await camera.close()


def _shape(table: Mapping[str, object], width: str, height: str) -> tuple[object, ...]:
    """Answer what a picture is to be: the camera lies, unless its table says that it stands."""
    lying = {"width": 1280, "height": 720, "still_width": 3840, "still_height": 2160}
    return table.get(height, lying[height]), table.get(width, lying[width]), 3


async def now(camera: Camera) -> CameraStatus:
    async with asyncio.timeout(SOON), watching(camera.watch()) as statuses:
        return await anext(statuses)


async def opened(camera: Camera) -> bool:
    """Open it, or see that it refuses by the fault that it tells."""
    fault = (await now(camera)).fault
    if fault is None:
        await camera.open()
        return True
    with pytest.raises(DeviceFailed) as failed:
        await camera.open()
    assert failed.value.fault is fault
    return False


async def test_the_condition_is_told_at_once(camera: Camera) -> None:
    fault = (await now(camera)).fault
    assert fault is None or isinstance(fault, CameraFault)


async def test_pictures_come_or_are_refused_by_the_fault_told(
    camera: Camera, table: Mapping[str, object]
) -> None:
    there = await opened(camera)
    async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
        if not there:
            with pytest.raises(DeviceFailed) as failed:
                await anext(frames)
            assert failed.value.fault is (await now(camera)).fault
            return
        first, second = await anext(frames), await anext(frames)
    assert first.pixels.shape == second.pixels.shape == _shape(table, "width", "height")
    assert first.pixels.dtype == np.uint8
    assert 1 <= first.serial < second.serial
    assert first.taken < second.taken


async def test_a_still_has_the_whole_scene_at_full_size_or_is_refused(
    camera: Camera, table: Mapping[str, object]
) -> None:
    if not await opened(camera):
        with pytest.raises(DeviceFailed) as failed:
            await camera.still()
        assert failed.value.fault is (await now(camera)).fault
        return
    async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
        preview, still = await anext(frames), await camera.still()
        assert (await anext(frames)).serial >= still.serial >= preview.serial
    assert still.pixels.shape == _shape(table, "still_width", "still_height")
    again = await camera.still()
    assert not np.shares_memory(still.pixels, again.pixels), "a still belongs to who took it"
    assert still.pixels.dtype == np.uint8
    size = (preview.pixels.shape[1] // 10, preview.pixels.shape[0] // 10)
    small = cv2.resize(still.pixels, size, interpolation=cv2.INTER_AREA).astype(float)
    other = cv2.resize(preview.pixels, size, interpolation=cv2.INTER_AREA).astype(float)
    assert np.ptp(small) < 3 or np.corrcoef(small.ravel(), other.ravel())[0, 1] > 0.98


async def test_a_closed_camera_takes_no_still(camera: Camera) -> None:
    await opened(camera)
    await camera.close()
    with pytest.raises(DeviceFailed):
        await camera.still()


async def test_a_picture_belongs_to_who_took_it(camera: Camera) -> None:
    if not await opened(camera):
        return
    async with (
        asyncio.timeout(SOON),
        watching(camera.frames()) as one,
        watching(camera.frames()) as other,
    ):
        mine, theirs = await anext(one), await anext(other)
        mine.pixels[:] = 255
        assert not np.all(theirs.pixels == 255)
        assert not np.all((await anext(one)).pixels == 255)


async def test_who_is_slow_gets_the_newest(camera: Camera) -> None:
    if not await opened(camera):
        return
    async with (
        asyncio.timeout(SOON),
        watching(camera.frames()) as slow,
        watching(camera.frames()) as quick,
    ):
        first = await anext(slow)
        while (await anext(quick)).serial < first.serial + 5:
            pass
        assert (await anext(slow)).serial >= first.serial + 5


async def test_opening_and_closing_twice_is_harmless(camera: Camera) -> None:
    for _ in range(2):
        await camera.close()
        if await opened(camera):
            await camera.open()
            async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
                await anext(frames)
    await camera.close()


async def test_a_closed_camera_gives_no_pictures(camera: Camera) -> None:
    await opened(camera)
    await camera.close()
    async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
        with pytest.raises(DeviceFailed):
            await anext(frames)


@pytest.mark.device
async def test_the_thing_on_the_desk_gives_pictures(device_table: Mapping[str, object]) -> None:
    camera: Camera = make_driver(KIND, device_table, SystemClock())
    assert (await now(camera)).fault is None
    await camera.open()
    async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
        for _ in range(15):
            frame = await anext(frames)
    assert frame.pixels.ndim == 3
    assert frame.pixels.std() > 0
    await camera.close()
