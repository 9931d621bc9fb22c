"""Work at the signature pad: strokes and pictures stay here, events tell numbers and handles."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from hardware.failures import DeviceFailed
from kiosk.contracts.captures import Document, PadArea, Rendition, Stroke
from kiosk.domain.effects import (
    ClearPad,
    ClosePad,
    DrawSignature,
    OpenPad,
    SealCapture,
    TakeBackStroke,
)
from kiosk.domain.events import CaptureSealed, SignatureDrawn, SignatureRefused, StrokesChanged
from kiosk.session.workplace import Workplace

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

    from kiosk.capture.signature.profile import SignatureProfile


class SignatureWork:
    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._pad: asyncio.Task[None] | None = None
        self._drawing: asyncio.Task[None] | None = None
        self._renditions: tuple[Rendition, ...] = ()

    def open_pad(self, _effect: OpenPad) -> None:
        self._stop()
        self._pad = self._place.work(self._watch_pad())

    def close_pad(self, _effect: ClosePad) -> None:
        self._stop()

    def clear_pad(self, _effect: ClearPad) -> None:
        self._forget()
        self._place.devices.signature.clear()

    def take_back(self, _effect: TakeBackStroke) -> None:
        self._place.devices.signature.take_back()

    def draw(self, effect: DrawSignature) -> None:
        self._drawing = self._place.work(self._draw(effect.documents))

    async def seal(self, effect: SealCapture) -> None:
        capture = await self._place.records.seal_capture(
            str(effect.kind), self._renditions, dict(effect.remarks), effect.destination
        )
        self._forget()
        self._place.feed(CaptureSealed(effect.kind, capture))

    async def _draw(self, documents: tuple[Document, ...]) -> None:
        pad = self._place.devices.signature
        drawn = await asyncio.to_thread(
            _drawn, pad.strokes(), pad.area(), documents, crowded=pad.crowded()
        )
        if isinstance(drawn, str):
            self._place.feed(SignatureRefused(drawn))
            return
        self._renditions = tuple(rendition for rendition, _picture in drawn.values())
        handles = tuple(
            (document, self._place.vault.keep_signature(str(document), picture))
            for document, (_rendition, picture) in drawn.items()
        )
        self._place.feed(SignatureDrawn(handles))

    def _forget(self) -> None:
        """Let go of the pictures, and of those that are being drawn."""
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None
        self._renditions = ()
        self._place.vault.drop_signatures()

    def _stop(self) -> None:
        self._forget()
        if self._pad is not None:
            self._pad.cancel()

    async def _watch_pad(self) -> None:
        """Tell the strokes until something goes wrong at the pad, which is the step's failure."""
        pad = self._place.devices.signature
        await pad.open()
        counting = asyncio.ensure_future(self._count())
        watching = asyncio.ensure_future(self._watch_condition())
        try:
            done, _ = await asyncio.wait({counting, watching}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (counting, watching):
                task.cancel()
            await asyncio.gather(counting, watching, return_exceptions=True)
            await pad.close()

    async def _count(self) -> None:
        async for count in self._place.devices.signature.changes():
            self._place.feed(StrokesChanged(count))

    async def _watch_condition(self) -> None:
        async for status in self._place.devices.signature.watch():
            if status.fault is not None:
                raise DeviceFailed(status.fault)


def _drawn(
    strokes: tuple[Stroke, ...], area: PadArea, documents: tuple[Document, ...], *, crowded: bool
) -> "str | dict[Document, tuple[Rendition, NDArray[uint8]]]":
    """Answer a rendition and its pixels for each document, or what is wrong with the drawing."""
    from kiosk.capture.signature import checks, rendering  # noqa: PLC0415 - OpenCV is loaded when needed
    from kiosk.capture.signature.drawn import measure  # noqa: PLC0415

    if not any(strokes):
        return checks.EMPTY
    profile = _profile()
    problem = checks.judge(measure(strokes, area), profile.checks, crowded=crowded)
    if problem:
        return problem
    drawings = {}
    for document in documents:
        pixels = rendering.picture(strokes, profile.sizes[document], profile.pen)
        drawings[document] = (rendering.rendition(document, pixels), rendering.in_colour(pixels))
    return drawings


@lru_cache(1)
def _profile() -> "SignatureProfile":
    from kiosk.capture.signature.profile import read_profile  # noqa: PLC0415

    return read_profile()
