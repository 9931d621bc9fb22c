"""No presentation attack detection is fitted: nothing is looked at, and the clerk is told so."""

from dataclasses import dataclass

from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.measures import Measures
from kiosk.capture.pad import Score


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


class OmittedPad:
    name = "omitted"
    version = "1"
    certified = ""

    def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:
        pass

    def score(self, _pixels: NDArray[uint8], _measures: Measures) -> Score | None:
        return None


def make(_settings: Settings) -> OmittedPad:
    return OmittedPad()
