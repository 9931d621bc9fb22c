"""No eID client: every dialogue ends at once and says so."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hardware.eid import EidFault, EidStatus
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.eid import Broken, Digits, EidPrompt, EidReply, PinTask


@dataclass(frozen=True, slots=True)
class Settings:
    pass


class AbsentDialogue:
    """Implements `hardware.eid.EidDialogue`."""

    async def prompts(self) -> AsyncGenerator[EidPrompt, None]:
        yield Broken(str(EidFault.NOT_INSTALLED))

    async def reply(self, reply: EidReply) -> None:
        """Wipe what was typed; there is nobody to send it to."""
        if isinstance(reply, Digits):
            reply.secret.wipe()


class AbsentEidClient:
    """Implements `hardware.eid.EidClient`."""

    def __init__(self) -> None:
        self._status = Latest(EidStatus(EidFault.NOT_INSTALLED))

    async def open(self) -> None:
        raise DeviceFailed(EidFault.NOT_INSTALLED)

    async def close(self) -> None:
        return

    def authenticate(self, _tc_token_url: str) -> AbsentDialogue:
        return AbsentDialogue()

    def manage_pin(self, _task: PinTask) -> AbsentDialogue:
        return AbsentDialogue()

    def watch(self) -> AsyncGenerator[EidStatus, None]:
        return self._status.watch()


def make(_settings: Settings, _clock: Clock) -> AbsentEidClient:
    return AbsentEidClient()
