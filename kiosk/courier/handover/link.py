"""HTTP to the hand-over server: every request signed, time limits, and what each refusal means."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import Sign, signed_headers
from kiosk.courier.destinations import CourierFault, Unavailable
from kiosk.courier.handover import Settings
from kiosk.courier.http_line import HttpLine, json_object
from kiosk.store.failures import KeyRefused
from kiosk.store.signing import make_device_key

LARGEST_ANSWER = 64 * 1024
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
        self._line = HttpLine(
            clock,
            seconds=settings.call_seconds,
            largest=LARGEST_ANSWER,
            ca=settings.ca,
            proxy=settings.proxy,
        )
        self._sign: Sign | None = None

    def close(self) -> None:
        self._line.close()

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
        headers = {**signed, "Accept": "application/json"}
        reply = self._line.send(method, url, data=body, headers=headers)
        status = reply.status
        if status == requests.codes.no_content:
            return {}
        told = json_object(reply.body, "the server's")
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
