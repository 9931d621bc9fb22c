"""The photographer's eye: looks at live pictures and stills, in the darkroom's thread alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.capture.face.model_files import ModelsMissing
from kiosk.capture.face.profile import ProfileRefused, load_profile
from kiosk.contracts.captures import Rendition
from kiosk.contracts.photo import Standing
from kiosk.domain.events import GuidanceChanged

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

    from kiosk.capture.face.assessing import Assessment
    from kiosk.config.model import Capture

STEPS = 5
"""Into which the time of holding still is told: the arc on the screen grows by so many."""


class StudioClosed(Exception):
    """Nothing can be measured or judged here; the sentence names file and remedy."""


class Studio:
    """One person before the camera at a time; not for two threads."""

    def __init__(self, wanted: Capture) -> None:
        """Load what faces are measured with, in some 200 ms. Raises StudioClosed."""
        from kiosk.capture.face.measure import FaceMeasurer  # noqa: PLC0415 - OpenCV is loaded when needed
        from kiosk.capture.face.models import load_models  # noqa: PLC0415 - likewise

        self._device = wanted.device
        try:
            self.profile = load_profile(wanted.profile)
            self._measurer = FaceMeasurer(load_models(wanted.models))
        except (ModelsMissing, ProfileRefused) as refused:
            raise StudioClosed(str(refused)) from None
        self.begin()

    def begin(self) -> None:
        """Look at whoever comes as at somebody new."""
        from kiosk.capture.face.guide import Guide  # noqa: PLC0415 - loaded by now

        self._guide = Guide(self._measurer, self.profile)

    def learn_still(self, pixels: NDArray[uint8]) -> None:
        """Take note of the size that stills have."""
        self._guide.learn_still(pixels.shape[1])

    def look(self, pixels: NDArray[uint8], taken: float) -> GuidanceChanged:
        """Answer what to tell after a live picture, taken at that time of one clock."""
        from kiosk.capture.face.instructions import Instruction  # noqa: PLC0415 - loaded by now

        seen = self._guide.look(pixels, taken)
        # A blink breaks `good` and not `held`: the countdown is stopped by what has been told.
        good = seen.instruction is Instruction.GOOD and seen.held > 0
        return GuidanceChanged(
            hint=str(seen.instruction),
            good=good,
            picture=seen.instruction.drawing,
            marks=tuple((str(mark), holds) for mark, holds in seen.marks),
            held=int(seen.held * STEPS) / STEPS if good else 0.0,
        )

    def assess(self, pixels: NDArray[uint8]) -> Assessment:
        """Cut the photo out of a still and judge it."""
        from kiosk.capture.face.assessing import assess  # noqa: PLC0415 - loaded by now

        return assess(pixels, self._measurer, self.profile)

    def renditions(self, assessed: Assessment) -> tuple[Rendition, ...]:
        """Make the files of a photo."""
        from kiosk.capture import encoding  # noqa: PLC0415 - loaded by now

        return (Rendition("interchange", "image/jpeg", encoding.jpeg(assessed.crop)),)

    def remarks(self, assessed: Assessment) -> dict[str, str | int | bool]:
        """Answer what the clerk is told in a word each, beside the files."""
        return {
            "accepted": assessed.accepted,
            "profile": self.profile.name,
            "device": self._device,
        }


def standing(assessed: Assessment) -> Standing:
    """Answer what may be told of an assessment outside of this process's memory: no figures."""
    first = () if assessed.instruction is None else (assessed.instruction,)
    return Standing(
        mandatory=assessed.mandatory.passed,
        optional=assessed.optional.passed,
        accepted=assessed.accepted,
        findings=tuple(dict.fromkeys(str(i) for i in (*first, *assessed.findings.instructions))),
    )
