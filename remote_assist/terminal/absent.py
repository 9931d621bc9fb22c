"""Stands for a video call that the terminal does not offer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from remote_assist.terminal import Call, CallFault, CallPhase, CallStatus


@dataclass(frozen=True, slots=True)
class Settings:
    """There is nothing to set."""


def make(settings: Settings, clock: Clock) -> Call:
    del settings, clock
    return AbsentCall()


class AbsentCall:
    """Implements `remote_assist.terminal.Call`."""

    async def dial(self, topic: str, language: str) -> None:
        del topic, language
        raise DeviceFailed(CallFault.UNREACHABLE)

    async def hang_up(self) -> None:
        """Do nothing: no call can be running."""

    def watch(self) -> AsyncIterator[CallStatus]:
        return Latest(CallStatus(CallPhase.IDLE, CallFault.UNREACHABLE)).watch()
