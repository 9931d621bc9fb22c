"""How the drawn person behaves from moment to moment: breathes, blinks, turns, steps closer."""

import math
from dataclasses import dataclass, field, replace

from hardware.camera.portrait.features import Gaze
from hardware.camera.portrait.person import NATURAL, Pose

_BREATH_SECONDS, _BREATH_PIXELS = 4.0, 2.0
_SWAY_SECONDS, _SWAY_RADIANS = 9.0, 0.02
_BLINK_EVERY, _BLINK_SECONDS = 4.7, 0.2
_PACING_SECONDS, _PACING_PIXELS = 1.2, 90.0
_GLIDE_SECONDS = 0.6  # from one posture to the next

CLOSER, FARTHER = 1.75, 0.95
DARK, BRIGHT = 0.12, 3.2


@dataclass(slots=True)
class _Glide:
    """A number on its way from one value to the next, without a jolt."""

    target: float
    _from: float = field(init=False)
    _since: float = -math.inf

    def __post_init__(self) -> None:
        self._from = self.target

    def go(self, target: float, now: float) -> None:
        self._from, self._since, self.target = self.at(now), now, target

    def at(self, now: float) -> float:
        part = min(1.0, max(0.0, (now - self._since) / _GLIDE_SECONDS))
        return self._from + (self.target - self._from) * part * part * (3 - 2 * part)


@dataclass(slots=True)
class Sitting:
    """The person's intentions; `pose(now)` is what they come to at a moment, in few distinct steps.

    Few steps, because a pose that was seen before costs nothing to show again.
    """

    turn: _Glide = field(default_factory=lambda: _Glide(0.0))
    size: _Glide = field(default_factory=lambda: _Glide(NATURAL))
    look: _Glide = field(default_factory=lambda: _Glide(0.0))
    light: _Glide = field(default_factory=lambda: _Glide(1.0))
    eyes_shut: bool = False
    pacing: bool = False
    present: bool = True
    smeared: bool = False

    def pose(self, now: float) -> Pose:
        if not self.present:
            return Pose(light=_step(self.light.at(now), 0.05), present=False, smeared=self.smeared)
        sway = _SWAY_RADIANS * round(math.sin(math.tau * now / _SWAY_SECONDS))
        pose = Pose(
            turn=round(_step(self.turn.at(now), 0.08) + sway, 4),
            size=_step(self.size.at(now), 0.05),
            breath=_step(_BREATH_PIXELS * math.sin(math.tau * now / _BREATH_SECONDS), 1.0),
            gaze=Gaze(right=_step(self.look.at(now), 0.25), shut=self._lids(now)),
            light=_step(self.light.at(now), 0.04),
            smeared=self.smeared,
        )
        if not self.pacing:
            return pose
        return replace(pose, aside=_PACING_PIXELS * math.sin(math.tau * now / _PACING_SECONDS))

    def _lids(self, now: float) -> float:
        if self.eyes_shut:
            return 1.0
        into = now % _BLINK_EVERY - (_BLINK_EVERY - _BLINK_SECONDS)
        if into < 0:
            return 0.0
        return 1.0 if abs(into - _BLINK_SECONDS / 2) < _BLINK_SECONDS / 4 else 0.5


def _step(value: float, step: float) -> float:
    return round(round(value / step) * step, 4)
