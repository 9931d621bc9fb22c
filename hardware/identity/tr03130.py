"""An eID service after BSI TR-03130-1: `useID` and `getResult` by SOAP, mutual TLS, signed both ways."""

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from hardware.examining import Finding
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, IdentityStatus, examination, keys
from hardware.latest import Latest
from hardware.patience import within
from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Identity, IdentityRequest, IdentitySession

if TYPE_CHECKING:
    from hardware.identity.client import Client

T = TypeVar("T")

_PLACE = re.compile(r"\{(session|psk_id)\}")
_BEFORE_2_4 = ("2.0", "2.1", "2.2", "2.3")
_CONDITIONS = (IdentityFault.UNREACHABLE, IdentityFault.REFUSED, IdentityFault.UNTRUSTED)


@dataclass(frozen=True, slots=True)
class Settings:
    """Files are PEM; a path that is not absolute lies among systemd's credentials.

    `url` is the eID-Interface. `tc_token_url` is where the TcToken of a session is served; in it
    stands `{psk_id}` (the SessionIdentifier, which the client learns anyway) or `{session}`.
    `server_ca` is the only authority, or self-signed certificate, that TLS trusts.
    `service_certificate` holds the certificates of which one signs the answers: today's and the
    next. Without `signing_certificate` and `signing_key` the client's sign too. `version` is the
    guideline's. `seconds` bounds a call, `result_seconds` the wait for a result not there yet.
    """

    url: str = ""
    tc_token_url: str = ""
    server_ca: str = ""
    client_certificate: str = ""
    client_key: str = ""
    signing_certificate: str = ""
    signing_key: str = ""
    service_certificate: str = ""
    version: str = "2.4"
    seconds: float = 10.0
    result_seconds: float = 20.0
    poll_seconds: float = 1.0


class EidService:
    """Implements `hardware.identity.IdentityService`."""

    def __init__(
        self, settings: Settings, clock: Clock, make_client: "Callable[[], Client]"
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._make_client = make_client
        self._status = Latest(IdentityStatus())

    async def start(self, request: IdentityRequest) -> IdentitySession:
        """Open a request. Raises DeviceFailed(IdentityFault)."""
        return await self._call(lambda client, gone: client.use_id(request, gone))

    async def result(self, session: IdentitySession) -> Identity:
        """Fetch what was read, once. Raises DeviceFailed(IdentityFault)."""
        end = self._clock.monotonic() + self._settings.result_seconds
        counter = 1
        while (identity := await self._result(session.key, counter)) is None:
            if self._clock.monotonic() >= end:
                raise DeviceFailed(IdentityFault.NO_RESULT)
            await self._clock.sleep(self._settings.poll_seconds)
            counter += 1
        return identity

    def watch(self) -> AsyncGenerator[IdentityStatus, None]:
        return self._status.watch()

    async def _result(self, key: str, counter: int) -> Identity | None:
        return await self._call(lambda client, gone: client.get_result(key, counter, gone))

    async def _call(self, work: "Callable[[Client, threading.Event], T]") -> T:
        """Let a worker thread do the work; it knows when nobody waits for it any more."""
        abandoned = threading.Event()

        def run() -> T:
            return work(self._make_client(), abandoned)

        try:
            answer = await within(self._clock, self._settings.seconds, asyncio.to_thread(run))
        except TimeoutError:
            self._status.show(IdentityStatus(IdentityFault.UNREACHABLE))
            raise DeviceFailed(IdentityFault.UNREACHABLE) from None
        except DeviceFailed as failed:
            lasting = next((fault for fault in _CONDITIONS if fault is failed.fault), None)
            self._status.show(IdentityStatus(lasting))
            raise
        finally:
            abandoned.set()
        self._status.show(IdentityStatus())
        return answer


def make(settings: Settings, clock: Clock) -> EidService:
    """Answer the service's driver; every file is read and tried. Raises ValueError with a sentence."""
    _check(settings)
    tls = keys.tls_files(
        keys.located("server_ca", settings.server_ca),
        keys.located("client_certificate", settings.client_certificate),
        keys.located("client_key", settings.client_key),
    )
    signing = keys.signing_keys(
        keys.located(
            "signing_certificate", settings.signing_certificate or settings.client_certificate
        ),
        keys.located("signing_key", settings.signing_key or settings.client_key),
        keys.located("service_certificate", settings.service_certificate),
        clock.now(),
    )

    def client() -> "Client":
        # XML and HTTP are 15 MB and 0.2 s, which a session without an ID card does not need.
        from hardware.identity.client import Client  # noqa: PLC0415
        from hardware.identity.link import Link  # noqa: PLC0415

        link = Link(settings.url, tls, settings.seconds)
        before_2_4 = settings.version in _BEFORE_2_4
        return Client(link, signing, clock, settings.tc_token_url, before_2_4)

    return EidService(settings, clock, client)


def _check(settings: Settings) -> None:
    for key in ("url", "tc_token_url"):
        address = getattr(settings, key)
        if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
            raise ValueError(f"'{key}' must be an address that begins with https://")
    bare = _PLACE.sub("", settings.tc_token_url)
    if bare == settings.tc_token_url or "{" in bare or "}" in bare:
        raise ValueError("'tc_token_url' must hold {psk_id} or {session}, and no other place")
    if bool(settings.signing_certificate) != bool(settings.signing_key):
        raise ValueError("'signing_certificate' and 'signing_key' go together")
    if settings.version not in (*_BEFORE_2_4, "2.4"):
        raise ValueError(f"'version' must be one of: {', '.join(_BEFORE_2_4)}, 2.4")
    for key in ("seconds", "result_seconds", "poll_seconds"):
        if not 0 < getattr(settings, key) <= 120:  # noqa: PLR2004 - two minutes
            raise ValueError(f"'{key}' must be more than 0 and at most 120")


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield how long the certificates last, and whether the service can be reached."""
    names = ("server_ca", "client_certificate", "signing_certificate", "service_certificate")
    files = {name: str(getattr(settings, name)) for name in names if getattr(settings, name)}
    located = {name: keys.located(name, path) for name, path in files.items()}
    yield from examination.certificates(located, now)
    yield examination.reached(settings.url)
