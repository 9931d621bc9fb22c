"""Driver `opencv`: a camera, network stream, video file or still, by OpenCV."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hardware.camera import Camera, CameraFault, CameraStatus, Frame
from hardware.camera.capture_thread import CaptureThread
from hardware.camera.liveness import Liveness
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.patience import within
from kiosk.contracts.clock import Clock

if TYPE_CHECKING:
    from hardware.camera.pictures import Shot

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 2.0  # seconds between tries to have the camera back
_LOOK_AGAIN = 2.0  # seconds between looks whether a closed camera is there
_PORTS = {"http": 80, "https": 443, "rtsp": 554}
_STILL_PATIENCE = 4  # times `patience`: a network camera encodes a large picture only when asked
_UPRIGHT = (0, 90, 180, 270)
_TOLD_ONLY = (CameraFault.COVERED, CameraFault.TOO_SLOW)  # while pictures go on coming
_SEEN_BY_FILMING = (CameraFault.FROZEN, *_TOLD_ONLY)


@dataclass(frozen=True, slots=True)
class Settings:
    """`source` is a device, a URL (http, rtsp), or the path of a picture or video file.

    Previews fit into `width` x `height`, `fps` of them. Stills have the source's full size: a device
    is asked for `still_width` x `still_height`; a network camera is asked at the URL `still`, if
    given, else its stream's next picture is taken whole. Sizes are those of the sensor as it lies;
    its pictures are turned clockwise by `rotate` (0, 90, 180 or 270 degrees).
    Without a picture for `patience` seconds the camera has failed.
    Raises ValueError, naming the key.
    """

    source: str = "/dev/video0"
    width: int = 1280
    height: int = 720
    fps: int = 15
    patience: float = 2.0
    still: str = ""
    still_width: int = 3840
    still_height: int = 2160
    rotate: int = 0

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("'source' must name a device, a URL or a file")
        try:
            urlsplit(self.source).port  # noqa: B018 - raises when it is none
        except ValueError:
            raise ValueError("'source' is a URL with a wrong port") from None
        if self.still and not self.still.startswith(("http://", "https://")):
            raise ValueError("'still' must be a URL (http, https)")
        if self.rotate not in _UPRIGHT:
            raise ValueError("'rotate' must be 0, 90, 180 or 270")
        for key in ("width", "height", "fps", "patience", "still_width", "still_height"):
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be above 0")


class OpenCvCamera:
    """Implements `hardware.camera.Camera`; the event loop only ever sees finished pictures."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._turn = asyncio.Lock()
        self._thread: CaptureThread | None = None
        self._capturing: asyncio.Task[None] | None = None
        self._status = Latest(CameraStatus())
        self._was_there = False
        self._newest: Frame | None = None
        self._serial = Latest(0)
        self._liveness = Liveness()

    async def open(self) -> None:
        async with self._turn:
            if self._thread is not None:
                return
            self._thread = self._make_thread()
            try:
                first = await self._thread.start()
            except DeviceFailed as failed:
                await self._let_go()
                raise DeviceFailed(self._show(failed)) from None
            except BaseException:
                await self._let_go()
                raise
            self._liveness = Liveness()
            self._take(first, self._thread)
            self._capturing = asyncio.create_task(self._capture(self._thread), name="camera")

    async def close(self) -> None:
        async with self._turn:
            if self._capturing is not None:
                capturing, self._capturing = self._capturing, None
                capturing.cancel()
                await asyncio.wait({capturing})
                if not capturing.cancelled():
                    capturing.result()
            await self._let_go()
            if self._status.value.fault in _SEEN_BY_FILMING:
                self._status.show(CameraStatus())

    async def frames(self) -> AsyncIterator[Frame]:
        seen = 0
        while True:
            frame = self._newest
            if frame is None or frame.serial == seen:
                frame = await self._next_after(seen)
            seen = frame.serial
            yield Frame(frame.pixels.copy(), frame.serial, frame.taken)

    async def still(self) -> Frame:
        fault, thread = self._status.value.fault, self._thread
        if thread is None or fault not in (None, *_TOLD_ONLY):
            raise DeviceFailed(fault or CameraFault.NO_PICTURES)
        url, patience = self._settings.still, _STILL_PATIENCE * self._settings.patience
        taking = thread.snapshot(url, patience) if url else thread.still()
        try:
            picture = await within(self._clock, patience, taking)
        except TimeoutError:
            raise DeviceFailed(CameraFault.NO_PICTURES) from None
        except DeviceFailed as failed:
            raise DeviceFailed(self._named(failed)) from None
        return Frame(picture, self._serial.value, self._clock.monotonic())

    async def watch(self) -> AsyncIterator[CameraStatus]:
        told: CameraStatus | None = None
        while True:
            if self._thread is None:
                await self._look()
            if self._status.value != told:
                told = self._status.value
                yield told
            else:
                with suppress(TimeoutError):
                    await within(self._clock, _LOOK_AGAIN, self._changes_from(told))

    def _make_thread(self) -> CaptureThread:
        wanted = self._settings
        return CaptureThread(
            wanted.source,
            width=wanted.width,
            height=wanted.height,
            fps=wanted.fps,
            patience=wanted.patience,
            still_width=wanted.still_width,
            still_height=wanted.still_height,
            rotate=wanted.rotate,
        )

    async def _capture(self, thread: CaptureThread) -> None:
        due = self._clock.monotonic()
        while True:
            if thread.pace is not None:
                now = self._clock.monotonic()
                due = max(due + thread.pace, now)
                await self._clock.sleep(due - now)
            try:
                shot = await thread.read()
            except DeviceFailed as failed:
                if failed.fault is CameraFault.NO_PICTURES:
                    self._show(failed)
                shot = await self._have_back(thread)
            if self._take(shot, thread) is CameraFault.FROZEN:
                await self._clock.sleep(_FIRST_PAUSE)
                self._take(await self._have_back(thread), thread)

    async def _have_back(self, thread: CaptureThread) -> Shot:
        self._liveness.pause()
        pause = _FIRST_PAUSE
        while True:
            try:
                return await thread.start()
            except DeviceFailed as failed:
                self._show(failed)
            await self._clock.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _take(self, shot: Shot, thread: CaptureThread) -> CameraFault | None:
        """Make the picture the newest, and answer what is wrong with the camera."""
        self._was_there = True
        now = self._clock.monotonic()
        fault = self._liveness.see(shot, now) if thread.live else None
        self._status.show(CameraStatus(fault))
        serial = self._serial.value + 1
        self._newest = Frame(shot.picture, serial, now)
        self._serial.show(serial)
        return fault

    def _show(self, failed: DeviceFailed) -> CameraFault:
        """Make the fault known, and answer it; what was there once is unplugged, not unfound."""
        fault = self._named(failed)
        self._status.show(CameraStatus(fault))
        return fault

    def _named(self, failed: DeviceFailed) -> CameraFault:
        fault = CameraFault(failed.fault)
        if fault in (CameraFault.NOT_FOUND, CameraFault.UNPLUGGED):
            return CameraFault.UNPLUGGED if self._was_there else CameraFault.NOT_FOUND
        return fault

    async def _next_after(self, seen: int) -> Frame:
        frozen = self._status.value.fault is CameraFault.FROZEN
        if self._thread is not None and not frozen:
            with suppress(TimeoutError):
                await within(self._clock, self._settings.patience, self._newer_than(seen))
        if self._newest is None or self._newest.serial == seen:
            raise DeviceFailed(self._status.value.fault or CameraFault.NO_PICTURES)
        return self._newest

    async def _newer_than(self, seen: int) -> None:
        async with aclosing(self._serial.watch()) as serials:
            async for serial in serials:
                if serial > seen and self._newest is not None:
                    return

    async def _changes_from(self, told: CameraStatus) -> None:
        async with aclosing(self._status.watch()) as statuses:
            async for status in statuses:
                if status != told:
                    return

    async def _let_go(self) -> None:
        self._newest = None
        if self._thread is not None:
            thread, self._thread = self._thread, None
            await thread.stop()

    async def _look(self) -> None:
        """See whether the closed camera is there; what it failed of when opened stays known."""
        if not await self._is_there():
            self._show(DeviceFailed(CameraFault.NOT_FOUND))
            return
        self._was_there = True
        if self._status.value.fault in (CameraFault.NOT_FOUND, CameraFault.UNPLUGGED):
            self._status.show(CameraStatus())

    async def _is_there(self) -> bool:
        url = urlsplit(self._settings.source)
        port = url.port or _PORTS.get(url.scheme)
        if "://" not in self._settings.source or url.hostname is None or port is None:
            return Path(self._settings.source).exists()  # noqa: ASYNC240 - microseconds
        try:
            connecting = asyncio.open_connection(url.hostname, port)
            _, writer = await within(self._clock, self._settings.patience, connecting)
        except (OSError, TimeoutError):
            return False
        writer.transport.abort()
        return True


def make(settings: Settings, clock: Clock) -> Camera:
    return OpenCvCamera(settings, clock)
