"""How the drawn person behaves from moment to moment: breathes, sways, blinks, turns, steps closer."""

import math
from dataclasses import dataclass, field

from hardware.camera.portrait.backdrop import Backdrop
from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.glide import Glide, step
from hardware.camera.portrait.person import STANDS, Bystander, Pose
from hardware.camera.portrait.persons import Who

_BREATH_SECONDS, _BREATH = 4.0, 0.25  # centimetres
_SWAY_SECONDS, _SWAY, _LEAN = 9.0, 0.2, 0.4  # centimetres aside, degrees of roll
_BLINK_EVERY, _BLINK_SECONDS = 4.7, 0.2
_OFTEN = 0.8  # seconds between the blinks of one who cannot keep the eyes open
_PACING_SECONDS, _PACING = 1.2, 12.0  # centimetres
_TALK_SECONDS = 0.42
_WALK_IN = 2.0  # seconds
BESIDE, _FAR_AWAY = 19.0, 75.0  # centimetres aside of a second person, and where they come from

CLOSER, FARTHER = 55.0, 125.0
DARK, BRIGHT = 0.12, 3.2
WARM = (1.25, 1.0, 0.55)


@dataclass(slots=True)
class Sitting:
    """The person's intentions; `pose(now)` is what they come to at a moment, in few distinct steps.

    Few steps, because a pose that was seen before costs nothing to show again.
    """

    person: Who = Who.ANNA
    yaw: Glide = field(default_factory=lambda: Glide(0.0))
    pitch: Glide = field(default_factory=lambda: Glide(0.0))
    roll: Glide = field(default_factory=lambda: Glide(0.0))
    distance: Glide = field(default_factory=lambda: Glide(STANDS))
    aside: Glide = field(default_factory=lambda: Glide(0.0))
    height: Glide = field(default_factory=lambda: Glide(0.0))
    look: Glide = field(default_factory=lambda: Glide(0.0))
    smile: Glide = field(default_factory=lambda: Glide(0.0))
    light: Glide = field(default_factory=lambda: Glide(1.0))
    side: Glide = field(default_factory=lambda: Glide(0.0))
    beside: Glide = field(default_factory=lambda: Glide(_FAR_AWAY, _WALK_IN))
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    backdrop: Backdrop = Backdrop.WALL
    eyes_shut: bool = False
    blinks_often: bool = False
    talks: bool = False
    mouth_open: bool = False
    pacing: bool = False
    glasses: bool = False
    present: bool = True
    smeared: bool = False

    def bring_somebody(self, now: float) -> None:
        self.beside.go(BESIDE, now)

    def send_somebody_away(self, now: float) -> None:
        self.beside.go(_FAR_AWAY, now)

    def stand_properly(self, now: float) -> None:
        fresh = Sitting()
        for name in ("yaw", "pitch", "roll", "distance", "aside", "height", "look", "smile"):
            getattr(self, name).go(getattr(fresh, name).target, now)
        self.eyes_shut = self.blinks_often = self.talks = self.mouth_open = self.pacing = False
        self.glasses = False
        self.present = True

    def pose(self, now: float) -> Pose:
        sway = round(math.sin(math.tau * now / _SWAY_SECONDS))
        aside = self.aside.at(now) + _SWAY * sway
        if self.pacing:
            aside += _PACING * math.sin(math.tau * now / _PACING_SECONDS)
        return Pose(
            person=self.person,
            yaw=step(self.yaw.at(now), 4.0),
            pitch=step(self.pitch.at(now), 4.0),
            roll=step(self.roll.at(now) + _LEAN * sway, 0.2),
            distance=step(self.distance.at(now), 0.5),
            aside=step(aside, 0.1),
            height=step(self.height.at(now), 0.25),
            breath=step(_BREATH * math.sin(math.tau * now / _BREATH_SECONDS), 0.25),
            gaze=Gaze(right=step(self.look.at(now), 0.25), shut=self._lids(now)),
            mouth=Mouth(open=self._mouth(now), smile=step(self.smile.at(now), 0.25)),
            glasses=self.glasses,
            light=step(self.light.at(now), 0.04),
            side=step(self.side.at(now), 0.25),
            tint=self.tint,
            backdrop=self.backdrop,
            present=self.present,
            bystander=self._bystander(now),
            smeared=self.smeared,
            blur=self._blur(now),
        )

    def _bystander(self, now: float) -> Bystander | None:
        aside = step(self.beside.at(now), 2.0)
        if aside >= _FAR_AWAY - 1:
            return None
        return Bystander(Who.JONAS if self.person is Who.WALTER else Who.WALTER, aside)

    def _blur(self, now: float) -> float:
        """Answer how far the head moves in the thirtieth of a second that an exposure takes."""
        if not self.pacing:
            return 0.0
        speed = _PACING * math.tau / _PACING_SECONDS * math.cos(math.tau * now / _PACING_SECONDS)
        return step(abs(speed) / 30 * 15, 4.0)  # 15 thousandths of the width are a centimetre

    def _mouth(self, now: float) -> float:
        if self.mouth_open:
            return 0.8
        if not self.talks:
            return 0.0
        return step(0.28 + 0.27 * math.sin(math.tau * now / _TALK_SECONDS), 0.18)

    def _lids(self, now: float) -> float:
        if self.eyes_shut:
            return 1.0
        every = _OFTEN if self.blinks_often else _BLINK_EVERY
        into = now % every - (every - _BLINK_SECONDS)
        if into < 0:
            return 0.0
        return 1.0 if abs(into - _BLINK_SECONDS / 2) < _BLINK_SECONDS / 4 else 0.5
