"""HTTP as a courier speaks it: nothing followed or read from the environment, no answer without end."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from kiosk.contracts.clock import Clock
from kiosk.courier.destinations import CourierFault, Unavailable

CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came; `headers` are asked for in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class HttpLine:
    """One kept connection to one server; for one thread at a time.

    `ca` is a file of roots, "" for the system's; `proxy` an address, "" for none; an answer may take
    `seconds` and `largest` bytes.
    """

    def __init__(self, clock: Clock, *, seconds: float, largest: int, ca: str, proxy: str) -> None:
        self._clock = clock
        self._seconds = seconds
        self._largest = largest
        self._http = requests.Session()
        # .netrc would take the place of our own authorisation, unasked.
        self._http.trust_env = False
        self._http.verify = ca or True
        if proxy:
            self._http.proxies = {"http": proxy, "https": proxy}

    def close(self) -> None:
        self._http.close()

    def send(self, method: str, url: str, **details: Any) -> Reply:
        """Answer what the server says. Raises Unavailable where no whole answer came in time."""
        ends = self._clock.monotonic() + self._seconds
        with _unreachable():
            response = self._http.request(
                method,
                url,
                timeout=(min(CONNECT_SECONDS, self._seconds), self._seconds),
                # A redirect is no answer of an API, and would carry the authorisation elsewhere.
                allow_redirects=False,
                stream=True,
                **details,
            )
            with response:
                body = b"".join(self._read(response, ends))
        return Reply(response.status_code, response.headers, body)

    def _read(self, response: requests.Response, ends: float) -> Iterator[bytes]:
        """Yield the body; a server that drips, or never ends, is none."""
        size = 0
        # What there is, not what was asked for: a drip never fills a buffer before the time is up.
        while chunk := response.raw.read1(65536, decode_content=True):
            size += len(chunk)
            if size > self._largest or self._clock.monotonic() > ends:
                raise Unavailable(CourierFault.UNREACHABLE, "the answer does not end")
            yield chunk


def json_object(body: bytes, whose: str) -> dict[str, Any]:
    """Answer the JSON object. Raises Unavailable: something else answered than `whose` API."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):  # the latter by JSON nested without end
        value = None
    if not isinstance(value, dict):
        raise Unavailable(CourierFault.UNREACHABLE, f"the answer is not {whose}")
    return value


@contextmanager
def _unreachable() -> Iterator[None]:
    """Turn every failure of the way there into Unavailable; its text may hold the URL, no more."""
    try:
        yield
    except (RequestException, HTTPError, OSError) as error:
        raise Unavailable(CourierFault.UNREACHABLE, type(error).__name__) from error
