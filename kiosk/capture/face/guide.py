"""Guides one person before the camera: picture by picture to the one instruction that helps now."""

from dataclasses import dataclass
from typing import Protocol

from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.coaching import History, coach
from kiosk.capture.face.instructions import Instruction, MarkId
from kiosk.capture.face.judging import Findings, observe
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.motion import movement
from kiosk.capture.face.profile import Profile

USUAL = 0.25
"""Seconds from look to look at most for which the profile's movement is meant.

On a busy machine more pass, and everybody sways by more than that; the same pace is no more movement.
"""


class Glances(Protocol):
    """What looks at live pictures: `kiosk.capture.face.measure.FaceMeasurer`."""

    def glance(self, pixels: NDArray[uint8], before: Measures | None) -> Measures:
        """Measure one picture of many, the one before being known."""
        ...


class Watches(Protocol):
    """Who else looks at live pictures: `kiosk.capture.pad.examining.PadWatch`."""

    def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:
        """Take note of a live picture and its measures, at once."""
        ...


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to tell after a picture.

    `good` says that all that the profile asks for holds now; `held` from 0 to 1 how much of the
    time is over for which it must. `marks` are text ids with whether they hold.
    """

    instruction: Instruction
    good: bool
    marks: tuple[tuple[MarkId, bool], ...]
    held: float


class Guide:
    """Keeps what was seen of one person; for the next one there is another guide. Not for two threads."""

    def __init__(self, measurer: Glances, profile: Profile, pad: Watches | None = None) -> None:
        self._measurer = measurer
        self._profile = profile
        self._pad = pad
        self._before: Measures | None = None
        self._history = History()
        self._still_width: int | None = None
        self.findings = Findings(())

    def look(self, pixels: NDArray[uint8], taken: float) -> Guidance:
        """Answer what to tell after this live picture (height x width x 3, BGR).

        `taken` is when it was, in seconds of the caller's clock, and must not go back. Raises
        ValueError for pixels that are no picture.
        """
        now = self._measurer.glance(pixels, self._before)
        moved = None if self._before is None else movement(self._before, now)
        if moved is not None and self._history.looked is not None:
            moved *= USUAL / max(USUAL, taken - self._history.looked)
        self._before = now
        if self._pad is not None:
            self._pad.watch(pixels, now, taken)
        larger = None if self._still_width is None else self._still_width / now.width
        self.findings = observe(now, self._profile, moved, larger)
        self._history = coach(self.findings, self._history, taken, self._profile)
        return Guidance(
            instruction=self._history.instruction,
            good=self._history.good,
            marks=self._history.marks(self._profile),
            held=min(1.0, self._history.held / self._profile.process.hold),
        )

    def learn_still(self, width: int) -> None:
        """Reckon with stills of this width in pixels, in place of the profile's enlargement."""
        self._still_width = width
