"""Self-captured biometrics and signatures, by reference: bytes never travel in events."""

from dataclasses import dataclass, field
from enum import StrEnum


class CaptureKind(StrEnum):
    PHOTO = "photo"
    FINGER_RIGHT = "finger_right"
    FINGER_LEFT = "finger_left"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Point:
    """A pen or finger position in millimetres from the pad's lower left, `t` seconds from the first."""

    x: float = field(repr=False)
    y: float = field(repr=False)
    t: float = field(repr=False)


Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file that is made of a capture; `name` tells a capture's files apart.

    A capture is all of its renditions together (a photo: interchange, production and chip image):
    they are sealed, kept, fetched and destroyed as one.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)
