"""Stands for a signature pad that the terminal does not have."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.signature import SignatureFault, SignaturePad, SignatureStatus
from kiosk.contracts.captures import PadArea, Stroke
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def make(settings: Settings, clock: Clock) -> SignaturePad:
    del settings, clock
    return AbsentPad()


class AbsentPad:
    """Implements `hardware.signature.SignaturePad`: nothing can be written on it."""

    async def open(self) -> None:
        raise DeviceFailed(SignatureFault.NOT_FOUND)

    async def close(self) -> None:
        """Do nothing: it cannot be open."""

    def clear(self) -> None:
        """Do nothing: there are no strokes."""

    def take_back(self) -> None:
        """Do nothing: there are no strokes."""

    def strokes(self) -> tuple[Stroke, ...]:
        return ()

    def area(self) -> PadArea:
        return PadArea(0.0, 0.0)

    def crowded(self) -> bool:
        return False

    async def changes(self) -> AsyncIterator[int]:
        never: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        yield await never

    def watch(self) -> AsyncIterator[SignatureStatus]:
        return Latest(SignatureStatus(SignatureFault.NOT_FOUND)).watch()
