"""The sensor of the simulated scanner: sees what lies on its glass, clean or dirty."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

import numpy as np

from hardware.fingerprint import FingerImage, FingerPosition, FingerprintFault
from hardware.fingerprint.pictures import write_picture
from hardware.fingerprint.synthetic import DPI, Contact, impression, side_by_side
from hardware.fingerprint.wsbd.messages import Values
from hardware.fingerprint.wsbd.names import (
    BMP,
    CONTENT_TYPE,
    IMAGE_CONTENT_TYPE,
    IMAGE_DENSITY,
    IMAGE_HEIGHT,
    IMAGE_WIDTH,
    PNG,
    RAW,
    SUBMODALITIES,
    SUBMODALITY,
)
from hardware.fingerprint.wsbd_service.dirt import smeared
from hardware.fingerprint.wsbd_service.operations import Capture, SensorFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock

READING = 0.4
REACTION = 0.5
_POSITIONS = {told: position for position, told in SUBMODALITIES.items()}
_FORMS = {BMP: "BMP", PNG: "PNG"}


@dataclass(frozen=True, slots=True)
class Laid:
    """What lies on the glass: a finger and how it lies, and another one beside it if there is.

    What the scanner `notices` it refuses only while it is particular.
    """

    words: str
    finger: int
    contact: Contact
    notices: FingerprintFault | None = None
    beside: int | None = None


@dataclass(slots=True)
class Condition:
    """How the scanner is: what can be wrong with it, and whether it judges fingers by itself."""

    broken: bool = False
    dirty: bool = False
    cut: bool = False
    particular: bool = False


class Glass:
    """Implements `hardware.fingerprint.wsbd_service.operations.Sensor`.

    `place` is asked for the wanted finger where the simulated citizen acts by itself.
    """

    def __init__(self, clock: Clock, place: Callable[[FingerPosition], None]) -> None:
        self._clock = clock
        self._place = place
        self.laid: Latest[Laid | None] = Latest(None)
        self.condition = Condition()
        self.wanted: FingerPosition | None = None
        self.automatic = False
        self.taken = 0

    async def initialize(self) -> None:
        if self.condition.broken:
            raise SensorFailed

    async def capture(self, parameters: Values) -> Capture:
        self.wanted = _POSITIONS[str(parameters[SUBMODALITY])]
        try:
            laid = await self._touched(self.wanted)
        finally:
            self.wanted = None
        fault = self._noticed(laid)
        if fault is not None:
            raise SensorFailed(fault.removeprefix("fingerprint."))
        if self.condition.broken:
            raise SensorFailed
        form = str(parameters.get(IMAGE_CONTENT_TYPE, BMP))
        shot = await asyncio.to_thread(_photographed, laid, self.condition, form)
        self.taken += 1
        if self.automatic:
            self.laid.show(None)
        return replace(shot, metadata={**shot.metadata, SUBMODALITY: parameters[SUBMODALITY]})

    def _noticed(self, laid: Laid) -> FingerprintFault | None:
        if not self.condition.particular:
            return None
        return FingerprintFault.DIRTY_GLASS if self.condition.dirty else laid.notices

    async def _touched(self, position: FingerPosition) -> Laid:
        """Answer what has lain on the glass for as long as the reading takes."""
        if self.automatic and self.laid.value is None:
            await self._clock.sleep(REACTION)
            if self.laid.value is None:
                self._place(position)
        while True:
            async with aclosing(self.laid.watch()) as glass:
                laid = None
                while laid is None:
                    laid = await anext(glass)
            await self._clock.sleep(READING)
            if self.laid.value is laid:
                return laid


def _photographed(laid: Laid, condition: Condition, form: str) -> Capture:
    """Answer the glass's image in this form; blocks for some 20 ms, at first 200."""
    if laid.beside is None:
        seen = impression(laid.finger, laid.contact)
    else:
        seen = side_by_side(laid.finger, laid.beside)
    if condition.dirty:
        seen = smeared(seen)
    if condition.cut:
        seen = np.ascontiguousarray(seen[: seen.shape[0] // 2])
    height, width = seen.shape
    image = FingerImage(seen.tobytes(), width, height, DPI)
    told: Values = {
        CONTENT_TYPE: form if form in _FORMS else RAW,
        IMAGE_WIDTH: width,
        IMAGE_HEIGHT: height,
        IMAGE_DENSITY: DPI,
    }
    return Capture(write_picture(image, _FORMS[form]) if form in _FORMS else image.pixels, told)
