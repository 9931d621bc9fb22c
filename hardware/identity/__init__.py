"""Identity port: the eID service that asks for attributes and hands them over (BSI TR-03130)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.identity import Identity, IdentityRequest, IdentitySession


class IdentityFault(StrEnum):
    UNREACHABLE = "identity.unreachable"
    """No trusted connection, no answer in time, or the service is down."""

    REFUSED = "identity.refused"
    """The service does not serve this terminal, or not this request: its operator must be told."""

    UNTRUSTED = "identity.untrusted"
    """An answer came that is not provably the service's; none of it was used."""

    BUSY = "identity.busy"
    """The service has too many open sessions."""

    INVALID_DOCUMENT = "identity.invalid_document"
    """The card is revoked, or not accepted for what was asked."""

    NO_RESULT = "identity.no_result"
    """The service has nothing for this session: it expired, failed, or was handed over before."""


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
