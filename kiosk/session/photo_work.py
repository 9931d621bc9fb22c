"""Work at the camera: pictures stay here, events carry handles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import aclosing, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from hardware.failures import DeviceFailed
from kiosk.domain.effects import (
    CloseCamera,
    DropPhotos,
    OpenCamera,
    PreparePhotos,
    SealCapture,
    TakePhoto,
)
from kiosk.domain.events import (
    CaptureSealed,
    StepFailed,
)
from kiosk.domain.photo_events import GuidanceChanged, PhotoTaken
from kiosk.session.darkroom import Darkroom, LookStuck
from kiosk.session.studio import Studio, StudioClosed, TakenPhoto
from kiosk.session.workplace import Workplace, named
from kiosk.store import StoreFailed

if TYPE_CHECKING:
    from hardware.camera import Frame
    from kiosk.config.model import Capture
    from kiosk.contracts.captures import Rendition

log = logging.getLogger(__name__)
STILL_TRIES = 3
EVIDENCE = "acquisition_"
"""How the files begin that go along when an attack is suspected (`kiosk.capture.face.finishing`)."""

MOST_EVIDENCE = 16 * 1024 * 1024
"""Bytes that a container (`kiosk.contracts.handover.LARGEST`, sealed) has room for beside the rest."""


class PhotoWork:
    """Films, guides, takes and seals. The preview keeps its own pace, however long a look takes."""

    def __init__(self, place: Workplace, wanted: Capture, patience: float) -> None:
        """`patience` in seconds is for one look at one picture."""
        self._place = place
        self._wanted = wanted
        self._darkroom = Darkroom(place.clock, patience)
        self._studio: Studio | None = None
        self._running: list[asyncio.Task[None]] = []
        self._newest: Frame | None = None
        self._arrived = asyncio.Event()
        self._taken: dict[str, TakenPhoto] = {}

    def prepare(self, _effect: PreparePhotos) -> None:
        """Load what measures now: it holds the loop up for a tenth of a second, which no still page shows."""
        self._place.aside(self._warm())

    def open_camera(self, _effect: OpenCamera) -> None:
        self._stop()
        jobs = (self._film(), self._guide(), self._learn_size_of_stills())
        self._running = [self._work(job) for job in jobs]

    def close_camera(self, _effect: CloseCamera) -> None:
        self._stop()

    def take_photo(self, _effect: TakePhoto) -> None:
        self._running.append(self._work(self._take()))

    def drop_photos(self, _effect: DropPhotos) -> None:
        self._place.vault.drop_photos()
        self._taken.clear()
        if self._studio is not None:
            self._place.aside(self._darkroom.run(self._studio.forget))

    def seal(self, effect: SealCapture) -> Coroutine[Any, Any, None]:
        """Answer the work of sealing one photo as all of its renditions."""
        return self._told(self._seal(effect))

    async def close(self) -> None:
        """Let go of camera, pictures and thread."""
        self._stop()
        if self._studio is not None:
            with suppress(LookStuck):
                await self._darkroom.run(self._studio.forget)
        await self._darkroom.close()

    async def _film(self) -> None:
        camera = self._place.devices.camera
        await camera.open()
        try:
            async with aclosing(camera.frames()) as frames:  # type: ignore[type-var]
                async for frame in frames:
                    self._place.vault.newest = (frame.serial, frame.pixels)
                    self._newest = frame
                    self._arrived.set()
        finally:
            await camera.close()

    async def _guide(self) -> None:
        """Look at the newest picture, then at what is newest by then: what comes between is left out."""
        studio = await self._enter()
        await self._darkroom.run(studio.begin)
        told: GuidanceChanged | None = None
        serial = 0
        while True:
            frame = await self._newer_than(serial)
            serial = frame.serial
            seen = await self._darkroom.run(partial(studio.look, frame.pixels, frame.taken))
            if seen != told:
                told = seen
                self._place.feed(seen)

    async def _learn_size_of_stills(self) -> None:
        """Take one aside: how far away one may stand depends on how large they are."""
        studio = await self._enter()
        await self._newer_than(0)
        with suppress(DeviceFailed):  # who films tells what is wrong with the camera
            still = await self._place.devices.camera.still()
            await self._darkroom.run(partial(studio.learn_still, still.pixels))

    async def _take(self) -> None:
        studio = await self._enter()
        still = await self._still()
        taken = await self._darkroom.run(partial(studio.assess, still.pixels))
        handle = self._place.vault.keep_photo(taken.assessed.crop)
        self._taken[handle] = taken
        self._place.feed(PhotoTaken(handle, taken.standing))

    async def _still(self) -> Frame:
        """Take a still; once more where the camera missed it while its preview goes on."""
        for _ in range(STILL_TRIES - 1):
            before = self._newest
            try:
                return await self._place.devices.camera.still()
            except DeviceFailed:
                if self._newest is before:
                    raise
        return await self._place.devices.camera.still()

    async def _seal(self, effect: SealCapture) -> None:
        studio = await self._enter()
        chosen = self._taken[effect.handle]
        renditions = await self._darkroom.run(partial(studio.finish, chosen))
        remarks = {**dict(effect.remarks), **studio.remarks(chosen)}
        # What an alarm adds is for the clerk, whatever else of a photo the service keeps.
        wanted = effect.wanted(renditions)
        evidence = fitting([one for one in renditions if one.name.startswith(EVIDENCE)])
        sealed = tuple(one for one in renditions if one in wanted or one in evidence)
        capture = await self._place.records.seal_capture(
            str(effect.kind), sealed, remarks, effect.destination
        )
        self._place.feed(CaptureSealed(effect.kind, capture))

    async def _warm(self) -> None:
        await self._enter()

    async def _enter(self) -> Studio:
        return await self._darkroom.run(self._opened)

    def _opened(self) -> Studio:
        if self._studio is None:
            self._studio = Studio(self._wanted)
        return self._studio

    async def _newer_than(self, serial: int) -> Frame:
        while self._newest is None or self._newest.serial == serial:
            self._arrived.clear()
            await self._arrived.wait()
        return self._newest

    def _work(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self._place.work(self._told(job))

    async def _told(self, job: Coroutine[Any, Any, None]) -> None:
        """Do a job; what goes wrong with looking at pictures is told as that."""
        try:
            await job
        except (DeviceFailed, StoreFailed):
            raise
        except StudioClosed as closed:
            log.critical("photo.models_missing %s", closed)
            self._place.feed(StepFailed("photo.models_missing"))
        except LookStuck:
            log.critical("photo.analysis_stuck")
            self._studio = None  # its thread may still be in it
            self._place.feed(StepFailed("photo.analysis_stuck"))
        except Exception as error:  # noqa: BLE001 - OpenCV and numpy raise anything; the citizen must be told
            log.critical("photo.analysis_failed %s", named(error))
            self._place.feed(StepFailed("photo.analysis_failed"))
        finally:
            job.close()

    def _stop(self) -> None:
        for task in self._running:
            task.cancel()
        self._running = []
        self._newest = None
        self._arrived.clear()
        self._place.vault.newest = None


def fitting(evidence: list[Rendition]) -> list[Rendition]:
    """Answer the newest pictures that fit into a container: an alarm must not keep a photo from it."""
    left, kept = MOST_EVIDENCE, []
    for one in reversed(evidence):
        left -= len(one.content)
        if left < 0:
            break
        kept.append(one)
    return kept[::-1]
