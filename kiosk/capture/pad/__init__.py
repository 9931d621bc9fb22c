"""Presentation attack detection: whether a face before the camera is a person's (TR-03121-3 PAD-FI-APP1).

A driver never holds anything up, never decides, and is never told of to the citizen: its score goes
to the clerk with the photo that it belongs to, and so does the news that there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from numpy import uint8
from numpy.typing import NDArray

from kiosk.capture.face.measures import Measures

STEPS = 20
"""Scores are told in steps of a twentieth: TR-03121 asks for ten at least, evenly spread."""


class PadState(StrEnum):
    SCORED = "scored"
    OMITTED = "omitted"


class Omission(StrEnum):
    """Why there is no score."""

    NOT_FITTED = "not_fitted"
    TOO_LITTLE_SEEN = "too_little_seen"
    LATE = "late"
    FAILED = "failed"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Score:
    """`value` from 0 (a person) to 1 (an attack); `signs` are the driver's own figures behind it."""

    value: float
    signs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PadResult:
    """What is told to the clerk of one photo.

    `picture` is the SHA-256 (hexadecimal) of the chosen picture's interchange file. `certified`
    names the certificate, empty where there is none.
    """

    picture: str
    state: PadState
    driver: str
    version: str
    certified: str
    score: float | None = None
    alarm: bool = False
    omission: Omission | None = None
    signs: Mapping[str, float] = field(default_factory=dict)


class Pad(Protocol):
    """What a driver offers; it is called from one thread of its own, and may take its time there."""

    name: str
    version: str
    certified: str
    """The certificate's number; empty where there is none."""

    def watch(self, pixels: NDArray[uint8], measures: Measures, taken: float) -> None:
        """Take note of a live picture (height x width x 3, BGR); pictures may be missing between."""
        ...

    def score(self, pixels: NDArray[uint8], measures: Measures) -> Score | None:
        """Answer the score of this finished photo and all seen before it, None without any ground."""
        ...
