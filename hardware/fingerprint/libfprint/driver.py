"""The fingerprint port over libfprint's process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault, FingerprintStatus
from hardware.fingerprint.libfprint.process import (
    Condition,
    Died,
    Ended,
    Phase,
    Picture,
    ReaderProcess,
)
from hardware.fingerprint.pictures import Told, Unfit, read_raw
from hardware.patience import within
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)

FAILURES: Mapping[str, FingerprintFault] = {
    "removed": FingerprintFault.UNPLUGGED,
    "busy": FingerprintFault.BUSY,
    "already_open": FingerprintFault.BUSY,
    "not_supported": FingerprintFault.UNSUITABLE,
}
"""What libfprint says of the reader (FpDeviceError); everything else is a broken one."""


class LibfprintScanner:
    """Implements `hardware.fingerprint.FingerprintScanner`; a reader does not know which finger it is.

    `waits` says whether it waits for a finger now.
    """

    def __init__(self, process: ReaderProcess, clock: Clock, name: str, dpi: int) -> None:
        self._process = process
        self._clock = clock
        self._name = name
        self._dpi = dpi
        self._running: asyncio.Task[FingerImage] | None = None
        self._was_there = False
        self.waits = False

    async def capture(self, position: FingerPosition, patience: float) -> FingerImage:
        del position
        await self.cancel()
        running = asyncio.ensure_future(self._captured())
        self._running = running
        try:
            return await within(self._clock, patience, running)
        except TimeoutError:
            late = FingerprintFault.NO_FINGER if self.waits else FingerprintFault.BROKEN
            raise DeviceFailed(late) from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():  # the asker itself was told to stop
                raise
            raise DeviceFailed(FingerprintFault.NO_FINGER) from None
        finally:
            if self._running in (running, None):
                self._running, self.waits = None, False

    async def cancel(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.wait({running})

    async def watch(self) -> AsyncIterator[FingerprintStatus]:
        told: FingerprintStatus | None = None
        async with self._process.in_use(), aclosing(self._process.condition.watch()) as conditions:
            async for condition in conditions:
                if condition.phase is Phase.UNDECIDED:
                    continue
                status = FingerprintStatus(self._fault(condition), self._named(condition))
                if status != told:
                    told = status
                    yield status

    async def _captured(self) -> FingerImage:
        async with self._process.in_use():
            condition = await self._process.decided()
            fault = self._fault(condition)
            if fault is not None:
                raise DeviceFailed(fault)
            try:
                answer = await self._process.capture(self._ready)
            except Died:
                raise DeviceFailed(FingerprintFault.BROKEN) from None
            if isinstance(answer, Ended):
                raise DeviceFailed(self._meaning(answer))
            return self._image(answer, self._named(condition))

    def _ready(self) -> None:
        self.waits = True

    def _image(self, picture: Picture, name: str) -> FingerImage:
        try:
            return read_raw(picture.pixels, Told(picture.width, picture.height, self._dpi), name)
        except Unfit as unfit:
            logger.warning("The reader's image is refused: %s.", unfit)
            raise DeviceFailed(FingerprintFault.UNSUITABLE) from None

    def _fault(self, condition: Condition) -> FingerprintFault | None:
        match condition.phase:
            case Phase.THERE:
                self._was_there = True
                return None
            case Phase.WITHOUT_IMAGES:
                return FingerprintFault.UNSUITABLE
            case Phase.NOT_THERE if self._was_there:
                return FingerprintFault.UNPLUGGED
            case Phase.NOT_THERE:
                return FingerprintFault.NOT_FOUND
            case _:
                return FingerprintFault.BROKEN

    def _meaning(self, ended: Ended) -> FingerprintFault:
        match ended.kind:
            case "retry":
                return FingerprintFault.POOR_CONTACT
            case "cancelled":
                return FingerprintFault.NO_FINGER
            case _:
                logger.warning("The reader says '%s'.", ended.why)
                return FAILURES.get(ended.why, FingerprintFault.BROKEN)

    def _named(self, condition: Condition) -> str:
        return self._name or condition.name
