"""Work at the fingerprint scanner: images stay here, events carry handles."""

import asyncio
from collections.abc import Mapping

from hardware.fingerprint import FingerPosition
from kiosk.contracts.captures import CaptureKind, Rendition
from kiosk.domain.effects import CancelFinger, CaptureFinger, SealCapture
from kiosk.domain.events import CaptureSealed, FingerTaken
from kiosk.session.workplace import Workplace

POSITIONS: Mapping[CaptureKind, FingerPosition] = {
    CaptureKind.FINGER_RIGHT: FingerPosition.RIGHT_INDEX,
    CaptureKind.FINGER_LEFT: FingerPosition.LEFT_INDEX,
}
FINGER_PATIENCE = 15.0


class FingerWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._finger: asyncio.Task[None] | None = None
        self._scores: dict[str, int] = {}

    def capture_finger(self, effect: CaptureFinger) -> None:
        self._finger = self._place.work(self._take_finger(effect.kind))

    def cancel_finger(self, _effect: CancelFinger) -> None:
        if self._finger is not None and not self._finger.done():
            self._finger.cancel()
            self._place.aside(self._place.devices.fingerprint.cancel())
        self._finger = None

    async def seal(self, effect: SealCapture) -> None:
        from kiosk.capture import encoding  # noqa: PLC0415

        image = self._place.vault.finger(effect.handle)
        picture = await asyncio.to_thread(
            encoding.grey_png, image.pixels, image.width, image.height
        )
        capture = await self._place.records.seal_capture(
            str(effect.kind),
            (Rendition("raw", "image/png", picture),),
            {"quality": self._scores[effect.handle]},
            effect.destination,
        )
        self._place.feed(CaptureSealed(effect.kind, capture))

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
