"""HTTP to FIT-Connect: token, time limits, and what each refusal means for the cases."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from kiosk.contracts.clock import Clock
from kiosk.courier.destinations import CourierFault, Unavailable
from kiosk.courier.fit_connect import Settings
from kiosk.courier.http_line import HttpLine, json_object

LARGEST_ANSWER = 16 * 1024 * 1024  # 500 events with the tags of hundreds of attachments
LONGEST_PAUSE = 3600.0
# A token is renewed this long before it ends, so that it does not end on the way.
MARGIN = 30.0
_PASSING = {408, 425, 429}
_PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """`problem` is the type of an RFC 7807 problem, empty where the answer names none."""

    status: int
    body: bytes
    problem: str = ""

    def object(self) -> dict[str, Any]:
        """Answer the JSON object in it. Raises Unavailable: something else answered than the API."""
        return json_object(self.body, "FIT-Connect's")


class ServiceRefused(Exception):
    """The service refuses this call for good: 4xx beyond authorisation and haste."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what}: {answer.status} {answer.problem}".rstrip())
        self.status = answer.status
        self.problem = answer.problem


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
        self._token = ""
        self._token_ends = 0.0

    def close(self) -> None:
        self._line.close()

    def get(self, path: str, query: Mapping[str, int] | None = None) -> dict[str, Any]:
        """Answer the JSON object at `path` of the API."""
        return self._call("GET", path, params=dict(query or {})).object()

    def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        return self._call("POST", path, json=dict(body)).object()

    def put(self, path: str, body: Mapping[str, object]) -> None:
        self._call("PUT", path, json=dict(body))

    def put_sealed(self, path: str, sealed: bytes) -> None:
        headers = {"Content-Type": "application/jose"}
        answer = self._call("PUT", path, data=sealed, headers=headers)
        if answer.status != requests.codes.no_content:
            raise Unavailable(CourierFault.UNREACHABLE, "the answer is not FIT-Connect's")

    def _call(self, method: str, path: str, **details: Any) -> Answer:
        """Call with a token that is valid; a token that the service calls stale is renewed once.

        Raises Unavailable (all wait) and ServiceRefused (this call is wrong).
        """
        url = self._settings.submission_api.rstrip("/") + path
        headers = {"Accept": "application/json", **details.pop("headers", {})}
        answer = Answer(0, b"")
        for _ in range(2):
            headers["Authorization"] = f"Bearer {self._valid_token()}"
            answer = self._send(method, url, headers=headers, **details)
            if answer.status != requests.codes.unauthorized:
                break
            self._token = ""
        what = f"{method} {_shape(path)}"
        if answer.status in (401, 403):
            raise Unavailable(CourierFault.NOT_AUTHORISED, f"{what}: {answer.status}")
        if answer.status >= 400:  # noqa: PLR2004 - RFC 9110, 15.5
            raise ServiceRefused(what, answer)
        return answer

    def _valid_token(self) -> str:
        if not self._token or self._clock.monotonic() >= self._token_ends:
            client, secret = self._credentials()
            form = {
                "grant_type": "client_credentials",
                "client_id": client,
                "client_secret": secret,
            }
            answer = self._send("POST", self._settings.token_url, data=form)
            if answer.status >= 400:  # noqa: PLR2004
                raise Unavailable(CourierFault.NOT_AUTHORISED, f"token: {answer.status}")
            told = answer.object()
            token, seconds = told.get("access_token"), told.get("expires_in")
            if not isinstance(token, str) or not isinstance(seconds, int | float):
                raise Unavailable(CourierFault.UNREACHABLE, "token: the answer holds none")
            self._token = token
            self._token_ends = self._clock.monotonic() + max(seconds - MARGIN, seconds / 2)
        return self._token

    def _credentials(self) -> tuple[str, str]:
        """Read them when they are needed: they stay in the file, not in this process."""
        path = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/")) / self._settings.credentials
        try:
            told = json.loads(path.read_bytes())
            return str(told["client_id"]), str(told["client_secret"])
        except OSError as error:
            reason = error.strerror or "unreadable"
        except (ValueError, KeyError, TypeError):
            reason = "holds no client_id and client_secret"
        raise Unavailable(CourierFault.NOT_AUTHORISED, f"{path}: {reason}")

    def _send(self, method: str, url: str, **details: Any) -> Answer:
        """Raise Unavailable where no answer of the service came, or one that says: not now."""
        reply = self._line.send(method, url, **details)
        status, kind = reply.status, reply.headers.get("Content-Type", "")
        if status >= 500 or status in _PASSING:  # noqa: PLR2004 - RFC 9110, 15.6
            pause = _pause(reply.headers.get("Retry-After", ""))
            raise Unavailable(CourierFault.UNREACHABLE, f"{method}: {status}", pause)
        if not (200 <= status < 300 or 400 <= status < 500):  # noqa: PLR2004 - RFC 9110, 15
            raise Unavailable(CourierFault.UNREACHABLE, f"{method}: {status} is not FIT-Connect's")
        return Answer(status, reply.body, _problem(reply.body) if kind.startswith(_PROBLEM) else "")


def _pause(retry_after: str) -> float:
    """Answer RFC 9110's delay in seconds; its other form, a date, and nonsense count as none."""
    return min(float(retry_after), LONGEST_PAUSE) if retry_after.isdecimal() else 0.0


def _problem(body: bytes) -> str:
    """Answer the last word of the problem's type; titles and details may quote content."""
    try:
        return word(json.loads(body)["type"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "unnamed"


def word(uri: object) -> str:
    """Answer the last segment of a problem's URI as one of our small words."""
    last = str(uri).rstrip("/").rpartition("/")[2].lower()
    kept = "".join(letter for letter in last if letter in "abcdefghijklmnopqrstuvwxyz0123456789-")
    kept = kept.lstrip("-0123456789")[:48]
    return kept or "unnamed"


def _shape(path: str) -> str:
    """Answer a path for the log: without ids."""
    return "/".join("…" if "-" in part else part for part in path.split("/"))
