"""Signature port: pen or finger strokes as vectors in millimetres."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.captures import PadArea, Stroke


class SignatureFault(StrEnum):
    NOT_FOUND = "signature.not_found"
    UNPLUGGED = "signature.unplugged"
    PEN_STUCK = "signature.pen_stuck"


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    fault: SignatureFault | None = None


class SignaturePad(Protocol):
    async def open(self) -> None:
        """Start with an empty pad. Raises DeviceFailed(SignatureFault)."""
        ...

    async def close(self) -> None:
        """Feel nothing more, and forget all strokes."""
        ...

    def clear(self) -> None:
        """Forget all strokes so far."""
        ...

    def take_back(self) -> None:
        """Forget the newest stroke; harmless when there is none."""
        ...

    def strokes(self) -> tuple[Stroke, ...]:
        """Answer the finished strokes, oldest first."""
        ...

    def area(self) -> PadArea:
        """Answer the size of what is written on."""
        ...

    def crowded(self) -> bool:
        """Answer whether more than one thing touched the pad at once since it was last empty."""
        ...

    def changes(self) -> AsyncIterator[int]:
        """Yield the number of finished strokes on every change, 0 after `clear`."""
        ...

    def watch(self) -> AsyncIterator[SignatureStatus]: ...
