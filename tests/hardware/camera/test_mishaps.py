"""Every mishap of the camera, before and while it is filmed with: the right fault, and its end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera import Camera, CameraFault, CameraStatus
from hardware.camera.opencv import Settings, make
from hardware.camera.portrait.person import Picture, Pose, take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.simulator import CameraSimulator
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock
from tests.hardware.watching import watching

SOON = 20
IMPATIENT = 0.7  # seconds; OpenCV's own time-outs run in real time
MISHAPS = {
    "unplug": CameraFault.UNPLUGGED,
    "freeze": CameraFault.NO_PICTURES,
    "send_garbage": CameraFault.WRONG_FORMAT,
}
FILMED = {**MISHAPS, "repeat_picture": CameraFault.FROZEN}  # seen only after a while
TOLD = {"go_black": CameraFault.COVERED, "slow_down": CameraFault.TOO_SLOW}


@pytest.fixture
async def simulator() -> AsyncIterator[CameraSimulator]:
    simulator = CameraSimulator(SystemClock())
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def camera(simulator: CameraSimulator) -> AsyncIterator[Camera]:
    source = str(simulator.describe()["source"])
    camera = make(Settings(source=source, patience=IMPATIENT), SystemClock())
    yield camera
    await camera.close()


def test_every_fault_can_be_reached() -> None:
    # NOT_FOUND is what unplugging means before the camera was ever seen.
    assert {*FILMED.values(), *TOLD.values(), CameraFault.NOT_FOUND} == set(CameraFault)


async def strike(simulator: CameraSimulator, mishap: str) -> None:
    done = getattr(simulator, mishap)()
    if done is not None:
        await done


async def until(statuses: AsyncIterator[CameraStatus], fault: CameraFault | None) -> None:
    async with asyncio.timeout(SOON):
        async for status in statuses:
            if status.fault is fault:
                return


async def film_on(camera: Camera) -> None:
    async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
        async for _ in frames:
            pass


@pytest.mark.parametrize("mishap", FILMED)
async def test_a_mishap_while_filming_is_told_and_ends(
    simulator: CameraSimulator, camera: Camera, mishap: str
) -> None:
    await camera.open()
    async with watching(camera.watch()) as statuses:
        assert (await anext(statuses)).fault is None
        await strike(simulator, mishap)
        await until(statuses, FILMED[mishap])
        for use in (film_on(camera), camera.still()):
            with pytest.raises(DeviceFailed) as failed:
                await use
            assert failed.value.fault is FILMED[mishap]
        await simulator.restore()
        await until(statuses, None)
    async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
        await anext(frames)


@pytest.mark.parametrize("mishap", MISHAPS)
async def test_a_mishap_before_opening_refuses_it(
    simulator: CameraSimulator, camera: Camera, mishap: str
) -> None:
    await strike(simulator, mishap)
    with pytest.raises(DeviceFailed) as failed:
        await camera.open()
    # What was never there is not found rather than unplugged.
    expected = CameraFault.NOT_FOUND if mishap == "unplug" else MISHAPS[mishap]
    assert failed.value.fault is expected
    await simulator.restore()
    await camera.open()


async def test_a_closed_camera_is_looked_after(simulator: CameraSimulator, camera: Camera) -> None:
    async with watching(camera.watch()) as statuses:
        await until(statuses, None)
        await simulator.unplug()
        await until(statuses, CameraFault.UNPLUGGED)
        await simulator.plug_in()
        await until(statuses, None)


async def test_what_failed_at_opening_stays_told(
    simulator: CameraSimulator, camera: Camera
) -> None:
    simulator.send_garbage()
    with pytest.raises(DeviceFailed):
        await camera.open()
    async with watching(camera.watch()) as statuses:
        assert (await anext(statuses)).fault is CameraFault.WRONG_FORMAT


@pytest.mark.parametrize("mishap", TOLD)
async def test_what_only_spoils_the_pictures_is_told_while_they_come(
    simulator: CameraSimulator, mishap: str
) -> None:
    camera = make(Settings(source=str(simulator.describe()["source"])), SystemClock())
    await camera.open()
    async with watching(camera.watch()) as statuses:
        await strike(simulator, mishap)
        await until(statuses, TOLD[mishap])
        async with asyncio.timeout(SOON), watching(camera.frames()) as frames:
            await anext(frames)
            await anext(frames)
        await camera.still()
        await camera.close()
        await until(statuses, None)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("missing.mp4", None, CameraFault.NOT_FOUND),
        ("missing.png", None, CameraFault.NOT_FOUND),
        ("text.png", b"no picture", CameraFault.WRONG_FORMAT),
        ("text.mp4", b"no film", CameraFault.WRONG_FORMAT),
        ("huge.pgm", b"P5 99999 99999 255\n" + bytes(40), CameraFault.WRONG_FORMAT),
        ("half.png", b"\x89PNG\r\n\x1a\n" + bytes(40), CameraFault.WRONG_FORMAT),
    ],
)
async def test_files_that_are_no_pictures_are_refused(
    tmp_path: Path, name: str, content: bytes | None, fault: CameraFault
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    camera = make(Settings(source=str(tmp_path / name)), SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await camera.open()
    assert failed.value.fault is fault


@pytest.mark.parametrize(
    ("device", "fault"),
    [("/dev/video-none", CameraFault.NOT_FOUND), ("/dev/null", CameraFault.NO_PICTURES)],
)
async def test_devices_that_are_no_cameras_are_refused(device: str, fault: CameraFault) -> None:
    camera = make(Settings(source=device), SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await camera.open()
    assert failed.value.fault is fault


async def test_the_loop_runs_on_while_a_hanging_camera_opens(
    simulator: CameraSimulator, camera: Camera
) -> None:
    simulator.freeze()
    opening = asyncio.ensure_future(camera.open())
    turns = 0
    while not opening.done():
        turns += 1
        await asyncio.wait({opening}, timeout=0.001)
    with pytest.raises(DeviceFailed):
        opening.result()
    assert turns > 20


async def test_a_camera_that_goes_while_it_is_opened_was_unplugged() -> None:
    """It answers the first ring only: what ffmpeg then finds is no wrong format, but nothing."""
    rung = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{rung.getsockname()[1]}/camera"

    def answer_once() -> None:
        with rung:
            rung.accept()[0].close()

    going = asyncio.create_task(asyncio.to_thread(answer_once))
    camera = make(Settings(source=url, patience=IMPATIENT), SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await camera.open()
    await going
    assert failed.value.fault is CameraFault.NOT_FOUND


async def test_who_stood_there_before_is_never_seen_again(simulator: CameraSimulator) -> None:
    simulator.person(Who.ZEYNEP)
    sent = []
    async with asyncio.timeout(SOON):
        while simulator._drawn is None or simulator._drawn[0] is not Who.ZEYNEP:
            sent.append(await simulator._picture() or b"")
    # Drawn only now: whom the drawing knows already is there at once.
    anna, *others = (
        take_picture(pose, 720, 1280) for pose in (Pose(), Pose(Who.ZEYNEP), Pose(present=False))
    )
    for jpeg in sent:
        frame = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        assert min(unlike(frame, other) for other in others) < unlike(frame, anna)


def unlike(one: Picture, other: Picture) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())
