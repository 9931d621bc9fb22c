"""One client's presence at a WS-BD service: registered, holding the lock, from configuring to download."""

import logging
from collections.abc import Mapping
from contextlib import suppress

from hardware.failures import DeviceFailed
from hardware.fingerprint import FingerprintFault
from hardware.fingerprint.wsbd.link import Link
from hardware.fingerprint.wsbd.messages import NoAnswer, Result, Values, write_configuration
from hardware.fingerprint.wsbd.names import REASON, Status
from kiosk.contracts.clock import Clock

logger = logging.getLogger(__name__)

PAUSE = 0.2
"""Seconds before an operation is tried once more that the service puts off."""

FAULTS: Mapping[Status, FingerprintFault] = {
    Status.UNSUPPORTED: FingerprintFault.UNSUITABLE,
    Status.BAD_VALUE: FingerprintFault.UNSUITABLE,
    Status.NO_SUCH_PARAMETER: FingerprintFault.UNSUITABLE,
    Status.NO_SUCH_PARAMTER: FingerprintFault.UNSUITABLE,
}
"""Every other status that ends a capture says that the sensor or its service is out of order."""

# What the scanner itself may say of a finger, in the metadata of a failed capture.
REASONS = (
    FingerprintFault.POOR_CONTACT,
    FingerprintFault.TWO_FINGERS,
    FingerprintFault.TOO_WET,
    FingerprintFault.DIRTY_GLASS,
)
LOST = (Status.LOCK_NOT_HELD, Status.LOCK_HELD_BY_ANOTHER, Status.INVALID_ID)


class Session:
    """`waits_for` is the fault to tell if patience ends now."""

    def __init__(self, link: Link, answer: float, clock: Clock) -> None:
        self._link = link
        self._answer = answer
        self._clock = clock
        self._id = ""
        self._captures = False
        self.waits_for = FingerprintFault.BUSY

    async def _begin(self) -> None:
        """Register and hold the lock. Raises Unreachable, NoAnswer.

        A service that is full drops whom it has not heard of for long; a lock that a dead client left
        is stolen as soon as the service allows it.
        """
        while not await self._locked():
            await self._clock.sleep(PAUSE)

    async def captured(self, parameters: Values, initialization: float) -> Result:
        """Answer the one image of a capture, however often the sensor must be made ready for it.

        Raises Unreachable, NoAnswer, DeviceFailed.
        """
        await self._begin()
        body = write_configuration(parameters)
        todo = "configure"
        while True:
            answer = await self._do(todo, body, initialization)
            match answer.status:
                case Status.SUCCESS if todo == "capture":
                    return await self._download(answer)
                case Status.SUCCESS:
                    todo = "configure" if todo == "initialize" else "capture"
                case Status.INITIALIZATION_NEEDED:
                    todo = "initialize"
                case Status.CONFIGURATION_NEEDED:
                    todo = "configure"
                case Status.SENSOR_BUSY:
                    self.waits_for = FingerprintFault.BUSY
                    await self._ask("POST", "cancel", self._id)
                    await self._clock.sleep(PAUSE)
                case Status.SENSOR_TIMEOUT | Status.CANCELED:
                    await self._clock.sleep(PAUSE)
                case status if status in LOST:
                    self.waits_for = FingerprintFault.BUSY
                    await self._clock.sleep(PAUSE)
                    await self._begin()
                    todo = "configure"
                case _:
                    raise self._failed(todo, answer)

    async def end(self) -> None:
        """Let go of sensor, lock and session; what fails on the way does not stop the rest.

        Raises Unreachable.
        """
        if not self._id:
            return
        for method, operation in (
            *((("POST", "cancel"),) if self._captures else ()),
            *(("DELETE", "lock"), ("DELETE", "register")),
        ):
            with suppress(NoAnswer):
                await self._ask(method, operation, self._id)
        self._id = ""

    async def _locked(self) -> bool:
        if not self._id:
            self._id = (await self._ask("POST", "register")).session
            if not self._id:
                return False
        answer = await self._ask("POST", "lock", self._id)
        if answer.status is Status.LOCK_HELD_BY_ANOTHER:
            answer = await self._ask("PUT", "lock", self._id)
            if answer.status is Status.SUCCESS:
                logger.info("The scanner's lock was taken over from a client that rests.")
        if answer.status is Status.INVALID_ID:
            self._id = ""
        return answer.status is Status.SUCCESS

    async def _do(self, operation: str, body: bytes, initialization: float) -> Result:
        match operation:
            case "capture":
                self.waits_for = FingerprintFault.NO_FINGER
                self._captures = True
                answer = await self._link.ask("POST", operation, self._id, patience=None)
                self._captures = False
                return answer
            case "initialize":
                self.waits_for = FingerprintFault.BROKEN
                return await self._link.ask("POST", operation, self._id, patience=initialization)
            case _:
                return await self._ask("POST", operation, self._id, body=body)

    async def _download(self, captured: Result) -> Result:
        if len(captured.captures) != 1:
            logger.warning("The scanner took %d images of one finger.", len(captured.captures))
            raise DeviceFailed(FingerprintFault.UNSUITABLE)
        while True:
            answer = await self._ask("GET", "download", captured.captures[0])
            if answer.status is Status.SUCCESS:
                return answer
            if answer.status is not Status.PREPARING_DOWNLOAD:
                raise self._failed("download", answer)
            await self._clock.sleep(PAUSE)

    async def _ask(self, method: str, *path: str, body: bytes | None = None) -> Result:
        return await self._link.ask(method, *path, body=body, patience=self._answer)

    def _failed(self, operation: str, answer: Result) -> DeviceFailed:
        told = f"fingerprint.{answer.metadata.get(REASON, '')}"
        if answer.status is Status.FAILURE and told in REASONS:
            return DeviceFailed(FingerprintFault(told))
        logger.warning("The scanner answers '%s' to '%s'.", answer.status, operation)
        return DeviceFailed(FAULTS.get(answer.status, FingerprintFault.BROKEN))
