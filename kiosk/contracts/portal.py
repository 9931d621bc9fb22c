"""What passes between the terminal and the window in which somebody else's portal is shown."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Visit:
    """A portal to open.

    `start` is its https address; `hosts` names every host that may be visited: `portal.example` that
    host alone, `.portal.example` its subdomains too. `language` is a BCP 47 tag.
    """

    start: str
    hosts: tuple[str, ...]
    language: str = "de"


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
class FieldEntered:
    """A text field of the portal has the focus and wants keys."""

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
    PortalLoading | PortalShown | FieldEntered | FieldLeft | EidAsked | LinkRefused | PortalBroken
)
