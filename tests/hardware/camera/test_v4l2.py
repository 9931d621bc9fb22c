"""The driver's way to a USB camera: OpenCV's Video4Linux source, by every ioctl, before a preloaded shim."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.hardware.camera.v4l2.wire import Mode, Wire, garbage, repeated

SHIM = Path(__file__).with_name("v4l2") / "shim.c"
ROOT = Path(__file__).parents[3]
SENDS = "YUYV:640x480,MJPG:1280x720,MJPG:3840x2160"
SOON = 40

Say = Callable[[str], Any]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("v4l2") / "shim.so"
    command = [
        "gcc",
        "-shared",
        "-fPIC",
        "-O1",
        "-Wall",
        "-Werror",
        "-o",
        str(made),
        str(SHIM),
        "-ldl",
    ]
    subprocess.run(command, check=True)
    return made


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    wire = Wire(tmp_path / "camera")
    await wire.plug_in()
    yield wire
    await wire.unplug()


@asynccontextmanager
async def filming(
    shim: Path, wire: Wire, sends: str = SENDS, **settings: object
) -> AsyncIterator[Say]:
    """The real driver in a process of its own; call what is yielded to have it do something."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.hardware.camera.v4l2.filming",
        json.dumps({"source": "/dev/video42", **settings}),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ
        | {"LD_PRELOAD": str(shim), "V4L2_WIRE": str(wire.path), "V4L2_SENDS": sends},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    stdin, stdout = child.stdin, child.stdout

    async def say(line: str) -> Any:
        stdin.write(line.encode() + b"\n")
        async with asyncio.timeout(SOON):
            return json.loads(await stdout.readline())

    try:
        yield say
    finally:
        stdin.close()
        async with asyncio.timeout(SOON):
            await child.wait()


async def test_previews_are_small_and_stills_whole_of_one_stream_of_motion_jpeg(
    shim: Path, wire: Wire
) -> None:
    async with filming(shim, wire) as say:
        assert await say("open") == {"done": "open"}
        assert (await say("frame"))["size"] == [1280, 720]
        still = await say("still")
        assert still["size"] == [3840, 2160]
        assert still["left"] == pytest.approx(60, abs=3)
        assert still["right"] == pytest.approx(190, abs=3)
        assert (await say("frame"))["size"] == [1280, 720]
    assert wire.modes[-1] == Mode("MJPG", 3840, 2160)


async def test_a_sensor_that_lies_on_its_side_is_set_upright(shim: Path, wire: Wire) -> None:
    async with filming(shim, wire, rotate=90) as say:
        await say("open")
        preview, still = await say("frame"), await say("still")
    assert (preview["size"], still["size"]) == ([720, 1280], [2160, 3840])
    # What was left and dark is above now: both quarters have some of each.
    assert preview["left"] == pytest.approx(preview["right"], abs=3)


async def test_a_camera_without_motion_jpeg_sends_raw_pictures(shim: Path, wire: Wire) -> None:
    async with filming(shim, wire, sends="YUYV:640x480") as say:
        await say("open")
        preview, still = await say("frame"), await say("still")
    assert preview["size"] == still["size"] == [640, 480]
    # The raw levels are video's (16 to 235): 60 and 190 become 51 and 203.
    assert still["left"] == pytest.approx(51, abs=2)
    assert still["right"] == pytest.approx(203, abs=2)
    assert wire.modes[-1].code == "YUYV"


async def test_pulling_the_cable_is_told_and_ends_with_plugging_in(shim: Path, wire: Wire) -> None:
    async with filming(shim, wire) as say:
        await say("open")
        await wire.unplug()
        assert await say("fault camera.unplugged") == {"done": "fault"}
        assert await say("frame") == {"failed": "camera.unplugged"}
        assert await say("still") == {"failed": "camera.unplugged"}
        await wire.plug_in()
        assert await say("fault none") == {"done": "fault"}
        assert (await say("still"))["size"] == [3840, 2160]


async def test_what_was_never_plugged_in_is_not_found(shim: Path, wire: Wire) -> None:
    await wire.unplug()
    async with filming(shim, wire) as say:
        assert await say("open") == {"failed": "camera.not_found"}


async def test_garbage_is_a_wrong_format(shim: Path, wire: Wire) -> None:
    wire.pictures = garbage
    async with filming(shim, wire) as say:
        assert await say("open") == {"failed": "camera.wrong_format"}


async def test_formats_that_nobody_knows_are_refused(shim: Path, wire: Wire) -> None:
    async with filming(shim, wire, sends="H264:1920x1080") as say:
        assert await say("open") == {"failed": "camera.no_pictures"}


async def test_one_picture_a_second_is_told(shim: Path, wire: Wire) -> None:
    async with filming(shim, wire) as say:
        wire.fps = 1
        await say("open")
        assert await say("fault camera.too_slow") == {"done": "fault"}
        assert (await say("frame"))["size"] == [1280, 720]


async def test_the_same_picture_for_ever_is_frozen(shim: Path, wire: Wire) -> None:
    wire.pictures = repeated
    async with filming(shim, wire) as say:
        await say("open")
        assert await say("fault camera.frozen") == {"done": "fault"}
        assert await say("still") == {"failed": "camera.frozen"}


async def test_a_camera_that_falls_silent_gives_no_pictures(shim: Path, wire: Wire) -> None:
    async with filming(shim, wire) as say:
        await say("open")
        wire.fps = 0.01
        assert await say("fault camera.no_pictures") == {"done": "fault"}
