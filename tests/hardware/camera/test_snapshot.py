"""Stills of a network camera by HTTP: with and without a password, and everything that goes wrong there."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import cv2
import numpy as np
import pytest

from hardware.camera import Camera, CameraFault
from hardware.camera.network import take_snapshot
from hardware.camera.opencv import Settings, make
from hardware.camera.pictures import Picture
from hardware.camera.simulator import CameraSimulator
from hardware.camera.sources import decoded
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock

PATIENCE = 0.5
PICTURE = bytes(cv2.imencode(".jpg", np.full((90, 160, 3), 120, np.uint8))[1])
GOOD = b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(PICTURE), PICTURE)

Answer = Callable[[bytes], bytes | None]


@asynccontextmanager
async def camera_that(answers: Answer) -> AsyncIterator[str]:
    """Serve what `answers` makes of a request's head; None says nothing for as long as it is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = answers(await reader.readuntil(b"\r\n\r\n"))
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}/still"
    finally:
        server.close()


async def snapshot(url: str, rotate: int = 0) -> Picture:
    return await asyncio.to_thread(decoded, lambda: take_snapshot(url, PATIENCE, rotate))


async def fails(asking: Awaitable[object]) -> object:
    with pytest.raises(DeviceFailed) as failed:
        await asking
    return failed.value.fault


@pytest.mark.parametrize(("rotate", "shape"), [(0, (90, 160, 3)), (270, (160, 90, 3))])
async def test_a_picture_comes_upright(rotate: int, shape: tuple[int, int, int]) -> None:
    async with camera_that(lambda _: GOOD) as place:
        assert (await snapshot(f"http://{place}", rotate)).shape == shape


async def test_the_password_is_sent_when_it_is_asked_for_and_only_then() -> None:
    heads: list[bytes] = []
    wanted = b"Authorization: Basic " + base64.b64encode(b"kiosk:secret")

    def answers(head: bytes) -> bytes:
        heads.append(head)
        if wanted in head:
            return GOOD
        return b'HTTP/1.0 401 No\r\nWWW-Authenticate: Basic realm="camera"\r\n\r\n'

    async with camera_that(answers) as place:
        assert (await snapshot(f"http://kiosk:secret@{place}")).shape == (90, 160, 3)
        assert [wanted in head for head in heads] == [False, True]
        assert await fails(snapshot(f"http://kiosk:wrong@{place}")) is CameraFault.WRONG_FORMAT


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"HTTP/1.0 404 Not Found\r\n\r\n", CameraFault.WRONG_FORMAT),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", CameraFault.WRONG_FORMAT),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nno camera", CameraFault.WRONG_FORMAT),
        (GOOD[:-400], CameraFault.UNPLUGGED),
        (b"nonsense\r\n\r\n", CameraFault.UNPLUGGED),
        (b"", CameraFault.UNPLUGGED),
        (None, CameraFault.NO_PICTURES),
    ],
    ids=["not there", "empty", "no picture", "torn off", "no HTTP", "hung up", "silent"],
)
async def test_what_goes_wrong_is_told_apart(answer: bytes | None, fault: CameraFault) -> None:
    async with camera_that(lambda _: answer) as place:
        assert await fails(snapshot(f"http://{place}")) is fault


async def test_nobody_there_is_unplugged() -> None:
    async with camera_that(lambda _: GOOD) as place:
        pass
    assert await fails(snapshot(f"http://{place}")) is CameraFault.UNPLUGGED


@pytest.fixture
async def filmed() -> AsyncIterator[tuple[CameraSimulator, Camera]]:
    simulator = CameraSimulator(SystemClock())
    await simulator.start()
    where = simulator.describe()
    settings = Settings(source=str(where["source"]), still=str(where["still"]), patience=3.0)
    camera = make(settings, SystemClock())
    await camera.open()
    yield simulator, camera
    await camera.close()
    await simulator.stop()


async def test_the_loop_runs_on_while_a_still_is_taken(
    filmed: tuple[CameraSimulator, Camera],
) -> None:
    taking = asyncio.ensure_future(filmed[1].still())
    turns = 0
    while not taking.done():
        turns += 1
        await asyncio.wait({taking}, timeout=0.001)
    assert taking.result().pixels.shape == (3840, 2160, 3)
    assert turns > 20


async def test_a_still_of_garbage_is_a_wrong_format(
    filmed: tuple[CameraSimulator, Camera],
) -> None:
    filmed[0].send_garbage()
    assert await fails(filmed[1].still()) is CameraFault.WRONG_FORMAT
