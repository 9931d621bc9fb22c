"""Fingerprint port: one flat finger image at a time, 500 dpi grey (ISO/IEC 19794-4)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class FingerprintFault(StrEnum):
    NOT_FOUND = "fingerprint.not_found"
    UNPLUGGED = "fingerprint.unplugged"
    NO_FINGER = "fingerprint.no_finger"
    POOR_CONTACT = "fingerprint.poor_contact"
    TWO_FINGERS = "fingerprint.two_fingers"
    TOO_WET = "fingerprint.too_wet"
    DIRTY_GLASS = "fingerprint.dirty_glass"
    BUSY = "fingerprint.busy"
    BROKEN = "fingerprint.broken"
    UNSUITABLE = "fingerprint.unsuitable"


class FingerPosition(StrEnum):
    RIGHT_INDEX = "right_index"
    LEFT_INDEX = "left_index"


@dataclass(frozen=True, slots=True)
class FingerprintStatus:
    """`name` is maker and model as far as the scanner tells or the terminal was told, no serial number."""

    fault: FingerprintFault | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class FingerImage:
    """Grey image, 8 bit, row-major, `width` x `height` pixels, `dpi` dots per inch, ridges dark.

    `device` is the scanner's name as `FingerprintStatus` has it, for the remarks of the capture.
    """

    pixels: bytes = field(repr=False)
    width: int
    height: int
    dpi: int
    device: str = ""


class FingerprintScanner(Protocol):
    async def capture(self, position: FingerPosition, patience: float) -> FingerImage:
        """Wait up to `patience` seconds for a finger and take its image.

        Raises DeviceFailed(FingerprintFault); NO_FINGER when patience ran out. What lies there is not
        judged beyond what the scanner itself says of it: quality is the caller's to measure. A second
        capture ends the first, which raises NO_FINGER.
        """
        ...

    async def cancel(self) -> None:
        """End a running capture; it then raises DeviceFailed(NO_FINGER)."""
        ...

    def watch(self) -> AsyncIterator[FingerprintStatus]:
        """Yield the condition now and on every change."""
        ...
