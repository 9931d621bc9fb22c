"""Drives the simulated fingerprint scanner over its line."""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.fingerprint import (
    FingerImage,
    FingerPosition,
    FingerprintFault,
    FingerprintScanner,
    FingerprintStatus,
)
from hardware.patience import within
from hardware.simulation.lines import Fields, Garbled, field
from hardware.simulation.link import Condition, Link, LinkDown, LinkLost, Phase, Refused
from kiosk.contracts.clock import Clock

FAULTS = {
    Phase.NOT_FOUND: FingerprintFault.NOT_FOUND,
    Phase.LOST: FingerprintFault.UNPLUGGED,
}
LARGEST_SIDE = 800


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `HOST:PORT` of the simulator, on loopback."""

    address: str = ""


def make(settings: Settings, clock: Clock) -> FingerprintScanner:
    return SimulatedScanner(Link("fingerprint", settings.address, clock, FingerprintFault), clock)


class SimulatedScanner:
    """Implements `hardware.fingerprint.FingerprintScanner`."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self._link = link
        self._clock = clock

    async def capture(self, position: FingerPosition, patience: float) -> FingerImage:
        asking = self._link.ask("capture", {"position": position}, patience=None)
        try:
            return _image(await within(self._clock, patience, asking))
        except TimeoutError:
            raise DeviceFailed(FingerprintFault.NO_FINGER) from None
        except Refused as refused:
            raise DeviceFailed(refused.fault) from None
        except LinkDown:
            raise DeviceFailed(FingerprintFault.NOT_FOUND) from None
        except (LinkLost, Garbled):
            raise DeviceFailed(FingerprintFault.UNPLUGGED) from None

    async def cancel(self) -> None:
        with suppress(LinkDown, LinkLost):
            await self._link.ask("cancel")

    def watch(self) -> AsyncIterator[FingerprintStatus]:
        return self._link.watch(_status)


def _status(condition: Condition) -> FingerprintStatus:
    return FingerprintStatus(FAULTS.get(condition.phase))


def _image(answer: Fields) -> FingerImage:
    """Answer the image if its parts agree. Raises Garbled."""
    width, height = field(answer, "width", int), field(answer, "height", int)
    dpi = field(answer, "dpi", int)
    try:
        pixels = base64.b64decode(field(answer, "pixels", str), validate=True)
    except binascii.Error:
        raise Garbled("pixels that are no base64") from None
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE and dpi > 0):
        raise Garbled("an impossible image size")
    if len(pixels) != width * height:
        raise Garbled("pixels that do not fill the image")
    return FingerImage(pixels, width, height, dpi)
