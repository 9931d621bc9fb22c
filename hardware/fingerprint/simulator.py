"""A fingerprint scanner with glass, and the fingers of one citizen after the other."""

import asyncio
import base64
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace

import numpy as np

from hardware.fingerprint import FingerPosition, FingerprintFault
from hardware.fingerprint.synthetic import DPI, Contact, impression
from hardware.latest import Latest
from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.device_end import Refusal, Report
from hardware.simulation.lines import Fields, Garbled, field
from hardware.simulation.linked import LinkedSimulator
from kiosk.contracts.clock import Clock

READING = 0.4
REACTION = 0.5


@dataclass(frozen=True, slots=True)
class Laid:
    """What lies on the glass: a finger and how it lies, and why the scanner refuses it."""

    words: str
    finger: int
    contact: Contact
    fault: FingerprintFault | None


class FingerprintSimulator(LinkedSimulator):
    """Takes the image of what lies on the glass; the fingers are drawn, nobody has them."""

    def __init__(self, clock: Clock, port: int = 0) -> None:
        super().__init__(
            "fingerprint", {"capture": self._answer_capture, "cancel": self._answer_cancel}, port
        )
        self._clock = clock
        self._glass: Latest[Laid | None] = Latest(None)
        self._wanted: FingerPosition | None = None
        self._running: asyncio.Task[Fields] | None = None
        self._automatic = False
        self._citizen = 1
        self._touches = 0
        self._taken = 0

    def state(self) -> Mapping[str, object]:
        laid = self._glass.value
        return {
            **super().state(),
            "waits_for": self._wanted,
            "on_the_glass": laid.words if laid else None,
            "images_taken": self._taken,
            "automatic": self._automatic,
        }

    def place_finger(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay a finger flat on the glass."""
        self._lay(f"{finger}, flat", finger, Contact())

    def press_lightly(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Hardly touch the glass: the scanner sees too little."""
        self._lay(f"{finger}, lightly", finger, Contact(0.0), FingerprintFault.POOR_CONTACT)

    def place_dry_finger(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay a dry finger on the glass: broken ridges."""
        self._lay(f"{finger}, dry", finger, Contact(pressure=0.4, moisture=0.05))

    def place_tip_only(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay only the tip of a finger on the glass: a third of it."""
        self._lay(f"{finger}, tip only", finger, Contact(part=0.35))

    def place_two_fingers(self) -> None:
        """Lay two fingers on the glass at once."""
        self._lay(
            "two fingers", FingerPosition.RIGHT_INDEX, Contact(), FingerprintFault.TWO_FINGERS
        )

    def lift_finger(self) -> None:
        """Take the finger off the glass."""
        if self._glass.value is None:
            raise ImpossibleAct("No finger lies on the glass.")
        self._glass.show(None)

    def automate(self, *, on: bool = True) -> None:
        """Let a simulated citizen place each finger that is asked for."""
        self._automatic = on

    def restore(self) -> None:
        """Put everything in order; the next citizen has other fingers."""
        self._glass.show(None)
        self._citizen += 1
        super().restore()

    def _lay(
        self,
        words: str,
        finger: FingerPosition,
        contact: Contact,
        fault: FingerprintFault | None = None,
    ) -> None:
        if self._glass.value is not None:
            raise ImpossibleAct("A finger lies on the glass already.")
        self._touches += 1
        number = 2 * self._citizen + (finger is FingerPosition.LEFT_INDEX)
        shift_x, shift_y, degrees = np.random.default_rng((number, self._touches)).uniform(-1, 1, 3)
        lying = replace(contact, shift_x=shift_x, shift_y=1.5 * shift_y, degrees=6 * degrees)
        self._glass.show(Laid(words, number, lying, fault))

    async def _answer_capture(self, details: Fields, _report: Report) -> Fields:
        try:
            position = FingerPosition(field(details, "position", str))
        except ValueError:
            raise Garbled("a finger that there is not") from None
        if self._running is not None:
            self._running.cancel()
        running = asyncio.ensure_future(self._capture(position))
        self._running, self._wanted = running, position
        try:
            await asyncio.wait({running})
            if running.cancelled():
                raise Refusal(FingerprintFault.NO_FINGER)
            return running.result()
        finally:
            running.cancel()
            if self._running is running:
                self._running = self._wanted = None

    async def _answer_cancel(self, _details: Fields, _report: Report) -> Fields:
        if self._running is not None:
            self._running.cancel()
        return {}

    async def _capture(self, position: FingerPosition) -> Fields:
        if self._automatic and self._glass.value is None:
            await self._clock.sleep(REACTION)
            if self._glass.value is None:
                self.place_finger(position)
        laid = await self._lies_still()
        if laid.fault is not None:
            raise Refusal(laid.fault)
        image = await asyncio.to_thread(impression, laid.finger, laid.contact)
        self._taken += 1
        if self._automatic:
            self._glass.show(None)
        height, width = image.shape
        pixels = base64.b64encode(image.tobytes()).decode()
        return {"width": width, "height": height, "dpi": DPI, "pixels": pixels}

    async def _lies_still(self) -> Laid:
        """Wait until something has lain on the glass for as long as the reading takes."""
        while True:
            async with aclosing(self._glass.watch()) as glass:
                laid = None
                while laid is None:
                    laid = await anext(glass)
            await self._clock.sleep(READING)
            if self._glass.value is laid:
                return laid
