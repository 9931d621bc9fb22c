"""A Video4Linux camera at the other end of the shim's socket: sends pictures as an USB camera would."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray

from kiosk.clock import SystemClock


@dataclass(frozen=True, slots=True)
class Mode:
    """What one stream was opened for: `code` is the format's four letters."""

    code: str
    width: int
    height: int


Pictures = Callable[[Mode, int], bytes]


def scene(width: int, height: int, number: int) -> NDArray[uint8]:
    """Answer a picture whose left half is dark and right half light, with an edge that moves a little."""
    picture = np.full((height, width, 3), (60, 60, 60), np.uint8)
    picture[:, width // 2 + number % 9 :] = (190, 190, 190)
    return picture


@lru_cache(maxsize=16)
def _jpeg(width: int, height: int, number: int) -> bytes:
    return bytes(cv2.imencode(".jpg", scene(width, height, number))[1])


def good(mode: Mode, number: int) -> bytes:
    """Answer the picture in the mode's own format."""
    if mode.code == "MJPG":
        return _jpeg(mode.width, mode.height, number % 9)
    grey = scene(mode.width, mode.height, number)[..., 0]
    return np.dstack((grey, np.full_like(grey, 128))).tobytes()


def repeated(mode: Mode, _number: int) -> bytes:
    return good(mode, 0)


def garbage(_mode: Mode, _number: int) -> bytes:
    return b"\xff\xd8 no picture" * 100


class Wire:
    """The camera. What it sends and how often may be changed while it streams; `modes` were asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pictures: Pictures = good
        self.fps = 15.0
        self.modes: list[Mode] = []
        self._server: asyncio.Server | None = None
        self._streams: set[asyncio.Task[None]] = set()

    async def plug_in(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def unplug(self) -> None:
        if self._server is None:
            return
        self.path.unlink()
        self._server.close()
        self._server = None
        for stream in self._streams:
            stream.cancel()
        await asyncio.gather(*self._streams, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            asked = await reader.readline()
            if asked:
                code, width, height = asked.decode().split()
                self.modes.append(Mode(code, int(width), int(height)))
                await self._stream(self.modes[-1], writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # hung up on, or unplugged; Python 3.11 logs a cancelled connection as an error
        finally:
            self._streams.discard(task)
            writer.transport.abort()

    async def _stream(self, mode: Mode, writer: asyncio.StreamWriter) -> None:
        clock, number = SystemClock(), 0
        while not writer.is_closing():
            picture = self.pictures(mode, number)
            writer.write(len(picture).to_bytes(4, "little") + picture)
            await writer.drain()
            number += 1
            await clock.sleep(1 / self.fps)
