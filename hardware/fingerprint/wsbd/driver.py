"""The fingerprint port over WS-BD: one capture at a time, and the scanner's condition."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault, FingerprintStatus
from hardware.fingerprint.pictures import Told, Unfit, check_area, read_picture, read_raw
from hardware.fingerprint.wsbd.link import Link, Unreachable
from hardware.fingerprint.wsbd.messages import NoAnswer, Result
from hardware.fingerprint.wsbd.names import (
    CONTENT_TYPE,
    FINGER,
    IMAGE_DENSITY,
    IMAGE_HEIGHT,
    IMAGE_WIDTH,
    MODALITY,
    RAW,
    SUBMODALITIES,
    SUBMODALITY,
)
from hardware.fingerprint.wsbd.session import Session
from hardware.patience import within
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Habits:
    """See `Settings` of this driver; the last four are seconds."""

    name: str
    parameters: Mapping[str, str | int]
    width_mm: float
    height_mm: float
    dpi: int
    answer: float
    initialization: float
    poll: float
    look_every: float


class WsbdScanner:
    """Implements `hardware.fingerprint.FingerprintScanner`."""

    def __init__(self, link: Link, habits: Habits, clock: Clock) -> None:
        self._link = link
        self._habits = habits
        self._clock = clock
        self._running: asyncio.Task[FingerImage] | None = None

    async def capture(self, position: FingerPosition, patience: float) -> FingerImage:
        await self.cancel()
        session = Session(self._link, self._habits.answer, self._clock)
        running = asyncio.ensure_future(self._captured(session, position))
        self._running = running
        try:
            return await within(self._clock, patience, running)
        except TimeoutError:
            raise DeviceFailed(session.waits_for) from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():  # the asker itself was told to stop
                raise
            raise DeviceFailed(FingerprintFault.NO_FINGER) from None
        except (Unreachable, NoAnswer) as failed:
            raise DeviceFailed(self._fault(failed)) from None
        finally:
            if self._running is running:
                self._running = None

    async def cancel(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.wait({running})

    async def watch(self) -> AsyncIterator[FingerprintStatus]:
        told: FingerprintStatus | None = None
        while True:
            status = FingerprintStatus(await self._look(), self._habits.name)
            if status != told:
                told = status
                yield status
            await self._clock.sleep(self._habits.poll)

    async def _look(self) -> FingerprintFault | None:
        """Ask for the service's information, which needs no session (getServiceInfo)."""
        try:
            answer = await self._link.ask("GET", "info", patience=self._habits.answer)
        except (Unreachable, NoAnswer) as failed:
            return self._fault(failed)
        if answer.metadata.get(MODALITY, FINGER) != FINGER:
            return FingerprintFault.UNSUITABLE
        return None

    async def _captured(self, session: Session, position: FingerPosition) -> FingerImage:
        looking = asyncio.ensure_future(self._keep_looking())
        taking = asyncio.ensure_future(self._take(session, position))
        try:
            await asyncio.wait((looking, taking), return_when=asyncio.FIRST_COMPLETED)
            if not taking.done():
                looking.result()  # it ends by raising alone
            return await taking
        finally:
            looking.cancel()
            taking.cancel()
            await asyncio.gather(looking, taking, return_exceptions=True)

    async def _keep_looking(self) -> None:
        """Raise Unreachable or NoAnswer when the service no longer answers."""
        if not self._habits.look_every:
            await asyncio.Event().wait()
        while True:
            await self._clock.sleep(self._habits.look_every)
            await self._link.ask("GET", "info", patience=self._habits.answer)

    async def _take(self, session: Session, position: FingerPosition) -> FingerImage:
        wanted = SUBMODALITIES[position]
        parameters = {**self._habits.parameters, SUBMODALITY: wanted}
        try:
            answer = await session.captured(parameters, self._habits.initialization)
        finally:
            # Bounded, for the citizen waits; what stays behind is taken over the next time.
            with suppress(Unreachable, NoAnswer, TimeoutError):
                await within(self._clock, self._habits.answer, session.end())
        if answer.metadata.get(SUBMODALITY, wanted) != wanted:
            logger.warning("The scanner's service sent another finger than was asked for.")
            raise DeviceFailed(FingerprintFault.BROKEN)
        try:
            return await asyncio.to_thread(self._image, answer)
        except Unfit as unfit:
            logger.warning("The scanner's image is refused: %s.", unfit)
            raise DeviceFailed(FingerprintFault.UNSUITABLE) from None

    def _image(self, answer: Result) -> FingerImage:
        told = Told(
            _number(answer, IMAGE_WIDTH),
            _number(answer, IMAGE_HEIGHT),
            _number(answer, IMAGE_DENSITY) or self._habits.dpi,
        )
        read = read_raw if answer.metadata.get(CONTENT_TYPE) == RAW else read_picture
        image = read(answer.data, told, self._habits.name)
        check_area(image, self._habits.width_mm, self._habits.height_mm)
        return image

    def _fault(self, failed: Unreachable | NoAnswer) -> FingerprintFault:
        if isinstance(failed, NoAnswer):
            logger.warning("The scanner's service answers nonsense: %s", failed)
            return FingerprintFault.BROKEN
        return FingerprintFault.UNPLUGGED if self._link.answered else FingerprintFault.NOT_FOUND


def _number(answer: Result, key: str) -> int:
    """Answer the whole number of that key, 0 where there is none. Raises Unfit."""
    text = str(answer.metadata.get(key, "0"))
    if not (text.isascii() and text.isdigit()):
        raise Unfit(f"{key} is no number")
    return int(text)
