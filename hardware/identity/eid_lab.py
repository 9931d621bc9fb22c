"""The eID laboratory's service: `useID` and `getResult` of BSI TR-03130 as JSON, certificate pinned."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, IdentityStatus
from hardware.identity.json_data import PersonalDataError, identity, operations
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Identity, IdentityRequest, IdentitySession

TEST_SETTINGS = frozenset({"url"})
"""Settings that the production profile refuses to see changed from their defaults."""

_OK = "#ok"
_NO_RESULT = ("getResult#noResultYet", "getResult#invalidSession", "getResult#denied")


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` is the service's origin, `certificate` the PEM file of the only certificate to trust."""

    url: str = ""
    certificate: str = ""
    seconds: float = 10.0


class EidLabService:
    """Implements `hardware.identity.IdentityService`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._status = Latest(IdentityStatus())

    async def start(self, request: IdentityRequest) -> IdentitySession:
        """Open a request. Raises DeviceFailed(IdentityFault)."""
        body = {"UseOperations": operations(request), "TransactionInfo": request.transaction}
        answer = await self._call("useID", body)
        match answer:
            case {"TcTokenURL": str(url), "Session": {"ID": str(key)}}:
                return IdentitySession(url, key)
            case _:
                raise DeviceFailed(IdentityFault.REFUSED)

    async def result(self, session: IdentitySession) -> Identity:
        """Fetch what was read, once. Raises DeviceFailed(IdentityFault)."""
        answer = await self._call("getResult", {"Session": {"ID": session.key}})
        data = answer.get("PersonalData")
        if not isinstance(data, dict):
            raise DeviceFailed(IdentityFault.NO_RESULT)
        try:
            return identity(data)
        except PersonalDataError:
            raise DeviceFailed(IdentityFault.NO_RESULT) from None

    def watch(self) -> AsyncGenerator[IdentityStatus, None]:
        return self._status.watch()

    async def _call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await asyncio.to_thread(self._post, operation, body)
        except (OSError, ValueError):  # every error of requests is an OSError
            # The cause would carry the request's address and body with it.
            self._status.show(IdentityStatus(IdentityFault.UNREACHABLE))
            raise DeviceFailed(IdentityFault.UNREACHABLE) from None
        self._status.show(IdentityStatus())
        match answer:
            case {"Result": {"ResultMajor": str(major)}} if major.endswith(_OK):
                return dict(answer)
            case {"Result": {"ResultMinor": str(minor)}} if minor.endswith(_NO_RESULT):
                raise DeviceFailed(IdentityFault.NO_RESULT)
            case _:
                raise DeviceFailed(IdentityFault.REFUSED)

    def _post(self, operation: str, body: dict[str, Any]) -> Any:
        """Call in a worker thread."""
        import requests  # noqa: PLC0415 - 10 MB that a session without an ID card does not need

        with requests.Session() as http:
            http.trust_env = False  # no proxy, no foreign certificates from the environment
            response = http.post(
                f"{self._settings.url}/service/{operation}",
                json=body,
                verify=self._settings.certificate,
                timeout=self._settings.seconds,
                allow_redirects=False,
            )
            response.raise_for_status()
            return response.json()


def make(settings: Settings, _clock: Clock) -> EidLabService:
    return EidLabService(settings)
