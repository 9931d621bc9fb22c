"""Turns what was measured of a live picture into the one hint that helps most now."""

from enum import StrEnum
from typing import Protocol


class Hint(StrEnum):
    """Text ids; all but GOOD and STARTING ask for something."""

    STARTING = "photo.guidance.starting"
    TOO_DARK = "photo.guidance.too_dark"
    TOO_BRIGHT = "photo.guidance.too_bright"
    MOVING = "photo.guidance.moving"
    BLURRED = "photo.guidance.blurred"
    GOOD = "photo.guidance.good"


class Measured(Protocol):
    """What is looked at, as `kiosk.capture.measure.Measures` holds it."""

    @property
    def brightness(self) -> float: ...
    @property
    def over(self) -> float: ...
    @property
    def under(self) -> float: ...
    @property
    def sharpness(self) -> float: ...
    @property
    def movement(self) -> float | None: ...


# A light grey wall (161 to 225 in TR-03121) keeps the mean well above this in good light, whatever
# the person's skin or clothes; a person in black before it still leaves more than half unclipped.
DARKEST, MOST_BLACK = 80.0, 0.5
BRIGHTEST, MOST_WHITE = 232.0, 0.2
# Breathing, blinking and swaying of a standing person measure up to 0.4, one foot to the other 5 on.
MOST_MOVEMENT = 2.0
# A sharp portrait measures 40 to 80, blurred by 2 pixels (of 720) 9, by 3 pixels 4.
LEAST_SHARP = 6.0


def judge(measured: Measured) -> Hint:
    """Answer the most helpful hint: light first, since nothing else can be judged without it.

    Movement comes before blur, which it causes. These are no criteria for a passport photo: they
    say when the picture is surely of no use.
    """
    if measured.brightness < DARKEST or measured.under > MOST_BLACK:
        return Hint.TOO_DARK
    if measured.brightness > BRIGHTEST or measured.over > MOST_WHITE:
        return Hint.TOO_BRIGHT
    if measured.movement is None:
        return Hint.STARTING
    if measured.movement > MOST_MOVEMENT:
        return Hint.MOVING
    if measured.sharpness < LEAST_SHARP:
        return Hint.BLURRED
    return Hint.GOOD
