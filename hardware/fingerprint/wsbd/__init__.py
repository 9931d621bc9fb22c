"""Driver `wsbd`: a scanner behind a service of OASIS WS-Biometric Devices 1.0 (REST and XML)."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from hardware.examining import Finding
from hardware.fingerprint import FingerprintScanner
from hardware.fingerprint.wsbd.driver import Habits, WsbdScanner
from hardware.fingerprint.wsbd.link import Link
from kiosk.contracts.clock import Clock

_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`url` is the service's root, `ca` a file of roots ("" for the system's). Raises ValueError.

    `name` is the scanner's maker and model for the remarks. `parameters` are set before every capture,
    in the service's own words (imageContentType = "image/png", captureTimeout = 20000). An image of
    less than `width_mm` by `height_mm` is refused; `dpi` stands in where the service tells none.
    The rest are seconds: how long an answer may take, how long initialization, how often is looked
    whether it is there, and whether it lives while it waits for a finger (0: a service that answers
    nothing meanwhile).
    """

    url: str = ""
    ca: str = ""
    name: str = ""
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    width_mm: float = 16.0
    height_mm: float = 20.0
    dpi: int = 0
    answer_patience: float = 4.0
    initialization_patience: float = 20.0
    poll: float = 2.0
    look_every: float = 3.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError("'url' must be an address of http or https")
        if not isinstance(self.parameters, Mapping):
            raise ValueError("'parameters' must be a table")  # noqa: TRY004 - a wrong setting
        for key in ("answer_patience", "initialization_patience", "poll"):
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be seconds above 0")


def examine(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Yield whether something listens where the service should be, and whether `ca` can be read."""
    parts = urlsplit(settings.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    where = f"{parts.hostname}:{port}"
    try:
        socket.create_connection((parts.hostname or "", port), _PATIENCE).close()
    except OSError as error:
        why = error.strerror or "no answer"
        yield Finding(
            False, f"no service answers at {where} ({why}); start the scanner's, or look at 'url'."
        )
    else:
        yield Finding(True, f"the scanner's service answers at {where}.")
    if settings.ca:
        try:
            ssl.create_default_context(cafile=settings.ca)
        except OSError:  # an SSLError is one
            yield Finding(False, "the file of 'ca' holds no certificates that can be read.")


def make(settings: Settings, clock: Clock) -> FingerprintScanner:
    habits = Habits(
        settings.name,
        settings.parameters,
        settings.width_mm,
        settings.height_mm,
        settings.dpi,
        settings.answer_patience,
        settings.initialization_patience,
        settings.poll,
        settings.look_every,
    )
    return WsbdScanner(Link(settings.url, settings.ca, clock), habits, clock)
