"""Identity port: the eID service that asks for attributes and hands them over (BSI TR-03130)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.identity import Identity, IdentityRequest, IdentitySession


class IdentityFault(StrEnum):
    UNREACHABLE = "identity.unreachable"
    REFUSED = "identity.refused"
    NO_RESULT = "identity.no_result"


@dataclass(frozen=True, slots=True)
class IdentityStatus:
    fault: IdentityFault | None = None


class IdentityService(Protocol):
    async def start(self, request: IdentityRequest) -> IdentitySession:
        """Open a request at the eID service (useID). Raises DeviceFailed(IdentityFault)."""
        ...

    async def result(self, session: IdentitySession) -> Identity:
        """Fetch what was read (getResult), once. Raises DeviceFailed(IdentityFault)."""
        ...

    def watch(self) -> AsyncIterator[IdentityStatus]: ...
