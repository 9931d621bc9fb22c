"""Puts drawn persons into situations, and sees what the guidance makes of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardware.camera.portrait.person import take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.portrait.sitting import Sitting
from kiosk.bench.capture.situations import Severity, Situation
from kiosk.capture.face.guide import Guide
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.profile import Profile

SECONDS = 4.0
PER_SECOND = 10
LIVE = (720, 1280)
"""As a sensor mounted upright sees: who stands a little off has room above and below."""
DARK = frozenset({Who.AMADOU, Who.NIA})
"""The persons of dark skin; the others are of light or middling skin."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one person in one situation: the last instruction, and whether a photo was near."""

    situation: Situation
    person: Who
    told: Instruction
    shutter: bool

    @property
    def right(self) -> bool:
        """Whether the guidance said what helps, and would (or would not) have taken the photo."""
        wants_shutter = self.situation.severity is Severity.NONE
        return self.told in self.situation.tells and self.shutter is wants_shutter


def watch(
    situations: Iterable[Situation],
    people: Iterable[Who],
    measurer: FaceMeasurer,
    profile: Profile,
    seed: int,
) -> Iterator[Seen]:
    """Let everybody stand in every situation for some seconds."""
    for person in people:
        for situation in situations:
            yield _seen(situation, person, measurer, profile, seed)


def _seen(
    situation: Situation, person: Who, measurer: FaceMeasurer, profile: Profile, seed: int
) -> Seen:
    sitting = Sitting(person)
    guide = Guide(measurer, profile)
    told, shutter = Instruction.STARTING, False
    for number in range(int(SECONDS * PER_SECOND)):
        now = number / PER_SECOND
        pose = situation.change(sitting.pose(now), now)
        guidance = guide.look(take_picture(pose, *LIVE, seed=seed + number), now)
        told = guidance.instruction
        shutter = shutter or guidance.held >= 1
    return Seen(situation, person, told, shutter)
