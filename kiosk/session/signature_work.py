"""Work at the signature pad: strokes stay in the pad, events tell their number and length."""

import asyncio
import math
from itertools import pairwise

from kiosk.contracts.captures import Rendition, Stroke
from kiosk.domain.effects import ClearPad, ClosePad, OpenPad, SealCapture
from kiosk.domain.events import CaptureSealed, StrokesChanged
from kiosk.session.workplace import Workplace


class SignatureWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._pad: asyncio.Task[None] | None = None

    def open_pad(self, _effect: OpenPad) -> None:
        self._stop()
        self._pad = self._place.work(self._watch_pad())

    def close_pad(self, _effect: ClosePad) -> None:
        self._stop()

    def clear_pad(self, _effect: ClearPad) -> None:
        self._place.devices.signature.clear()

    async def seal(self, effect: SealCapture) -> None:
        from kiosk.capture import encoding  # noqa: PLC0415 - OpenCV is loaded when needed

        strokes = self._place.devices.signature.strokes()
        picture = await asyncio.to_thread(encoding.signature_png, strokes)
        capture = await self._place.records.seal_capture(
            str(effect.kind),
            (Rendition("interchange", "image/png", picture),),
            {},
            effect.destination,
        )
        self._place.feed(CaptureSealed(effect.kind, capture))

    def _stop(self) -> None:
        if self._pad is not None:
            self._pad.cancel()

    async def _watch_pad(self) -> None:
        pad = self._place.devices.signature
        await pad.open()
        try:
            async for count in pad.changes():
                self._place.feed(StrokesChanged(count, round(length_mm(pad.strokes()), 1)))
        finally:
            await pad.close()


def length_mm(strokes: tuple[Stroke, ...]) -> float:
    """Answer the summed length of all strokes in millimetres."""
    return sum(
        math.dist((before.x, before.y), (after.x, after.y))
        for stroke in strokes
        for before, after in pairwise(stroke)
    )
