"""Stands for a fingerprint scanner that the terminal does not have."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.fingerprint import (
    FingerImage,
    FingerPosition,
    FingerprintFault,
    FingerprintScanner,
    FingerprintStatus,
)
from hardware.latest import Latest
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def make(settings: Settings, clock: Clock) -> FingerprintScanner:
    del settings, clock
    return AbsentScanner()


class AbsentScanner:
    """Implements `hardware.fingerprint.FingerprintScanner`."""

    async def capture(self, position: FingerPosition, patience: float) -> FingerImage:
        del position, patience
        raise DeviceFailed(FingerprintFault.NOT_FOUND)

    async def cancel(self) -> None:
        """Do nothing: no capture can be running."""

    def watch(self) -> AsyncIterator[FingerprintStatus]:
        return Latest(FingerprintStatus(FingerprintFault.NOT_FOUND)).watch()
