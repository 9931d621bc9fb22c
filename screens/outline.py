"""Where the head's outline stands on the live picture."""

from dataclasses import dataclass

from screens.geometry import Box

# As wide by high as a face in a passport photo.
_SLENDER = 0.745


@dataclass(frozen=True, slots=True)
class Oval:
    """Middle and half axes, in pixels from the display's top left."""

    x: float
    y: float
    rx: float
    ry: float


def head_in(box: Box) -> Oval:
    """Answer the oval that a head fills, hair and all, where an upright camera's picture is right."""
    ry = min(box.h * 0.4, box.w * 0.45 / _SLENDER)
    return Oval(box.x + box.w / 2, box.y + box.h * 0.475, ry * _SLENDER, ry)
