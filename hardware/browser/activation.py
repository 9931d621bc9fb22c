"""What the eID client's local address answers to a page: BSI TR-03124-1, 2.2 and 2.3.

No port is opened. A request of the browser to 127.0.0.1:24727 is taken before it leaves the
browser, and answered there; so nobody else on the machine can ask, and nobody else can answer.
"""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from hardware.browser.hosts import allowed
from kiosk.contracts.portal import Portal

PORT = 24727
NAME = "Bürgerterminal"
VERSION = "0.1.0"

_PATH = "/eID-Client"
_HOSTS = ("127.0.0.1", "localhost")
_SCHEMES = ("http", "eid")
_LONGEST = 4096
_NO_CONTENT, _SEE_OTHER, _BAD_REQUEST, _NOT_FOUND = 204, 303, 400, 404
_METHOD_NOT_ALLOWED = 405


@dataclass(frozen=True, slots=True)
class Request:
    """`page` says that a page would be left for the answer; `origin` is who asks, if it tells."""

    method: str
    url: str = field(repr=False)
    page: bool
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Call:
    """The page wants an authentication with the token that is found there."""

    tc_token_url: str = field(repr=False)


def is_client(url: str) -> bool:
    """Answer whether an address is the eID client's, on this machine or as an app's link."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and parts.hostname in _HOSTS and port == PORT


def read(request: Request, portal: Portal) -> Call | Reply:
    """Answer what a request to the client's address comes to."""
    parts = urlsplit(request.url)
    readable = _allowing(request.origin, portal)
    if len(request.url) > _LONGEST:
        return Reply(_BAD_REQUEST)
    if parts.path != _PATH:
        return Reply(_NOT_FOUND)
    if request.method != "GET":
        return Reply(_METHOD_NOT_ALLOWED, (("Allow", "GET"),))
    query = {name.lower(): value for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    match query:
        case {"tctokenurl": token}:
            # Only who leaves its page for it can be sent on afterwards; a script could ask unseen.
            if request.page and _is_token(token, portal):
                return Call(token)
            return Reply(_BAD_REQUEST, readable)
        case {"status": form}:
            return _status(form, readable)
        case {"showui": _}:
            # The client's own windows (settings, PIN management) are the terminal's services here.
            return Reply(_NO_CONTENT, readable)
        case _:
            return Reply(_NOT_FOUND, readable)


def done(refresh: str) -> Reply:
    """Answer the reply that sends the page on."""
    return Reply(_SEE_OTHER, (("Location", refresh),))


STAY = Reply(_NO_CONTENT)
"""The page stays as it was."""


def _is_token(url: str, portal: Portal) -> bool:
    return url.startswith("https://") and allowed(portal, url)


def _status(form: str, readable: tuple[tuple[str, str], ...]) -> Reply:
    told = {
        "Implementation-Title": NAME,
        "Implementation-Vendor": NAME,
        "Implementation-Version": VERSION,
        "Name": NAME,
        "Specification-Title": "TR-03124-1",
        "Specification-Vendor": "Federal Office for Information Security",
        "Specification-Version": "1.4",
    }
    if form.lower() == "json":
        body = json.dumps(told, ensure_ascii=False).encode()
        return Reply(200, (("Content-Type", "application/json"), *readable), body)
    if form.lower() not in ("", "plain"):
        return Reply(_BAD_REQUEST, readable)
    text = "".join(f"{name}: {value}\n" for name, value in told.items())
    return Reply(200, (("Content-Type", "text/plain; charset=utf-8"), *readable), text.encode())


def _allowing(origin: str, portal: Portal) -> tuple[tuple[str, str], ...]:
    """Let a script of the visit's own pages read the answer (Fetch standard, CORS protocol)."""
    if origin and allowed(portal, origin):
        return (("Access-Control-Allow-Origin", origin), ("Vary", "Origin"))
    return ()
