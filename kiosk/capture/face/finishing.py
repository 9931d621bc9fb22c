"""Makes all files of the photo that a citizen accepted, in one go and off the event loop."""

from dataclasses import dataclass, field, replace
from typing import Protocol

from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.assessing import Assessment
from kiosk.capture.face.measures import Measures
from kiosk.capture.face.profile import Profile
from kiosk.capture.face.quality import quality
from kiosk.capture.face.renditions import chip, digest, interchange, production
from kiosk.capture.face.second_opinion import SecondOpinion
from kiosk.capture.pad import PadResult
from kiosk.contracts.captures import Rendition


class Examines(Protocol):
    """Who examines for attacks: `kiosk.capture.pad.examining.PadWatch`."""

    def examine(self, picture: str, pixels: NDArray[uint8], measures: Measures) -> PadResult:
        """Answer the result for the picture with this SHA-256."""
        ...


@dataclass(frozen=True, slots=True)
class Finished:
    """`renditions`: interchange, production, chip, quality; on an alarm all of the acquisition's too.

    `pad` is for the clerk alone, never for the citizen's pages.
    """

    renditions: tuple[Rendition, ...]
    pad: PadResult = field(repr=False)


def finish(
    chosen: Assessment,
    profile: Profile,
    examiner: Examines,
    device: str = "",
    others: tuple[Assessment, ...] = (),
    opinion: SecondOpinion | None = None,
) -> Finished:
    """Answer the files of `chosen`, in 0.3 s and what the PAD driver may take.

    `others` are the acquisition's further photos: where presentation attack detection raises the
    alarm, all of them go to the clerk (TR-03121-3 Vol. 2 UI-FI-OP), as `acquisition_1` and on.
    Raises ValueError for a picture that cannot be written.
    """
    encoding = profile.renditions
    exchanged = interchange(chosen.crop, encoding)
    result = examiner.examine(digest(exchanged), chosen.crop, chosen.measures)
    second = None if opinion is None else opinion.ask(chosen.crop)
    renditions = [
        exchanged,
        production(chosen.crop, encoding),
        chip(chosen.crop, encoding),
        quality(chosen, profile, result, device, second),
    ]
    if result.alarm:
        renditions += (
            replace(interchange(other.crop, encoding), name=f"acquisition_{number}")
            for number, other in enumerate(others, 1)
        )
    return Finished(tuple(renditions), result)
