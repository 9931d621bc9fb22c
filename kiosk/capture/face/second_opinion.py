"""Asks OFIQ itself for its opinion of a photo, where an operator has installed python-ofiq and its models."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy import uint8
from numpy.typing import NDArray


class NoSecondOpinion(Exception):
    """The configuration asks for OFIQ's opinion and it is not to be had; `str()` names what lacks."""


class SecondOpinion:
    """OFIQ with the models of one folder. Its opinion is told to the clerk and decides nothing."""

    def __init__(self, folder: Path) -> None:
        """Load OFIQ, in some seconds. Raises NoSecondOpinion."""
        try:
            library = importlib.import_module("ofiq")
        except ImportError as missing:
            raise NoSecondOpinion(
                f"capture.ofiq: the Python package python-ofiq is not installed ({missing.name})"
            ) from None
        try:
            self._ofiq: Any = library.OFIQ(str(folder))
        except library.OFIQError as error:
            raise NoSecondOpinion(f"capture.ofiq: {folder}: {error}") from None
        self._refused: type[Exception] = library.OFIQError

    def ask(self, crop: NDArray[uint8]) -> Mapping[str, float] | None:
        """Answer OFIQ's scalars (0 to 100) by their components, None where it found no face."""
        picture = np.ascontiguousarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB))
        try:
            found = self._ofiq.vector_quality(picture)
        except self._refused:
            return None
        # What could not be assessed has no scalar.
        return {name: float(scalar) for name, scalar in found.items() if scalar is not None}
