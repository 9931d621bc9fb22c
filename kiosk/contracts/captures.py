"""Self-captured biometrics and signatures, by reference: bytes never travel in events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class CaptureKind(StrEnum):
    PHOTO = "photo"
    FINGER_RIGHT = "finger_right"
    FINGER_LEFT = "finger_left"
    SIGNATURE = "signature"


class LeftReason(StrEnum):
    """Why a capture is left to the counter, in the words of the citizen's own choice; the clerk is told."""

    CHOSEN = "chosen"
    HURT = "hurt"
    MISSING = "missing"
    POOR = "poor"
    ALIKE = "alike"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Point:
    """A pen or finger position in millimetres from the pad's lower left, `t` seconds from the first.

    `pressure` is from 0 to 1, None where the device feels none. Neither time nor pressure leaves the
    terminal.
    """

    x: float = field(repr=False)
    y: float = field(repr=False)
    t: float = field(repr=False)
    pressure: float | None = field(default=None, repr=False)


Stroke = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PadArea:
    """What can be written on, in millimetres."""

    width: float
    height: float


class Document(StrEnum):
    """The documents whose signature has a size of its own (BSI TR-03123-2, XhD)."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    TRAVEL_DOCUMENT = "travel_document"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file that is made of a capture; `name` tells a capture's files apart.

    A capture is all of its renditions together (a photo: interchange, production and chip image):
    they are sealed, kept, fetched and destroyed as one.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


CAPTURE_RENDITIONS: Mapping[CaptureKind, tuple[str, ...]] = MappingProxyType(
    {
        CaptureKind.PHOTO: ("interchange", "production", "chip", "quality"),
        CaptureKind.FINGER_RIGHT: ("raw", "wsq", "record"),
        CaptureKind.FINGER_LEFT: ("raw", "wsq", "record"),
    }
)
"""The renditions that every capture of a kind has; a signature's are its documents."""

# What is known of a capture beside its files: quality, device, exceptions; never free text of a person.
Remarks = Mapping[str, str | int | float | bool]

# Renditions of which a file's ending says enough: photo.jpg, finger_right.wsq, finger_right.bmp.
_PLAIN = ("interchange", "wsq", "raw", "record")
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/jp2": "jp2",
    "image/png": "png",
    "image/bmp": "bmp",
    "image/x-wsq": "wsq",
    "application/json": "json",
}


def file_name(kind: str, rendition: str, media_type: str) -> str:
    """Answer under what name a rendition is kept outside: `photo_chip.jp2`, `finger_right.wsq`.

    A `record` is a finger image record of ISO/IEC 19794-4, whatever it is sent as.
    """
    ending = "fir" if rendition == "record" else _ENDINGS.get(media_type, "bin")
    return f"{kind}.{ending}" if rendition in _PLAIN else f"{kind}_{rendition}.{ending}"
