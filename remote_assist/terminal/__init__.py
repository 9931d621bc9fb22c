"""Call port: one tap to a clerk, from the terminal's side."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CallFault(StrEnum):
    UNREACHABLE = "call.unreachable"
    CLOSED = "call.closed"
    NO_CLERK = "call.no_clerk"
    LINE_LOST = "call.line_lost"


class CallPhase(StrEnum):
    IDLE = "idle"
    WAITING = "waiting"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CallStatus:
    """`position` counts from 1 while waiting; `clerk` is a role ("Bürgerbüro"), never a name."""

    phase: CallPhase = CallPhase.IDLE
    fault: CallFault | None = None
    position: int = 0
    clerk: str = ""


class Call(Protocol):
    async def dial(self, topic: str, language: str) -> None:
        """Ask for a clerk. Raises DeviceFailed(CallFault)."""
        ...

    async def hang_up(self) -> None:
        """End the call or leave the queue; harmless when idle."""
        ...

    def watch(self) -> AsyncIterator[CallStatus]: ...
