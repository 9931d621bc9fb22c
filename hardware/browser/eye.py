"""What the script in the portal's frames tells, and who of them has the keyboard; pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files

from kiosk.contracts.portal import FieldEntered, FieldKind, FieldLeft

WORLD = "terminal"
"""The name of the script's own world and of the function by which it tells."""

REVEAL = "globalThis.reveal && reveal()"
"""Evaluated where the focused field is, it brings the field into sight."""

_EID = "eid:"


class Sign(StrEnum):
    LEFT = "left"
    TOUCHED = "touched"
    RESIZED = "resized"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EidLink:
    """A link to the eID client as an app was pressed."""

    url: str = field(repr=False)


def script() -> str:
    return files("hardware.browser").joinpath("eye.js").read_text("utf-8")


def read(payload: object) -> FieldKind | Sign | EidLink | None:
    """Read what the script told; None for what is nothing it can tell."""
    match payload:
        case str(word) if word in set(FieldKind):
            return FieldKind(word)
        case str(word) if word in set(Sign):
            return Sign(word)
        case str(url) if url.lower().startswith(_EID):
            return EidLink(url)
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """A frame's world: the session of its target, and its context there."""

    session: str
    context: int


class Focus:
    """Which field has the keyboard; words of several frames may cross on their way."""

    def __init__(self) -> None:
        self.place: Place | None = None

    def entered(self, place: Place, kind: FieldKind) -> FieldEntered:
        self.place = place
        return FieldEntered(kind)

    def left(self, place: Place) -> FieldLeft | None:
        """Answer the news, None where meanwhile another frame has the keyboard."""
        if self.place != place:
            return None
        self.place = None
        return FieldLeft()

    def gone(self, session: str) -> FieldLeft | None:
        """Forget all frames of a target."""
        return self.left(self.place) if self.place and self.place.session == session else None
