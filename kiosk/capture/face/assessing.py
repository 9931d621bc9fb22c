"""From a still to the finished photo and what holds of it; the best of several is told by a key."""

from dataclasses import dataclass, field
from typing import Protocol

from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.crop import CropPlan, CropRefused, nearest, plan
from kiosk.capture.face.cutting import cut
from kiosk.capture.face.instructions import Instruction
from kiosk.capture.face.judging import Findings, Tally, judge
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.profile import Profile


class Measuring(Protocol):
    """What measures whole: `kiosk.capture.face.measure.FaceMeasurer`."""

    def measure(self, pixels: NDArray[uint8]) -> Measures:
        """Measure everything there is to measure of one picture."""
        ...


@dataclass(frozen=True, slots=True)
class Assessment:
    """A finished photo with what was found of it.

    `crop` is height x width x 3 (BGR): 1244 x 1600 where the still allowed it, else smaller or with
    the head not in its place, which `findings` then tell. `measures` are the crop's, `scene` the
    whole still's. `planned` says whether the crop is as the recipe wants it.
    """

    crop: NDArray[uint8] = field(repr=False)
    measures: Measures = field(repr=False)
    scene: Measures = field(repr=False)
    findings: Findings = field(repr=False)
    planned: bool
    instruction: Instruction | None

    @property
    def mandatory(self) -> Tally:
        return self.findings.tally(mandatory=True)

    @property
    def optional(self) -> Tally:
        return self.findings.tally(mandatory=False)

    @property
    def accepted(self) -> bool:
        """Whether every mandatory criterion is known to hold."""
        return self.findings.accepted

    def standing(self, taken: float) -> tuple[int, int, float]:
        """Answer the key by which the best capture is the greatest (TR-03121-3 Vol. 2, 5.4.1.1.2).

        Most mandatory criteria, then most optional ones, then the newest.
        """
        return self.mandatory.passed, self.optional.passed, taken


def assess(pixels: NDArray[uint8], measurer: Measuring, profile: Profile) -> Assessment:
    """Cut the photo out of a still (height x width x 3, BGR) and judge it.

    Always answers a photo, be it a poor one that the findings tell of: what to do with it is for
    citizen and clerk. Raises ValueError for pixels that are no picture.
    """
    scene = measurer.measure(pixels)
    size = (scene.width, scene.height)
    geometry = None if scene.face is None else scene.face.geometry
    planned = None if geometry is None else plan(geometry, size, profile.crop)
    whole = isinstance(planned, CropPlan)
    best = planned if isinstance(planned, CropPlan) else nearest(geometry, size, profile.crop)
    crop = cut(pixels, best)
    measures = measurer.measure(crop)
    findings = judge(measures, profile)
    return Assessment(
        crop=crop,
        measures=measures,
        scene=scene,
        findings=findings,
        planned=whole,
        instruction=_instruction(planned, findings),
    )


def assess_finished(pixels: NDArray[uint8], measurer: Measuring, profile: Profile) -> Assessment:
    """Judge a photo as it is, without cutting. Raises ValueError for pixels that are no picture."""
    measures = measurer.measure(pixels)
    findings = judge(measures, profile)
    first = Instruction.STAND if measures.face is None else None
    return Assessment(
        crop=pixels,
        measures=measures,
        scene=measures,
        findings=findings,
        planned=True,
        instruction=first or next(iter(findings.instructions), None),
    )


def _instruction(planned: CropPlan | CropRefused | None, findings: Findings) -> Instruction | None:
    """Answer the one thing that would help most: to be seen, to stand right, then what failed."""
    if planned is None:
        return Instruction.STAND
    if isinstance(planned, CropRefused):
        return planned.instruction
    return findings.instructions[0] if findings.instructions else None
