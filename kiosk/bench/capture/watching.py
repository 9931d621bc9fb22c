"""Puts drawn persons and spoilt portraits before the guidance, and sees what it makes of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from hardware.camera.portrait.person import Picture, add_noise, take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.portrait.sitting import Sitting
from kiosk.bench.capture import portraits
from kiosk.bench.capture.situations import Expected, Severity, Situation
from kiosk.bench.capture.spoiling import Spoilt
from kiosk.capture.face.guide import Guide
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.measure import FaceMeasurer
from kiosk.capture.face.profile import Profile

SECONDS = 4.0
PER_SECOND = 10
LIVE = (720, 1280)
"""As a sensor mounted upright sees: who stands a little off has room above and below."""
SITTERS_OWN = frozenset({"turned", "chin", "gaze", "mouth"})
NOISE = 1.2
"""Levels of 255 by which a sensor's pictures of a portrait differ."""
DARK = frozenset({Who.AMADOU, Who.NIA})
"""The persons of dark skin; the others are of light or middling skin."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one person in one situation: the last instruction, and whether a photo was near."""

    situation: Expected
    dark: bool
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
            sitting = Sitting(person)

            def filmed(
                now: float,
                number: int,
                situation: Situation = situation,
                sitting: Sitting = sitting,
            ) -> Picture:
                pose = situation.change(sitting.pose(now), now)
                return take_picture(pose, *LIVE, seed=seed + number)

            told, shutter = _guided(filmed, Guide(measurer, profile))
            yield Seen(situation, person in DARK, told, shutter)


def look_at_portraits(
    ways: Iterable[Spoilt], measurer: FaceMeasurer, profile: Profile, seed: int
) -> Iterator[Seen]:
    """Let the guidance look at a portrait of light and one of dark skin, spoilt in every way.

    How the sitters held head, eyes and lips is theirs, and not asked.
    """
    asked = replace(
        profile, live=tuple(check for check in profile.live if check.name not in SITTERS_OWN)
    )
    for name in (portraits.LIGHT, portraits.DARK):
        for way in ways:
            picture = way.spoil(name)

            def filmed(_now: float, number: int, picture: Picture = picture) -> Picture:
                return add_noise(picture, seed + number, NOISE)

            told, shutter = _guided(filmed, Guide(measurer, asked))
            yield Seen(way, name == portraits.DARK, told, shutter)


def _guided(filmed: Callable[[float, int], Picture], guide: Guide) -> tuple[Instruction, bool]:
    told, shutter = Instruction.STARTING, False
    for number in range(int(SECONDS * PER_SECOND)):
        now = number / PER_SECOND
        guidance = guide.look(filmed(now, number), now)
        told = guidance.instruction
        shutter = shutter or guidance.held >= 1
    return told, shutter
