"""The photographer's eye: looks at live pictures and stills, in the darkroom's thread alone."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.capture.face.model_files import ModelsMissing
from kiosk.capture.face.profile import ProfileRefused, load_profile
from kiosk.contracts.captures import Rendition
from kiosk.contracts.photo import Standing
from kiosk.domain.photo_events import GuidanceChanged

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

    from kiosk.capture.face.assessing import Assessment
    from kiosk.capture.face.guide import Guide
    from kiosk.capture.face.second_opinion import SecondOpinion
    from kiosk.capture.pad.examining import PadWatch
    from kiosk.config.model import Capture

log = logging.getLogger(__name__)
STEPS = 5
"""Into which the time of holding still is told: the arc on the screen grows by so many."""


class StudioClosed(Exception):
    """Nothing can be measured or judged here; the sentence names file or key, and the remedy."""


@dataclass
class Acquisition:
    """From one opening of the camera on: who guides, who watches for attacks, and the shots."""

    guide: Guide
    watch: PadWatch
    shots: list[Assessment] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class TakenPhoto:
    assessed: Assessment = field(repr=False)
    acquisition: Acquisition = field(repr=False)

    @property
    def standing(self) -> Standing:
        """What may be told of it outside of this process's memory: no figures."""
        one = self.assessed
        first = () if one.instruction is None else (one.instruction,)
        return Standing(
            mandatory=one.mandatory.passed,
            optional=one.optional.passed,
            accepted=one.accepted,
            findings=tuple(dict.fromkeys(str(i) for i in (*first, *one.findings.instructions))),
        )


class Studio:
    """For one citizen; not for two threads."""

    def __init__(self, wanted: Capture) -> None:
        """Load what faces are measured with, in some 200 ms. Raises StudioClosed."""
        from kiosk.capture.face.measure import FaceMeasurer  # noqa: PLC0415 - OpenCV is loaded when needed
        from kiosk.capture.face.models import load_models  # noqa: PLC0415 - likewise
        from kiosk.capture.pad.examining import PadFailed, PadRefused, make_pad  # noqa: PLC0415 - likewise

        self._wanted = wanted
        try:
            self._profile = load_profile(wanted.profile)
            self._measurer = FaceMeasurer(load_models(wanted.models))
            with suppress(PadFailed):  # photos are taken without it, and the clerk is told
                make_pad(wanted.pad)
        except (ModelsMissing, ProfileRefused, PadRefused) as refused:
            raise StudioClosed(str(refused)) from None
        self._opinion = _second_opinion(wanted.ofiq)
        self._acquisitions: list[Acquisition] = []

    def begin(self) -> None:
        """Begin an acquisition; whoever comes is looked at as somebody new."""
        from kiosk.capture.face.guide import Guide  # noqa: PLC0415 - loaded by now
        from kiosk.capture.pad.examining import FailedPad, PadFailed, PadWatch, make_pad  # noqa: PLC0415 - likewise

        try:
            pad = make_pad(self._wanted.pad)
        except PadFailed as failed:
            log.warning("photo.pad_failed %s", failed)
            pad = FailedPad(str(self._wanted.pad["driver"]))
        watch = PadWatch(pad, self._profile.pad.alarm)
        guide = Guide(self._measurer, self._profile, watch)
        self._acquisitions.append(Acquisition(guide, watch))

    def learn_still(self, pixels: NDArray[uint8]) -> None:
        """Take note of the size that stills have."""
        self._acquisitions[-1].guide.learn_still(pixels.shape[1])

    def look(self, pixels: NDArray[uint8], taken: float) -> GuidanceChanged:
        """Answer what to tell after a live picture, taken at that time of one clock."""
        from kiosk.capture.face.instructions import Instruction  # noqa: PLC0415 - loaded by now

        seen = self._acquisitions[-1].guide.look(pixels, taken)
        # A blink breaks `good` and not `held`: a countdown is stopped by what lasts.
        good = seen.instruction is Instruction.GOOD and seen.held > 0
        return GuidanceChanged(
            hint=str(seen.instruction),
            good=good,
            picture=seen.instruction.drawing,
            marks=tuple((str(mark), holds) for mark, holds in seen.marks),
            held=int(seen.held * STEPS) / STEPS if good else 0.0,
        )

    def assess(self, pixels: NDArray[uint8]) -> TakenPhoto:
        """Cut the photo out of a still and judge it."""
        from kiosk.capture.face.assessing import assess  # noqa: PLC0415 - loaded by now

        acquisition = self._acquisitions[-1]
        assessed = assess(pixels, self._measurer, self._profile)
        acquisition.shots.append(assessed)
        return TakenPhoto(assessed, acquisition)

    def finish(self, chosen: TakenPhoto) -> tuple[Rendition, ...]:
        """Make the files of the chosen photo; those of its acquisition's others only after an alarm."""
        from kiosk.capture.face.finishing import finish  # noqa: PLC0415 - loaded by now

        finished = finish(
            chosen.assessed,
            self._profile,
            chosen.acquisition.watch,
            self._wanted.device,
            tuple(shot for shot in chosen.acquisition.shots if shot is not chosen.assessed),
            self._opinion,
        )
        return finished.renditions

    def remarks(self, chosen: TakenPhoto) -> dict[str, str | int | bool]:
        """Answer what the clerk is told in a word each, beside the files."""
        return {
            "accepted": chosen.assessed.accepted,
            "profile": f"{self._profile.name} {self._profile.version}",
            "device": self._wanted.device,
        }

    def forget(self) -> None:
        """Let go of every shot, and of who watched."""
        for acquisition in self._acquisitions:
            acquisition.watch.end()
        self._acquisitions.clear()


def _second_opinion(folder: str) -> SecondOpinion | None:
    """Answer whom the configuration wants asked; a photo does not wait for an opinion."""
    if not folder:
        return None
    from kiosk.capture.face.second_opinion import NoSecondOpinion, SecondOpinion  # noqa: PLC0415 - if wanted

    try:
        return SecondOpinion(Path(folder))
    except NoSecondOpinion as missing:
        log.warning("photo.no_second_opinion %s", missing)
        return None
