"""What passes between the terminal and the window in which somebody else's portal is shown."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

_NAME = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"\.?{_NAME}(\.{_NAME})*")
_LONGEST = 253  # RFC 1035, 2.3.4


@dataclass(frozen=True, slots=True)
class Portal:
    """Somebody else's portal as a terminal is told of it.

    `start` is its https address; `hosts` names every host that may be visited: `portal.example` that
    host alone, `.portal.example` its subdomains too. Raises ValueError, beginning with the field.
    """

    start: str
    hosts: tuple[str, ...]

    def __post_init__(self) -> None:
        for index, host in enumerate(self.hosts):
            whole_domain = host.startswith(".") and "." not in host[1:]
            if not _HOST.fullmatch(host) or len(host) > _LONGEST or whole_domain:
                raise ValueError(
                    f"hosts[{index}]: '{host}' is no host name; '.host.example' means its subdomains too"
                )
        if self.start != self.start.strip() or not self.start.isprintable():
            raise ValueError("start: is no address")
        try:
            address = urlsplit(self.start)
            port = address.port
        except ValueError:
            raise ValueError(f"start: '{self.start}' is no address") from None
        if address.scheme != "https" or not address.hostname or port == 0:
            raise ValueError(f"start: '{self.start}' is no https address")
        if address.username is not None or address.fragment:
            raise ValueError("start: must hold no name, password or fragment")
        if not self.allows(self.host):
            raise ValueError(f"start: its host '{self.host}' is not among the hosts")

    @property
    def host(self) -> str:
        """The host of the start address, in small letters."""
        return urlsplit(self.start).hostname or ""

    def allows(self, host: str) -> bool:
        """Answer whether this host may be visited."""
        host = host.lower().rstrip(".")
        return any(
            host == known.removeprefix(".") or (known.startswith(".") and host.endswith(known))
            for known in self.hosts
        )


class Contrast(StrEnum):
    """How a portal is asked to look; LIGHT and DARK are of high contrast, whatever its own colours."""

    STANDARD = "standard"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Visit:
    """A portal to open.

    `start` is its https address; `hosts` names every host that may be visited: `portal.example` that
    host alone, `.portal.example` its subdomains too. `language` is a BCP 47 tag. `zoom` makes all
    of it larger, 1.0 is the portal's own size.
    """

    start: str
    hosts: tuple[str, ...]
    language: str = "de"
    zoom: float = 1.0
    contrast: Contrast = Contrast.STANDARD


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the screen in pixels, from the upper left corner."""

    left: int
    top: int
    width: int
    height: int


class FieldKind(StrEnum):
    """What kind of text the focused field of the portal takes; HIDDEN is never shown or spoken."""

    TEXT = "text"
    DIGITS = "digits"
    EMAIL = "email"
    HIDDEN = "hidden"


class PortalKey(StrEnum):
    """Keys of the terminal's own keyboard that are no text."""

    BACKSPACE = "backspace"
    ENTER = "enter"
    NEXT_FIELD = "next_field"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class PortalLoading:
    """A page is being fetched."""


@dataclass(frozen=True, slots=True)
class PortalShown:
    """The page stands; `back` says whether there is an earlier one to go back to."""

    back: bool = False


@dataclass(frozen=True, slots=True)
class PortalTouched:
    """Somebody touched the window, or scrolled in it: a sign of life. A few in a second at most.

    Only what a person did counts; a page that changes by itself is none.
    """


@dataclass(frozen=True, slots=True)
class FieldEntered:
    """A text field of the portal has the focus and wants keys; told again when it is touched again."""

    kind: FieldKind


@dataclass(frozen=True, slots=True)
class FieldLeft:
    """No text field has the focus any more."""


@dataclass(frozen=True, slots=True)
class EidAsked:
    """The portal called the eID client (BSI TR-03124-1, 2.2); `serial` names this call."""

    serial: int
    tc_token_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """Something led outside the allowed hosts, or to a download or a file; it was not followed."""


@dataclass(frozen=True, slots=True)
class PortalBroken:
    """The portal cannot go on; `failure` is an id of the failure catalogue, `browser.…`."""

    failure: str


PortalNews = (
    PortalLoading
    | PortalShown
    | PortalTouched
    | FieldEntered
    | FieldLeft
    | EidAsked
    | LinkRefused
    | PortalBroken
)
