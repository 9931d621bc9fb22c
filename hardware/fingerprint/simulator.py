"""A fingerprint scanner that speaks WS-BD on loopback, and the fingers of one citizen after the other."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hardware.fingerprint import FingerPosition, FingerprintFault
from hardware.fingerprint.synthetic import Contact
from hardware.fingerprint.wsbd_service.door import Door, Nonsense
from hardware.fingerprint.wsbd_service.glass import Condition, Glass, Laid
from hardware.fingerprint.wsbd_service.operations import Operations
from hardware.simulation.acts import ImpossibleAct
from kiosk.contracts.clock import Clock

NAME = "Simulated scanner (WS-BD)"


class FingerprintSimulator:
    """Takes the image of what lies on the glass; the fingers are drawn, nobody has them."""

    def __init__(self, clock: Clock, port: int = 0) -> None:
        self._glass = Glass(clock, self.place_finger)
        self._operations = Operations(self._glass, clock)
        self._door = Door(self._operations, clock, port)
        self._citizen = 1
        self._touches = 0
        self._last_finger = 0

    async def start(self) -> None:
        await self._door.start()

    async def stop(self) -> None:
        await self._operations.end()
        await self._door.stop()

    def describe(self) -> Mapping[str, object]:
        return {"driver": "wsbd", "url": self._door.url, "name": NAME}

    def state(self) -> Mapping[str, object]:
        laid = self._glass.laid.value
        return {
            "plugged": self._door.plugged,
            "silent": self._door.silent,
            "waits_for": self._glass.wanted,
            "on_the_glass": laid.words if laid else None,
            "images_taken": self._glass.taken,
            "automatic": self._glass.automatic,
            "broken": self._glass.condition.broken,
            "dirty": self._glass.condition.dirty,
            "slow": self._door.slow,
            "nonsense": self._door.nonsense,
            "particular": self._glass.condition.particular,
            "cut": self._glass.condition.cut,
            "sessions": self._operations.sessions,
            "locked": self._operations.locked,
        }

    def place_finger(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay a finger flat on the glass."""
        self._lay(f"{finger}, flat", finger, Contact())

    def press_lightly(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Hardly touch the glass: too little is seen."""
        self._lay(f"{finger}, lightly", finger, Contact(0.0), FingerprintFault.POOR_CONTACT)

    def place_dry_finger(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay a dry finger on the glass: broken ridges."""
        self._lay(f"{finger}, dry", finger, Contact(pressure=0.4, moisture=0.05))

    def place_wet_finger(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay a wet finger on the glass: ridges that run into each other."""
        soaked = Contact(moisture=1.0)
        self._lay(f"{finger}, wet", finger, soaked, FingerprintFault.TOO_WET)

    def place_tip_only(self, finger: FingerPosition = FingerPosition.RIGHT_INDEX) -> None:
        """Lay only the tip of a finger on the glass: a third of it."""
        self._lay(f"{finger}, tip only", finger, Contact(part=0.35))

    def place_two_fingers(self) -> None:
        """Lay two fingers on the glass at once."""
        right = self._number(FingerPosition.RIGHT_INDEX)
        left = self._number(FingerPosition.LEFT_INDEX)
        self._put(Laid("two fingers", right, Contact(), FingerprintFault.TWO_FINGERS, left))

    def place_same_finger(self) -> None:
        """Lay the finger on the glass that lay there last, whichever is asked for."""
        if not self._last_finger:
            raise ImpossibleAct("No finger has lain on the glass yet.")
        self._put(Laid("the same finger, flat", self._last_finger, Contact()))

    def lift_finger(self) -> None:
        """Take the finger off the glass."""
        if self._glass.laid.value is None:
            raise ImpossibleAct("No finger lies on the glass.")
        self._glass.laid.show(None)

    def smear(self) -> None:
        """Smear grease and somebody's print over the glass."""
        self._glass.condition.dirty = True

    def wipe(self) -> None:
        """Wipe the glass clean."""
        self._glass.condition.dirty = False

    def be_particular(self, *, on: bool = True) -> None:
        """Let the scanner itself refuse what it does not like: wet, light, two fingers, dirty glass."""
        self._glass.condition.particular = on

    def cut_edge(self, *, on: bool = True) -> None:
        """Send images of half the size that the glass has."""
        self._glass.condition.cut = on

    def automate(self, *, on: bool = True) -> None:
        """Let a simulated citizen place each finger that is asked for."""
        self._glass.automatic = on

    def break_sensor(self) -> None:
        """Break the sensor behind its service, which goes on answering."""
        self._glass.condition.broken = True

    def mend_sensor(self) -> None:
        """Mend the sensor."""
        self._glass.condition.broken = False

    def answer_slowly(self, *, on: bool = True) -> None:
        """Take a second and a half for every answer."""
        self._door.slow = on

    def talk_nonsense(self, kind: Nonsense = Nonsense.A_WEB_PAGE) -> None:
        """Answer with something that is no WS-BD."""
        self._door.nonsense = kind

    def talk_sense(self) -> None:
        """Answer as the standard says again."""
        self._door.nonsense = None

    def use_elsewhere(self, *, on: bool = True) -> None:
        """Let another program hold the scanner."""
        self._operations.use_elsewhere(on=on)

    def unplug(self) -> None:
        """Pull the cable."""
        if not self._door.plugged:
            raise ImpossibleAct("The cable is out already.")
        self._door.plugged = False
        self._operations.lose_power()
        self._door.hang_up()

    def plug_in(self) -> None:
        """Put the cable back."""
        if self._door.plugged:
            raise ImpossibleAct("The cable is in already.")
        self._door.plugged = True

    def fall_silent(self) -> None:
        """Hang: keep the line, answer nothing."""
        if self._door.silent:
            raise ImpossibleAct("It is silent already.")
        self._door.silent = True

    def come_to(self) -> None:
        """Answer again after a silence."""
        if not self._door.silent:
            raise ImpossibleAct("It is not silent.")
        self._door.silent = False
        self._door.hang_up()

    def restore(self) -> None:
        """Put everything in order; the next citizen has other fingers."""
        self._glass.laid.show(None)
        self._citizen += 1
        self._last_finger = 0
        self._glass.condition = Condition()
        self._operations.use_elsewhere(on=False)
        self._door.slow, self._door.nonsense = False, None
        if self._door.silent:
            self.come_to()
        self._door.plugged = True

    def _number(self, finger: FingerPosition) -> int:
        return 2 * self._citizen + (finger is FingerPosition.LEFT_INDEX)

    def _lay(
        self,
        words: str,
        finger: FingerPosition,
        contact: Contact,
        notices: FingerprintFault | None = None,
    ) -> None:
        self._put(Laid(words, self._number(finger), contact, notices))

    def _put(self, laid: Laid) -> None:
        """Put it on the glass, a little aside and turned, as nobody touches twice alike."""
        if self._glass.laid.value is not None:
            raise ImpossibleAct("A finger lies on the glass already.")
        self._touches += 1
        self._last_finger = laid.finger
        chance = np.random.default_rng((laid.finger, self._touches))
        shift_x, shift_y, degrees = chance.uniform(-1, 1, 3)
        lying = replace(laid.contact, shift_x=shift_x, shift_y=1.5 * shift_y, degrees=6 * degrees)
        self._glass.laid.show(replace(laid, contact=lying))
