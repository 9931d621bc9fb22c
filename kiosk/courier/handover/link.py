"""HTTP to the hand-over server: every request signed, time limits, and what each refusal means."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import Sign, signed_headers
from kiosk.courier.destinations import CourierFault, Unavailable
from kiosk.courier.handover import Settings
from kiosk.store.failures import KeyRefused
from kiosk.store.signing import make_device_key

LARGEST_ANSWER = 64 * 1024
CONNECT_SECONDS = 10.0
_PROBLEM = "urn:buergerterminal:handover:"


class ServerRefused(Exception):
    """The server refuses this call for good, by a word of its own."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(f"{status} {word}")
        self.word = word


class Link:
    """One kept connection; for one thread at a time."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.verify = settings.ca or True
        if settings.proxy:
            self._http.proxies = {"http": settings.proxy, "https": settings.proxy}
        self._sign: Sign | None = None

    def close(self) -> None:
        self._http.close()

    def call(self, method: str, path: str, body: bytes = b"") -> Mapping[str, Any]:
        """Answer the JSON object that the server answers, empty for 204.

        Raises Unavailable (all wait) and ServerRefused (this call is wrong).
        """
        url = self._settings.url.rstrip("/") + path
        signed = signed_headers(
            method,
            urlsplit(url).path,
            body,
            terminal=self._settings.terminal,
            created=int(self._clock.now().timestamp()),
            sign=self._signer(),
        )
        status, answer = self._send(method, url, body, signed)
        if status == requests.codes.no_content:
            return {}
        told = _object(answer)
        if status == requests.codes.ok:
            return told
        kind = str(told.get("type", ""))
        if not kind.startswith(_PROBLEM):
            raise Unavailable(CourierFault.UNREACHABLE, f"{method}: {status} is not the server's")
        word = kind.removeprefix(_PROBLEM)
        if status == requests.codes.unauthorized:
            raise Unavailable(
                CourierFault.NOT_AUTHORISED,
                f"{method}: the server does not know this key, or the clocks differ",
            )
        if status >= 500:  # noqa: PLR2004 - RFC 9110, 15.6
            raise Unavailable(CourierFault.UNREACHABLE, f"{method}: {status} {word}")
        if word == "full":
            raise Unavailable(CourierFault.DESTINATION_FULL, f"{method}: {status} {word}")
        raise ServerRefused(status, word)

    def _signer(self) -> Sign:
        if self._sign is None:
            folder = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/"))
            try:
                self._sign = make_device_key(folder / self._settings.key).sign
            except KeyRefused as refused:
                raise Unavailable(CourierFault.NOT_AUTHORISED, str(refused)) from None
        return self._sign

    def _send(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        limit = self._settings.call_seconds
        ends = self._clock.monotonic() + limit
        with _unreachable():
            response = self._http.request(
                method,
                url,
                data=body,
                headers={**headers, "Accept": "application/json"},
                timeout=(min(CONNECT_SECONDS, limit), limit),
                allow_redirects=False,
                stream=True,
            )
            with response:
                return response.status_code, b"".join(self._read(response, ends))

    def _read(self, response: requests.Response, ends: float) -> Iterator[bytes]:
        """Yield the body; a server that drips, or never ends, is none."""
        size = 0
        while chunk := response.raw.read1(65536, decode_content=True):
            size += len(chunk)
            if size > LARGEST_ANSWER or self._clock.monotonic() > ends:
                raise Unavailable(CourierFault.UNREACHABLE, "the answer does not end")
            yield chunk


@contextmanager
def _unreachable() -> Iterator[None]:
    try:
        yield
    except (RequestException, HTTPError, OSError) as error:
        raise Unavailable(CourierFault.UNREACHABLE, type(error).__name__) from error


def _object(answer: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(answer)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Unavailable(CourierFault.UNREACHABLE, "the answer is not the server's")
    return value
