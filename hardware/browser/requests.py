"""Judges every request of the portal before it leaves the browser, by the DevTools domain Fetch; pure."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from hardware.browser import activation
from hardware.browser.activation import Call, Reply
from hardware.browser.hosts import allowed
from kiosk.contracts.portal import Portal

_PAGE = "Document"


@dataclass(frozen=True, slots=True)
class Paused:
    """A request that waits for leave. `page` says that a page would be left for its answer."""

    id: str
    method: str
    url: str = field(repr=False)
    frame: str
    page: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Go:
    """It may go on."""


@dataclass(frozen=True, slots=True)
class Stop:
    """It must not; `told` says that it would have led the citizen elsewhere."""

    told: bool


def read(data: dict[str, Any]) -> Paused | None:
    """Read the event `Fetch.requestPaused`; None where it is none."""
    match data:
        case {
            "requestId": str(serial),
            "frameId": str(frame),
            "request": {"url": str(url), "method": str(method), "headers": dict(headers)},
        }:
            page = data.get("resourceType") == _PAGE
            return Paused(serial, method, url, frame, page, str(headers.get("Origin", "")))
    return None


def judge(paused: Paused, portal: Portal, main_frame: str) -> Go | Stop | Call | Reply:
    """Answer what becomes of a request."""
    if activation.is_client(paused.url):
        asked = activation.Request(paused.method, paused.url, paused.page, paused.origin)
        return activation.read(asked, portal)
    if allowed(portal, paused.url):
        return Go()
    return Stop(paused.page and paused.frame == main_frame)


def answering(paused: Paused, reply: Reply) -> dict[str, Any]:
    """Answer the parameters of `Fetch.fulfillRequest`."""
    return {
        "requestId": paused.id,
        "responseCode": reply.status,
        "responseHeaders": [{"name": name, "value": value} for name, value in reply.headers],
        "body": b64encode(reply.body).decode(),
    }


def stopping(paused: Paused, stop: Stop) -> dict[str, Any]:
    """Answer the parameters of `Fetch.failRequest`; an aborted page leaves the old one standing."""
    return {
        "requestId": paused.id,
        "errorReason": "Aborted" if stop.told else "BlockedByClient",
    }
