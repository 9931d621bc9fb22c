"""Switches by which the service's line and its machine go wrong, call by call."""

import threading
from dataclasses import dataclass
from enum import StrEnum


class Call(StrEnum):
    TOKEN = "token"  # noqa: S105 - a call's name
    JWKS = "jwks"
    DESTINATION = "destination"
    KEY = "key"
    CREATE = "create"
    ATTACH = "attach"
    SUBMIT = "submit"
    EVENTS = "events"


class Fault(StrEnum):
    CUT_BEFORE = "cut_before"
    """The line is cut before the service has heard of the call."""
    CUT_AFTER = "cut_after"
    """The service does what was asked, and the line is cut before its answer."""
    HANG = "hang"
    """The service does what was asked and never answers."""
    HALF = "half"
    """The answer breaks off in its middle."""
    DRIP = "drip"
    """The answer comes byte by byte."""
    BUSY = "busy"
    """503, come again in two minutes."""
    HASTE = "haste"
    """429: too many calls."""
    STALE_TOKEN = "stale_token"  # noqa: S105 - a fault's name
    """401, though the token is not out of date."""
    FORBIDDEN = "forbidden"
    """403: the client may not do this."""
    PORTAL = "portal"
    """Somebody else answers: a login page of the network, with 200."""
    REDIRECT = "redirect"
    """Somebody sends the caller elsewhere."""
    GATEWAY = "gateway"
    """404 by a gateway that lost its service: a page, no problem of the API's."""


@dataclass(slots=True)
class Planned:
    call: Call
    fault: Fault
    times: int


class Faults:
    """What will go wrong. Any thread may plan; the server asks once a call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Planned] = []
        self.released = threading.Event()

    def plan(self, call: Call, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of this kind go wrong."""
        with self._lock:
            self._planned.append(Planned(call, fault, times))

    def take(self, call: Call) -> Fault | None:
        with self._lock:
            for planned in self._planned:
                if planned.call is call and planned.times > 0:
                    planned.times -= 1
                    return planned.fault
        return None
