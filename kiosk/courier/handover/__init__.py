"""The counter hand-over as destination: a town's own server, from which one clerk fetches a case once."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.contracts.clock import Clock

if TYPE_CHECKING:
    from kiosk.courier.handover.destination import Handover

_URL = re.compile(r"(https://|http://(127\.0\.0\.1|localhost)(:|/|$))\S*")
_TERMINAL = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Settings:
    """One hand-over server (docs/handover.md).

    `url` is where it begins. `terminal` is this terminal's name there. `key` is the courier's own
    Ed25519 key (PEM), made where it is missing: the name of a systemd credential, or a path; its
    public half goes to the server's people. `server_key` is the PEM file with the server's public
    key: receipts by another are none. `ca` is a file of roots to trust in place of the system's.
    Seconds: `call_seconds` for one HTTP call from begin to end, `look_seconds` until the server is
    first asked after a container.
    """

    url: str
    terminal: str
    key: str
    server_key: str
    ca: str = ""
    proxy: str = ""
    call_seconds: float = 60.0
    look_seconds: float = 60.0

    def __post_init__(self) -> None:
        if not _URL.fullmatch(self.url):
            raise ValueError("url: must begin with https:// (http:// on loopback only)")
        if not _TERMINAL.fullmatch(self.terminal):
            raise ValueError("terminal: small letters, digits and dashes")
        for key in ("key", "server_key"):
            if not getattr(self, key):
                raise ValueError(f"{key}: is missing")
        for key in ("call_seconds", "look_seconds"):
            if not 0 < getattr(self, key) <= 3600:  # noqa: PLR2004 - an hour
                raise ValueError(f"{key}: must be from 0 to 3600")


def make(settings: Settings, clock: Clock) -> "Handover":
    from kiosk.courier.handover.destination import Handover  # noqa: PLC0415 - the session pays not

    return Handover(settings, clock)
