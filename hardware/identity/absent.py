"""No eID service: every request is refused by name."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, IdentityStatus
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Identity, IdentityRequest, IdentitySession


@dataclass(frozen=True, slots=True)
class Settings:
    pass


class AbsentIdentityService:
    """Implements `hardware.identity.IdentityService`."""

    def __init__(self) -> None:
        self._status = Latest(IdentityStatus(IdentityFault.UNREACHABLE))

    async def start(self, _request: IdentityRequest) -> IdentitySession:
        raise DeviceFailed(IdentityFault.UNREACHABLE)

    async def result(self, _session: IdentitySession) -> Identity:
        raise DeviceFailed(IdentityFault.UNREACHABLE)

    def watch(self) -> AsyncGenerator[IdentityStatus, None]:
        return self._status.watch()


def make(_settings: Settings, _clock: Clock) -> AbsentIdentityService:
    return AbsentIdentityService()
