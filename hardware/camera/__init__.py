"""Camera port: colour frames for the photo of an ID card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # numpy costs 90 ms; who only names the port does not pay it
    from numpy import uint8
    from numpy.typing import NDArray


class CameraFault(StrEnum):
    NOT_FOUND = "camera.not_found"
    UNPLUGGED = "camera.unplugged"
    NO_PICTURES = "camera.no_pictures"
    WRONG_FORMAT = "camera.wrong_format"
    FROZEN = "camera.frozen"
    COVERED = "camera.covered"
    TOO_SLOW = "camera.too_slow"


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """Of all faults, COVERED (black pictures) and TOO_SLOW are told while pictures go on coming."""

    fault: CameraFault | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: `pixels` is height x width x 3, BGR, owned by the receiver.

    `serial` counts captured frames from 1 (gaps are frames nobody took), `taken` is the clock's
    monotonic time in seconds.
    """

    pixels: NDArray[uint8] = field(repr=False)
    serial: int
    taken: float


class Camera(Protocol):
    async def open(self) -> None:
        """Start capturing. Raises DeviceFailed(CameraFault)."""
        ...

    async def close(self) -> None:
        """Stop capturing and let go of the device; harmless when closed."""
        ...

    def frames(self) -> AsyncIterator[Frame]:
        """Yield the newest frame each time one is wanted, a preview; older ones are dropped.

        Raises DeviceFailed when no frame came within the driver's patience (2 s).
        """
        ...

    async def still(self) -> Frame:
        """Answer the scene as it is now, at the camera's full resolution.

        That is three times the preview's or more (TR-03121-3 Vol. 2: a crop of 1244 x 1600 without
        enlarging), the same field of view, as upright as `frames`. `serial` is that of the newest
        preview. The camera must be open. Raises DeviceFailed when it did not come
        within four times the patience of `frames`.
        """
        ...

    def watch(self) -> AsyncIterator[CameraStatus]:
        """Yield the condition now and on every change."""
        ...
