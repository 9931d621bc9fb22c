"""Runs a camera's source in a thread of its own: OpenCV blocks, the event loop must not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from hardware.camera.pictures import Picture, Shot
    from hardware.camera.sources import Source, Wanted

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
        self.live = False

    async def start(self) -> Shot:
        """Open the source, again if need be, and answer the first picture.

        The first time OpenCV is imported, which holds up the whole process for some 30 ms.
        """
        return await self._run(self._start)

    async def read(self) -> Shot:
        return await self._run(self._read)

    async def still(self) -> Picture:
        """Answer the next picture at full size; the source must have been started."""
        return await self._run(self._still)

    async def snapshot(self, url: str, patience: float) -> Picture:
        """Answer what a network camera serves at `url`; its stream goes on meanwhile."""
        from hardware.camera.network import take_snapshot  # noqa: PLC0415 - loaded by start
        from hardware.camera.sources import decoded  # noqa: PLC0415 - likewise

        rotate = self._wanted["rotate"]
        return await asyncio.to_thread(decoded, lambda: take_snapshot(url, patience, rotate))

    async def stop(self) -> None:
        """Let go of the source, after what is going on now; the thread ends."""
        stopped = self._executor.submit(self._stop)
        self._executor.shutdown(wait=False)
        await asyncio.wrap_future(stopped)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def _start(self) -> Shot:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        from hardware.camera import pictures, sources  # noqa: PLC0415 - OpenCV and numpy only when a camera opens

        if self._source is None:
            self._source = _find_source(self._name, sources.Wanted(**self._wanted))
        picture = sources.decoded(self._source.start)
        self.pace, self.live = self._source.pace, self._source.live
        return pictures.shot(picture)

    def _read(self) -> Shot:
        from hardware.camera import pictures, sources  # noqa: PLC0415 - loaded by start

        return pictures.shot(sources.decoded(self._started().read))

    def _still(self) -> Picture:
        from hardware.camera import sources  # noqa: PLC0415 - loaded by start

        return sources.decoded(self._started().still)

    def _started(self) -> Source:
        assert self._source is not None  # noqa: S101 - read only after start
        return self._source

    def _stop(self) -> None:
        if self._source is not None:
            self._source.stop()
            self._source = None


def _find_source(name: str, wanted: Wanted) -> Source:
    """Answer the source that `name` means: `/dev/…`, a URL, or the path of a picture or video."""
    import cv2  # noqa: PLC0415 - only when a camera opens

    from hardware.camera.device import Device  # noqa: PLC0415 - likewise
    from hardware.camera.network import Stream  # noqa: PLC0415 - likewise
    from hardware.camera.sources import StillFile, Video  # noqa: PLC0415 - likewise

    if "://" in name:
        return Stream(name, wanted)
    if name.startswith("/dev/"):
        return Device(name, wanted)
    if Path(name).is_file() and cv2.haveImageReader(name):
        return StillFile(name, wanted)
    return Video(name, wanted)
