"""Work at camera, finger scanner and signature pad: pictures stay here, events carry handles."""

import asyncio
import math
from collections.abc import Mapping
from contextlib import aclosing
from itertools import pairwise
from typing import TYPE_CHECKING

from hardware.fingerprint import FingerPosition
from kiosk.contracts.captures import CaptureKind, Stroke
from kiosk.domain.effects import (
    CancelFinger,
    CaptureFinger,
    ClearPad,
    CloseCamera,
    ClosePad,
    OpenCamera,
    OpenPad,
    SealCapture,
    TakePhoto,
)
from kiosk.domain.events import (
    CaptureSealed,
    FingerTaken,
    GuidanceChanged,
    PhotoTaken,
    StepFailed,
    StrokesChanged,
)
from kiosk.session.workplace import Workplace

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

POSITIONS: Mapping[CaptureKind, FingerPosition] = {
    CaptureKind.FINGER_RIGHT: FingerPosition.RIGHT_INDEX,
    CaptureKind.FINGER_LEFT: FingerPosition.LEFT_INDEX,
}
FINGER_PATIENCE = 15.0
# The guidance looks at every fourth picture: about four a second are enough for a hint in words.
LOOK_AT_EVERY = 4


class CaptureWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._camera: asyncio.Task[None] | None = None
        self._pad: asyncio.Task[None] | None = None
        self._finger: asyncio.Task[None] | None = None
        self._scores: dict[str, int] = {}

    def open_camera(self, _effect: OpenCamera) -> None:
        _stop(self._camera)
        self._camera = self._place.work(self._watch_camera())

    def close_camera(self, _effect: CloseCamera) -> None:
        _stop(self._camera)
        self._place.vault.newest = None

    def take_photo(self, _effect: TakePhoto) -> None:
        newest = self._place.vault.newest
        if newest is None:
            self._place.feed(StepFailed("camera.no_pictures"))
            return
        self._place.feed(PhotoTaken(self._place.vault.keep_photo(newest[1])))

    def capture_finger(self, effect: CaptureFinger) -> None:
        self._finger = self._place.work(self._take_finger(effect.kind))

    def cancel_finger(self, _effect: CancelFinger) -> None:
        if self._finger is not None and not self._finger.done():
            self._finger.cancel()
            self._place.aside(self._place.devices.fingerprint.cancel())
        self._finger = None

    def open_pad(self, _effect: OpenPad) -> None:
        _stop(self._pad)
        self._pad = self._place.work(self._watch_pad())

    def close_pad(self, _effect: ClosePad) -> None:
        _stop(self._pad)

    def clear_pad(self, _effect: ClearPad) -> None:
        self._place.devices.signature.clear()

    def seal(self, effect: SealCapture) -> None:
        self._place.work(self._seal(effect))

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
                    told = GuidanceChanged(hint, hint == "photo.guidance.good")
                    if told != last:
                        last = told
                        self._place.feed(told)
        finally:
            await camera.close()

    async def _take_finger(self, kind: CaptureKind) -> None:
        from kiosk.capture.finger import measure_finger  # noqa: PLC0415

        scanner = self._place.devices.fingerprint
        image = await scanner.capture(POSITIONS[kind], FINGER_PATIENCE)
        measure = await asyncio.to_thread(
            measure_finger, image.pixels, image.width, image.height, image.dpi
        )
        handle = self._place.vault.keep_finger(image)
        self._scores[handle] = measure.score
        self._place.feed(FingerTaken(kind, handle, measure.score))

    async def _watch_pad(self) -> None:
        pad = self._place.devices.signature
        await pad.open()
        try:
            async for count in pad.changes():
                self._place.feed(StrokesChanged(count, round(length_mm(pad.strokes()), 1)))
        finally:
            await pad.close()

    async def _seal(self, effect: SealCapture) -> None:
        from kiosk.capture import encoding  # noqa: PLC0415

        vault = self._place.vault
        remarks: dict[str, str | int | bool] = {}
        match effect.kind:
            case CaptureKind.PHOTO:
                picture = await asyncio.to_thread(encoding.jpeg, vault.photo(effect.handle))
                media = "image/jpeg"
                remarks["guidance"] = await asyncio.to_thread(_judged, vault.photo(effect.handle))
            case CaptureKind.SIGNATURE:
                strokes = self._place.devices.signature.strokes()
                picture = await asyncio.to_thread(encoding.signature_png, strokes)
                media = "image/png"
            case _:
                image = vault.finger(effect.handle)
                picture = await asyncio.to_thread(
                    encoding.grey_png, image.pixels, image.width, image.height
                )
                media = "image/png"
                remarks["quality"] = self._scores[effect.handle]
        remarks["media_type"] = media
        capture = await self._place.records.seal_capture(
            str(effect.kind), picture, remarks, effect.destination
        )
        self._place.feed(CaptureSealed(effect.kind, capture))


def _stop(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()


def _judged(pixels: "NDArray[uint8]") -> str:
    """Answer the guidance's word for a picture that stands still, such as `good` or `too_dark`."""
    from kiosk.capture.guidance import judge  # noqa: PLC0415 - OpenCV is loaded when needed
    from kiosk.capture.measure import Measurer  # noqa: PLC0415

    look = Measurer()
    look.measure(pixels)  # the one before, to which the picture is compared
    return str(judge(look.measure(pixels))).rpartition(".")[2]


def length_mm(strokes: tuple[Stroke, ...]) -> float:
    """Answer the summed length of all strokes in millimetres."""
    return sum(
        math.dist((before.x, before.y), (after.x, after.y))
        for stroke in strokes
        for before, after in pairwise(stroke)
    )
