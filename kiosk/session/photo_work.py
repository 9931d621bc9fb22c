"""Work at the camera: pictures stay here, events carry handles."""

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from kiosk.contracts.captures import Rendition
from kiosk.contracts.photo import Standing
from kiosk.domain.effects import CloseCamera, DropPhotos, OpenCamera, SealCapture, TakePhoto
from kiosk.domain.events import CaptureSealed, GuidanceChanged, PhotoTaken, StepFailed
from kiosk.session.workplace import Workplace

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

# The guidance looks at every fourth picture: about four a second are enough for a hint in words.
LOOK_AT_EVERY = 4


class PhotoWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._camera: asyncio.Task[None] | None = None

    def open_camera(self, _effect: OpenCamera) -> None:
        self._stop()
        self._camera = self._place.work(self._watch_camera())

    def close_camera(self, _effect: CloseCamera) -> None:
        self._stop()
        self._place.vault.newest = None

    def take_photo(self, _effect: TakePhoto) -> None:
        newest = self._place.vault.newest
        if newest is None:
            self._place.feed(StepFailed("camera.no_pictures"))
            return
        handle = self._place.vault.keep_photo(newest[1])
        self._place.feed(PhotoTaken(handle, Standing(0, 0, accepted=True)))

    def drop_photos(self, _effect: DropPhotos) -> None:
        self._place.vault.drop_photos()

    async def _watch_camera(self) -> None:
        from kiosk.capture.guidance import judge  # noqa: PLC0415 - OpenCV is loaded when needed
        from kiosk.capture.measure import Measurer  # noqa: PLC0415

        camera = self._place.devices.camera
        await camera.open()
        look = Measurer()
        last: GuidanceChanged | None = None
        try:
            async with aclosing(camera.frames()) as frames:  # type: ignore[type-var]
                async for frame in frames:
                    self._place.vault.newest = (frame.serial, frame.pixels)
                    if frame.serial % LOOK_AT_EVERY:
                        continue
                    hint = str(judge(await asyncio.to_thread(look.measure, frame.pixels)))
                    good = hint == "photo.guidance.good"
                    told = GuidanceChanged(hint, good, held=float(good))
                    if told != last:
                        last = told
                        self._place.feed(told)
        finally:
            await camera.close()

    async def seal(self, effect: SealCapture) -> None:
        from kiosk.capture import encoding  # noqa: PLC0415

        pixels = self._place.vault.photo(effect.handle)
        picture = await asyncio.to_thread(encoding.jpeg, pixels)
        capture = await self._place.records.seal_capture(
            str(effect.kind),
            (Rendition("interchange", "image/jpeg", picture),),
            {"guidance": await asyncio.to_thread(_judged, pixels)},
            effect.destination,
        )
        self._place.feed(CaptureSealed(effect.kind, capture))

    def _stop(self) -> None:
        if self._camera is not None:
            self._camera.cancel()


def _judged(pixels: "NDArray[uint8]") -> str:
    """Answer the guidance's word for a picture that stands still, such as `good` or `too_dark`."""
    from kiosk.capture.guidance import judge  # noqa: PLC0415 - OpenCV is loaded when needed
    from kiosk.capture.measure import Measurer  # noqa: PLC0415

    look = Measurer()
    look.measure(pixels)  # the one before, to which the picture is compared
    return str(judge(look.measure(pixels))).rpartition(".")[2]
