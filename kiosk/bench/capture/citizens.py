"""Drawn citizens who mean well: how long the whole process AUTO-1 takes until their photo is accepted.

The terminal's own machine and studio run in a time of their own: a look takes no time there, and
what it does take is measured elsewhere.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from hardware.camera.portrait.person import STANDS, Picture, take_picture
from hardware.camera.portrait.persons import Who
from hardware.camera.portrait.sitting import Sitting
from kiosk.bench.capture.watching import LIVE, PER_SECOND
from kiosk.capture.face.instructions import Instruction
from kiosk.config.model import Capture
from kiosk.domain import effects as wanted
from kiosk.domain.events import (
    Answered,
    Event,
    NextPressed,
    ServiceChosen,
    Timer,
    TimerExpired,
    Touched,
)
from kiosk.domain.machine import advance, attract
from kiosk.domain.photo_events import GuidanceChanged, PhotoTaken
from kiosk.domain.state import Session, Settings, Site, Walking
from kiosk.domain.step_states import PhotoPhase, PhotoStep
from kiosk.session.studio import Studio, TakenPhoto

STILL = (2160, 3840)
STILL_SECONDS = 0.5
GIVES_UP = 60.0
UNTIL_THE_CAMERA = (
    Touched(), ServiceChosen("ausweis-vorerfassung"), NextPressed(),
    Answered("document", "id_card"), NextPressed(), Answered("birthday", "1208"), NextPressed(),
    NextPressed(),
)  # fmt: skip


class Obliging:
    """Comes to the camera a little wrong in everything, and does what is asked, as people do.

    It takes a second or so to do anything, and what is done is too little or too much.
    """

    def __init__(self, person: Who, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - the same citizen for the same seed, no secret
        self.sitting = Sitting(person)
        between = self._dice.uniform
        for name, least, most in (
            ("distance", 62.0, 122.0), ("aside", -14.0, 14.0), ("height", -5.0, 3.0),
            ("yaw", -13.0, 13.0), ("pitch", -11.0, 11.0), ("roll", -11.0, 11.0),
        ):  # fmt: skip
            glide = getattr(self.sitting, name)
            glide.go(between(least, most), -10.0)
        self.sitting.mouth_open = self._dice.random() < 0.2  # noqa: PLR2004 - one in five
        self._heard = ""
        self._acts_at = 0.0

    def hear(self, hint: str, now: float) -> None:
        """Take in what the terminal says, and act on it once it was understood."""
        if hint != self._heard:
            self._heard, self._acts_at = hint, now + self._dice.uniform(0.8, 1.6)
        elif now >= self._acts_at:
            self._act(Instruction(hint), now)
            self._acts_at = now + self._dice.uniform(1.0, 1.8)

    def _act(self, instruction: Instruction, now: float) -> None:
        sitting, roughly = self.sitting, self._dice.uniform(0.7, 1.25)
        steps: Mapping[Instruction, Callable[[], None]] = {
            Instruction.CLOSER: lambda: self._move("distance", -11 * roughly, now),
            Instruction.BACK: lambda: self._move("distance", 11 * roughly, now),
            Instruction.LEFT: lambda: self._move("aside", 7 * roughly, now),
            Instruction.RIGHT: lambda: self._move("aside", -7 * roughly, now),
            Instruction.UP: lambda: self._move("height", 3 * roughly, now),
            Instruction.DOWN: lambda: self._move("height", -3 * roughly, now),
            Instruction.TURN: lambda: self._settle("yaw", now),
            Instruction.CHIN_UP: lambda: self._settle("pitch", now),
            Instruction.CHIN_DOWN: lambda: self._settle("pitch", now),
            Instruction.STRAIGHT: lambda: self._settle("roll", now),
            Instruction.MOUTH: self._shut_mouth,
            Instruction.STAND: lambda: self._settle("aside", now),
        }
        if instruction in steps:
            steps[instruction]()
        elif sitting.distance.target > 2 * STANDS:
            self._move("distance", -11 * roughly, now)

    def _move(self, name: str, by: float, now: float) -> None:
        glide = getattr(self.sitting, name)
        glide.go(glide.target + by, now)

    def _settle(self, name: str, now: float) -> None:
        glide = getattr(self.sitting, name)
        glide.go(glide.target * self._dice.uniform(-0.15, 0.3), now)

    def _shut_mouth(self) -> None:
        self.sitting.mouth_open = False


@dataclass(frozen=True, slots=True)
class Visit:
    """`seconds` from the camera's first picture to the shots; `asked` what was said on the way."""

    person: Who
    seconds: float
    accepted: bool
    asked: tuple[str, ...]


def visits(people: Iterable[Who], rounds: int, capture: Capture, site: Site) -> Iterator[Visit]:
    """Let everybody come `rounds` times, each time standing in another way."""
    for number in range(rounds):
        for person in people:
            yield _Sitting(Obliging(person, 100 * number + ord(person[0])), capture, site).run()


class _Sitting:
    """One citizen before the camera: machine, studio and scene in one time."""

    def __init__(self, citizen: Obliging, capture: Capture, site: Site) -> None:
        self._citizen = citizen
        self._studio = Studio(capture)
        self._session: Session = attract(site, Settings())
        self._now = 0.0
        self._due: dict[Timer, float] = {}
        self._still_due: float | None = None
        self._taken: list[TakenPhoto] = []
        self._asked: list[str] = []

    def run(self) -> Visit:
        self._studio.begin()
        for event in UNTIL_THE_CAMERA:
            self._happens(event)
        while self._now < GIVES_UP and self._phase() in {
            PhotoPhase.LIVE, PhotoPhase.COUNTDOWN, PhotoPhase.TAKING
        }:  # fmt: skip
            self._look()
            self._let_time_pass()
        accepted = any(taken.standing.accepted for taken in self._taken)
        in_time = self._phase() is PhotoPhase.CHOOSING and accepted
        return Visit(self._citizen.sitting.person, self._now, in_time, tuple(self._asked))

    def _phase(self) -> PhotoPhase | None:
        stage = self._session.stage
        step = stage.walk.step if isinstance(stage, Walking) else None
        return step.phase if isinstance(step, PhotoStep) else None

    def _look(self) -> None:
        seen = self._studio.look(self._filmed(LIVE), self._now)
        self._happens(seen)
        self._hears(seen)

    def _hears(self, seen: GuidanceChanged) -> None:
        if not self._asked or self._asked[-1] != seen.hint:
            self._asked.append(seen.hint)
        self._citizen.hear(seen.hint, self._now)

    def _let_time_pass(self) -> None:
        self._now += 1 / PER_SECOND
        for timer, due in sorted(self._due.items(), key=lambda item: item[1]):
            if due <= self._now and self._due.get(timer) == due:
                del self._due[timer]
                self._happens(TimerExpired(timer))
        if self._still_due is not None and self._still_due <= self._now:
            self._still_due = None
            still = self._filmed(STILL)
            self._taken.append(self._studio.assess(still))
            self._happens(PhotoTaken(f"photo{len(self._taken)}", self._taken[-1].standing))

    def _filmed(self, size: tuple[int, int]) -> Picture:
        pose = self._citizen.sitting.pose(self._now)
        return take_picture(pose, *size, seed=round(self._now * PER_SECOND))

    def _happens(self, event: Event) -> None:
        self._session, effects = advance(self._session, event)
        for effect in effects:
            match effect:
                case wanted.StartTimer(timer, seconds):
                    self._due[timer] = self._now + seconds
                case wanted.StopTimer(timer):
                    self._due.pop(timer, None)
                case wanted.TakePhoto():
                    self._still_due = self._now + STILL_SECONDS
                case _:
                    pass
