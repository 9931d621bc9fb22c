"""Driver `xbezahldienste`: pay pages by XBezahldienste 1.0.0 (FITKO), as ePayBL and others offer it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from hardware.failures import DeviceFailed
from hardware.pay_page import Demand, PayPage, PayPageFault, PayPageState, PayPageStatus
from hardware.pay_page.messages import (
    AnswerGarbled,
    access_token,
    pay_page,
    payment_request,
    state,
)
from kiosk.contracts.clock import Clock

Answer = TypeVar("Answer")

_RENEW_BEFORE = 15.0  # seconds before a token ends
_LONGEST_ANSWER = 256 * 1024
_SERVER_ERROR, _UNAUTHORISED = 500, 401


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` and `token_url` are the service's addresses, `secret` the file that holds the client's.

    `back` is the neutral page on which the phone ends ("you may close this page"). The rest are
    seconds. Raises ValueError, naming the key.
    """

    url: str = ""
    token_url: str = ""
    originator: str = ""
    endpoint: str = ""
    client: str = ""
    secret: str = ""
    back: str = ""
    patience: float = 8.0
    poll: float = 60.0

    def __post_init__(self) -> None:
        for key in ("url", "token_url", "back"):
            if not urlsplit(getattr(self, key)).netloc:
                raise ValueError(f"'{key}' must be an address")
        for key in ("originator", "endpoint", "client", "secret"):
            if not getattr(self, key):
                raise ValueError(f"'{key}' is missing")
        for key in ("patience", "poll"):
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be seconds above 0")


class XBezahldienste:
    """Implements `hardware.pay_page.PayPages`. Holds nothing but an access token."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._token = ""
        self._token_ends = float("-inf")

    async def open(self, demand: Demand) -> PayPage:
        body = payment_request(demand, self._clock.now(), self._settings.back)
        return await self._ask(
            "POST", "paymenttransaction", "", body, lambda said: pay_page(said, demand.cents)
        )

    async def state(self, transaction: str) -> PayPageState:
        return await self._ask("GET", "paymenttransaction", transaction, None, state)

    async def watch(self) -> AsyncIterator[PayPageStatus]:
        told: PayPageStatus | None = None
        while True:
            status = await self._look()
            if status != told:
                told = status
                yield status
            await self._clock.sleep(self._settings.poll)

    async def _look(self) -> PayPageStatus:
        try:
            await self._ask("GET", "status", "", None, lambda said: said)
        except DeviceFailed as failed:
            return PayPageStatus(PayPageFault(failed.fault))
        return PayPageStatus()

    async def _ask(
        self, method: str, resource: str, last: str, body: Any, read: Callable[[object], Answer]
    ) -> Answer:
        """Call, with a new token where the old one is refused; answer what `read` makes of it."""
        parts = [resource, self._settings.originator, self._settings.endpoint]
        path = "/".join(quote(part, safe="") for part in [*parts, *filter(None, [last])])
        url = f"{self._settings.url.rstrip('/')}/{path}"
        try:
            code, said = await self._call(method, url, body)
            if code == _UNAUTHORISED:
                self._token_ends = float("-inf")
                code, said = await self._call(method, url, body)
            if code >= _SERVER_ERROR:
                raise DeviceFailed(PayPageFault.UNREACHABLE)
            if not 200 <= code < 300:  # noqa: PLR2004 - HTTP's successes
                raise DeviceFailed(PayPageFault.REFUSED)
            return read(said)
        except AnswerGarbled:
            raise DeviceFailed(PayPageFault.REFUSED) from None
        except (OSError, ValueError, RecursionError):  # JSON nested without end is the last of them
            # The cause would carry the request with it.
            raise DeviceFailed(PayPageFault.UNREACHABLE) from None

    async def _call(self, method: str, url: str, body: Any) -> tuple[int, Any]:
        if self._clock.monotonic() >= self._token_ends:
            await self._renew()
        return await asyncio.to_thread(self._send, method, url, {"json": body})

    async def _renew(self) -> None:
        secret = await asyncio.to_thread(Path(self._settings.secret).read_text, "utf-8")
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client,
            "client_secret": secret.strip(),
        }
        self._token = ""
        code, said = await asyncio.to_thread(
            self._send, "POST", self._settings.token_url, {"data": form}
        )
        if code != 200:  # noqa: PLR2004 - RFC 6749, 5.1
            raise AnswerGarbled("no token")
        self._token, seconds = access_token(said)
        self._token_ends = self._clock.monotonic() + max(0.0, seconds - _RENEW_BEFORE)

    def _send(self, method: str, url: str, content: dict[str, Any]) -> tuple[int, Any]:
        """Call in a worker thread; answer status and JSON, {} where there is none.

        Raises OSError where nobody answers, or the answer is broken off, drips or never ends.
        """
        import requests  # noqa: PLC0415 - 10 MB that a session without a pay page does not need
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 - comes with it

        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        ends = self._clock.monotonic() + self._settings.patience
        with requests.Session() as http:
            http.trust_env = False  # no proxy, no foreign certificates from the environment
            try:
                with http.request(
                    method,
                    url,
                    headers=headers,
                    timeout=self._settings.patience,
                    allow_redirects=False,
                    stream=True,
                    **content,
                ) as response:
                    data = b"".join(self._read(response.raw, ends))
            except HTTPError as error:  # only an answer's head is read for `requests` to translate
                raise ConnectionError(type(error).__name__) from None
        return response.status_code, json.loads(data) if data else {}

    def _read(self, raw: Any, ends: float) -> Iterator[bytes]:
        size = 0
        # What there is, not what was asked for: a drip never fills a buffer before the time is up.
        while chunk := raw.read1(_LONGEST_ANSWER, decode_content=True):
            size += len(chunk)
            if size > _LONGEST_ANSWER or self._clock.monotonic() > ends:
                raise ConnectionError("the answer does not end")
            yield chunk


def make(settings: Settings, clock: Clock) -> XBezahldienste:
    return XBezahldienste(settings, clock)
