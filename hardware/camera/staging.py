"""What people do before the simulated camera, and to its light, its background and its lens."""

from collections import deque
from collections.abc import Callable
from enum import StrEnum

from hardware.camera.bona_fide import behave
from hardware.camera.portrait.backdrop import Backdrop
from hardware.camera.portrait.person import Pose
from hardware.camera.portrait.persons import Who
from hardware.camera.portrait.sitting import BESIDE, BRIGHT, CLOSER, DARK, FARTHER, WARM, Sitting
from kiosk.contracts.clock import Clock


class Direction(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Staging:
    """The acts of everybody but the camera. Directions are the camera's, not the person's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sitting = Sitting()
        self._plan: deque[tuple[float, Callable[[], None]]] = deque()
        self._seed = 0

    def behave(self) -> None:
        """Come in, follow the instructions as one does, and stand still."""
        now = self._clock.monotonic()
        self._seed += 1
        self._plan = deque(behave(self._sitting, now, self._seed))

    def person(self, who: Who = Who.AMADOU) -> None:
        """Let somebody else stand there."""
        self._sitting.person = who

    def step_closer(self) -> None:
        """Step too close to the camera."""
        self._go("distance", CLOSER)

    def step_back(self) -> None:
        """Step too far away from the camera."""
        self._go("distance", FARTHER)

    def step_aside(self, to: Direction = Direction.LEFT) -> None:
        """Stand too far to one side."""
        self._go("aside", _sided(13.0, to))

    def stand_too_high(self) -> None:
        """Stand too high for the camera, as tall people do."""
        self._go("height", 20.0)

    def stand_too_low(self) -> None:
        """Stand too low for the camera, as children do."""
        self._go("height", -30.0)

    def turn_head(self, to: Direction = Direction.LEFT) -> None:
        """Turn the head to one side."""
        self._go("yaw", _sided(24.0, to))

    def tilt_head(self, to: Direction = Direction.LEFT) -> None:
        """Tilt the head towards one shoulder."""
        self._go("roll", _sided(16.0, to))

    def raise_chin(self) -> None:
        """Raise the chin."""
        self._go("pitch", 20.0)

    def lower_chin(self) -> None:
        """Lower the chin."""
        self._go("pitch", -20.0)

    def look_away(self, to: Direction = Direction.RIGHT) -> None:
        """Look past the camera."""
        self._go("look", _sided(1.0, to))

    def shut_eyes(self) -> None:
        """Keep the eyes shut."""
        self._sitting.eyes_shut = True

    def blink(self) -> None:
        """Blink all the time."""
        self._sitting.blinks_often = True

    def open_mouth(self) -> None:
        """Keep the mouth open."""
        self._sitting.mouth_open = True

    def talk(self) -> None:
        """Talk to somebody."""
        self._sitting.talks = True

    def smile(self) -> None:
        """Smile broadly."""
        self._go("smile", 1.0)

    def put_on_glasses(self) -> None:
        """Put on glasses."""
        self._sitting.glasses = True

    def move_about(self) -> None:
        """Shift from one foot to the other."""
        self._sitting.pacing = True

    def stand_properly(self) -> None:
        """Stand still at the right distance and look into the camera, eyes open."""
        self._plan.clear()
        self._sitting.stand_properly(self._clock.monotonic())

    def walk_away(self) -> None:
        """Leave; the camera sees the wall."""
        self._plan.clear()
        self._sitting.present = False

    def bring_somebody(self) -> None:
        """Let a second person walk in."""
        self._sitting.bring_somebody(self._clock.monotonic())

    def send_somebody_away(self) -> None:
        """Let the second person walk out."""
        self._sitting.send_somebody_away(self._clock.monotonic())

    def darken_light(self) -> None:
        """Turn the lamp down until it is too dark."""
        self._go("light", DARK)

    def brighten_light(self) -> None:
        """Turn the lamp up until it dazzles."""
        self._go("light", BRIGHT)

    def light_one_side(self, of: Direction = Direction.LEFT) -> None:
        """Let the light come from one side only, as from a window."""
        self._go("side", _sided(1.0, of))

    def colour_light(self) -> None:
        """Colour the light, as an old lamp does."""
        self._sitting.tint = WARM

    def set_light_right(self) -> None:
        """Set the lamp as it should be."""
        self._go("light", 1.0)
        self._go("side", 0.0)
        self._sitting.tint = Sitting().tint

    def change_background(self, to: Backdrop = Backdrop.DOOR) -> None:
        """Open the door, draw a curtain or put something behind the person."""
        self._sitting.backdrop = to

    def smear_lens(self) -> None:
        """Put a finger on the lens, which smears it."""
        self._sitting.smeared = True

    def wipe_lens(self) -> None:
        """Wipe the lens clean."""
        self._sitting.smeared = False

    def _go(self, what: str, target: float) -> None:
        getattr(self._sitting, what).go(target, self._clock.monotonic())

    def _pose(self) -> Pose:
        now = self._clock.monotonic()
        while self._plan and self._plan[0][0] <= now:
            self._plan.popleft()[1]()
        return self._sitting.pose(now)

    def _seen(self) -> dict[str, object]:
        """Answer what a bystander would tell of the scene."""
        now, person = self._clock.monotonic(), self._sitting
        return {
            "person": person.person.value if person.present else "nobody",
            "distance": round(person.distance.at(now)),
            "aside": round(person.aside.target, 1),
            "height": round(person.height.target, 1),
            "turned": [person.yaw.target, person.pitch.target, person.roll.target],
            "looks_away": person.look.target != 0,
            "eyes": "shut" if person.eyes_shut else "blinking" if person.blinks_often else "open",
            "mouth": "open" if person.mouth_open else "talking" if person.talks else "shut",
            "smiles": person.smile.target > 0,
            "glasses": person.glasses,
            "moves_about": person.pacing,
            "somebody_else": person.beside.target == BESIDE,
            "light": [person.light.target, person.side.target, *person.tint],
            "background": person.backdrop.value,
            "lens_smeared": person.smeared,
            "behaves": len(self._plan),
        }


def _sided(amount: float, to: Direction) -> float:
    return -amount if to is Direction.LEFT else amount
