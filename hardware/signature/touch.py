"""Takes a signature from the touch panel: screens hand over what touches the pad on the page."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.patience import done_within
from hardware.signature import SignatureFault, SignaturePad, SignatureStatus
from kiosk.contracts.captures import PadArea, Point, Stroke
from kiosk.contracts.clock import Clock

# No stroke of a signature takes that long: a bag leans on the panel, or it has a ghost touch.
STUCK_AFTER = 20.0
# How often the panel's device file is looked for, where one is configured.
LOOK_EVERY = 1.0
# Far above any signature; a panel gone mad must not fill the memory.
MOST_STROKES = 500
MOST_POINTS = 10_000
# A usual signature tablet's, until the screen has said how large its own area is.
USUAL_AREA = PadArea(160.0, 50.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """`panel` is the touch panel's device file, a name that stays (`/dev/input/by-id/…`).

    Without it any pointer will do, and a panel that is pulled out goes unnoticed.
    """

    panel: str = ""


def make(settings: Settings, clock: Clock) -> SignaturePad:
    return TouchPad(clock, Path(settings.panel) if settings.panel else None)


class TouchPad:
    """Implements `hardware.signature.SignaturePad`.

    Screens call `spread`, `begin`, `extend`, `finish` and `crowd` in their event loop, positions in
    millimetres from the pad's lower left. One touch at a time is written with; any other is told of
    by `crowd`.
    """

    def __init__(self, clock: Clock, panel: Path | None) -> None:
        self._clock = clock
        self._panel = panel
        self._is_open = False
        self._was_there = False
        self._origin = 0.0
        self._strokes: list[Stroke] = []
        self._points: list[Point] = []
        self._area = USUAL_AREA
        self._crowded = False
        # Grows with every change, so that none is missed: one stroke, cleared, one stroke again.
        self._changes: Latest[tuple[int, int]] = Latest((0, 0))
        self._touched: Latest[float | None] = Latest(None)

    async def open(self) -> None:
        if not await self._is_there():
            raise DeviceFailed(self._missing())
        self._is_open = True
        self.clear()

    async def close(self) -> None:
        self._is_open = False
        self.clear()

    def clear(self) -> None:
        self._strokes.clear()
        self._crowded = False
        self._lift()
        self._count()

    def take_back(self) -> None:
        if self._strokes:
            self._strokes.pop()
            self._crowded = self._crowded and bool(self._strokes)
            self._count()

    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(self._strokes)

    def area(self) -> PadArea:
        return self._area

    def crowded(self) -> bool:
        return self._crowded

    def changes(self) -> AsyncIterator[int]:
        return self._changes_since(self._changes.value[0])

    def spread(self, width: float, height: float) -> None:
        """Tell the size of the area in millimetres."""
        self._area = PadArea(width, height)

    def crowd(self) -> None:
        """Tell that something else touches the area while it is written on."""
        self._crowded = self._crowded or self._touched.value is not None

    def begin(self, x: float, y: float, pressure: float | None = None) -> None:
        """Put the pen down. A stroke still open ends first."""
        self.crowd()
        self.finish()
        if not self._is_open or len(self._strokes) >= MOST_STROKES:
            return
        now = self._clock.monotonic()
        if not self._strokes:
            self._origin = now
        self._touched.show(now)
        self.extend(x, y, pressure)

    def extend(self, x: float, y: float, pressure: float | None = None) -> None:
        """Draw the pen on; passed over while it is up. `pressure` from 0 to 1 where it is felt."""
        if self._touched.value is not None and len(self._points) < MOST_POINTS:
            t = self._clock.monotonic() - self._origin
            self._points.append(Point(x, y, t, pressure))

    def finish(self) -> None:
        """Lift the pen. A stroke that was stuck is none."""
        if self._stuck_in():
            self._strokes.append(tuple(self._points))
            self._count()
        self._lift()

    async def watch(self) -> AsyncIterator[SignatureStatus]:
        shown: SignatureStatus | None = None
        async with aclosing(self._touched.watch()) as touches:
            await anext(touches)
            touched = asyncio.ensure_future(anext(touches))
            try:
                while True:
                    status = await self._status()
                    if status != shown:
                        shown = status
                        yield status
                    pause = self._until_next_look(status)
                    if pause is None or await done_within(self._clock, pause, touched):
                        await touched
                        touched = asyncio.ensure_future(anext(touches))
            finally:
                touched.cancel()
                await asyncio.gather(touched, return_exceptions=True)

    async def _status(self) -> SignatureStatus:
        if not await self._is_there():
            return SignatureStatus(self._missing())
        return SignatureStatus(SignatureFault.PEN_STUCK if self._stuck_in() == 0 else None)

    def _until_next_look(self, status: SignatureStatus) -> float | None:
        """Answer the seconds after which the condition may be another without a touch."""
        pauses = [LOOK_EVERY] if self._panel is not None else []
        stuck_in = self._stuck_in()
        if stuck_in is not None and status.fault is not SignatureFault.PEN_STUCK:
            pauses.append(stuck_in)
        return min(pauses, default=None)

    def _stuck_in(self) -> float | None:
        """Answer in how many seconds the stroke now drawn counts as stuck."""
        since = self._touched.value
        return None if since is None else max(0.0, since + STUCK_AFTER - self._clock.monotonic())

    async def _is_there(self) -> bool:
        there = self._panel is None or await asyncio.to_thread(self._panel.exists)
        self._was_there = self._was_there or there
        return there

    def _missing(self) -> SignatureFault:
        return SignatureFault.UNPLUGGED if self._was_there else SignatureFault.NOT_FOUND

    async def _changes_since(self, serial: int) -> AsyncGenerator[int, None]:
        async with aclosing(self._changes.watch()) as changes:
            async for newest, count in changes:
                if newest != serial:
                    serial = newest
                    yield count

    def _count(self) -> None:
        self._changes.show((self._changes.value[0] + 1, len(self._strokes)))

    def _lift(self) -> None:
        self._points.clear()
        self._touched.show(None)
