"""What citizens look like before the camera: as they should, nearly so, and with one thing wrong."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from hardware.camera.portrait.backdrop import Backdrop
from hardware.camera.portrait.features import Gaze, Mouth
from hardware.camera.portrait.person import Bystander, Pose
from hardware.camera.portrait.persons import Who
from kiosk.capture.face.instructions import Instruction

Change = Callable[[Pose, float], Pose]
"""Answers the scene at a moment, made of the scene of a person who stands as they should."""


class Severity(StrEnum):
    NONE = "compliant"
    SLIGHT = "slight"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be told: `tells` are the instructions that help, GOOD alone where nothing is wrong."""

    name: str
    severity: Severity
    tells: frozenset[Instruction]


@dataclass(frozen=True, slots=True)
class Situation(Expected):
    """A drawn person's; `change` makes it of the scene of a person who stands as they should."""

    change: Change


def _is(**changes: object) -> Change:
    return lambda pose, _now: replace(pose, **changes)  # type: ignore[arg-type]


_SYLLABLE, _VOWEL = 0.4, 0.25  # seconds


def _talks(pose: Pose, now: float) -> Pose:
    return replace(pose, mouth=Mouth(open=0.6 if now % _SYLLABLE < _VOWEL else 0.15))


def _paces(pose: Pose, now: float) -> Pose:
    return replace(pose, aside=10 * (abs((now / 0.8) % 2 - 1) * 2 - 1), blur=10)


def _nods(pose: Pose, now: float) -> Pose:
    return replace(pose, pitch=round(12 * (abs((now / 0.5) % 2 - 1) * 2 - 1)))


def _compliant(name: str, change: Change) -> Situation:
    return Situation(name, Severity.NONE, frozenset({Instruction.GOOD}), change)


def _wrong(name: str, tells: str, slight: Change | None, severe: Change) -> tuple[Situation, ...]:
    helps = frozenset(Instruction[word.upper()] for word in tells.split())
    rows = [] if slight is None else [Situation(name, Severity.SLIGHT, helps, slight)]
    return (*rows, Situation(name, Severity.SEVERE, helps, severe))


COMPLIANT = (
    _compliant("as it should be", _is()),
    _compliant("head a little aslant, left", _is(roll=-4.0)),
    _compliant("head a little aslant, right", _is(roll=4.0)),
    _compliant("turned a little", _is(yaw=2.5)),
    _compliant("chin a little up", _is(pitch=2.0)),
    _compliant("a little nearer", _is(distance=78.0)),
    _compliant("a little farther", _is(distance=92.0)),
    _compliant("a little aside", _is(aside=4.0)),
    _compliant("a little shorter", _is(height=-3.0)),
    _compliant("a little taller", _is(height=1.5)),
    _compliant("less light", _is(light=0.75)),
    _compliant("more light", _is(light=1.2)),
    _compliant("a darker wall", _is(grey=0xA8)),
    _compliant("a lighter wall", _is(grey=0xDC)),
    _compliant("light a little from one side", _is(side=0.15)),
    _compliant("warm light", _is(tint=(1.06, 1.0, 0.92))),
)

DEFECTS = (
    *_wrong("nobody there", "stand", None, _is(present=False)),
    *_wrong("too far", "closer", _is(distance=105.0), _is(distance=125.0)),
    *_wrong("too close", "back", _is(distance=55.0), _is(distance=45.0)),
    *_wrong("too far to the picture's left", "left", _is(aside=-9.0), _is(aside=-13.0)),
    *_wrong("too far to the picture's right", "right", _is(aside=9.0), _is(aside=13.0)),
    *_wrong("too low", "up", _is(height=-26.0), _is(height=-30.0)),
    *_wrong("chin below the picture's edge", "up", None, _is(height=-34.0)),
    *_wrong("half a face at the left edge", "left", None, _is(aside=-15.0)),
    *_wrong("half a face at the right edge", "right", None, _is(aside=15.0)),
    *_wrong("too high", "down", _is(height=16.0), _is(height=20.0)),
    *_wrong("turned to the left", "turn", _is(yaw=-11.0), _is(yaw=-20.0)),
    *_wrong("turned to the right", "turn", _is(yaw=11.0), _is(yaw=20.0)),
    *_wrong("chin up", "chin_down", _is(pitch=11.0), _is(pitch=18.0)),
    *_wrong("chin down", "chin_up", _is(pitch=-11.0), _is(pitch=-18.0)),
    *_wrong("head aslant, left", "straight", _is(roll=-10.5), _is(roll=-16.0)),
    *_wrong("head aslant, right", "straight", _is(roll=10.5), _is(roll=16.0)),
    *_wrong("eyes shut", "eyes", _is(gaze=Gaze(shut=0.7)), _is(gaze=Gaze(shut=1.0))),
    *_wrong("looks aside", "look", _is(gaze=Gaze(right=0.7)), _is(gaze=Gaze(right=1.0))),
    *_wrong("mouth open", "mouth", _is(mouth=Mouth(open=0.35)), _is(mouth=Mouth(open=0.8))),
    *_wrong("talks", "mouth still", None, _talks),
    *_wrong("walks to and fro", "still left right", None, _paces),
    *_wrong("nods", "still chin_up chin_down", None, _nods),
    *_wrong(
        "a second person", "alone",
        _is(bystander=Bystander(Who.JONAS, aside=24.0, distance=140.0)),
        _is(bystander=Bystander(Who.JONAS, aside=19.0, distance=110.0)),
    ),
    *_wrong("far too much light", "light", _is(light=2.2), _is(light=3.2)),
    *_wrong("too little light", "light", _is(light=0.25), _is(light=0.12)),
    *_wrong("light from one side", "light", _is(side=0.6), _is(side=1.0)),
    *_wrong("smeared lens", "still", None, _is(smeared=True)),
    *_wrong("an open door behind", "wall", None, _is(backdrop=Backdrop.DOOR)),
    *_wrong("a curtain behind", "wall", None, _is(backdrop=Backdrop.CURTAIN)),
    *_wrong("a shelf behind", "wall", None, _is(backdrop=Backdrop.OBJECT)),
)  # fmt: skip
