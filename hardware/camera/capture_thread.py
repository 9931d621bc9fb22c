"""Runs a camera's source in a thread of its own: OpenCV blocks, the event loop must not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from hardware.camera.sources import Picture, Source

T = TypeVar("T")

# What OpenCV reads when it is imported or opens: TCP for rtsp (UDP loses parts of pictures), no
# 5 s of study before the first picture, no chatter on stderr, and a device that hangs is given up.
_ENVIRONMENT = {
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "rtsp_transport;tcp|analyzeduration;500000|flags;low_delay",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
}


class CaptureThread:
    """One source, opened, read and let go of in one thread. `wanted` is as in `sources.Wanted`.

    Calls raise DeviceFailed(CameraFault).
    """

    def __init__(self, name: str, **wanted: Any) -> None:
        self._name = name
        self._wanted = wanted
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="camera")
        self._source: Source | None = None
        self.pace: float | None = None

    async def start(self) -> Picture:
        """Open the source, again if need be, and answer the first picture.

        The first time OpenCV is imported, which holds up the whole process for some 30 ms.
        """
        return await self._run(self._start)

    async def read(self) -> Picture:
        return await self._run(self._read)

    async def stop(self) -> None:
        """Let go of the source, after what is going on now; the thread ends."""
        stopped = self._executor.submit(self._stop)
        self._executor.shutdown(wait=False)
        await asyncio.wrap_future(stopped)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def _start(self) -> Picture:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        from hardware.camera import sources  # noqa: PLC0415 - OpenCV and numpy only when a camera opens

        if self._source is None:
            self._source = sources.find_source(self._name, sources.Wanted(**self._wanted))
        picture = sources.decoded(self._source.start)
        self.pace = self._source.pace
        return picture

    def _read(self) -> Picture:
        assert self._source is not None  # noqa: S101 - read only after start
        from hardware.camera.sources import decoded  # noqa: PLC0415 - loaded by start

        return decoded(self._source.read)

    def _stop(self) -> None:
        if self._source is not None:
            self._source.stop()
            self._source = None
