"""What can happen at a portal: keys of the citizen for its window, and news from there."""

from dataclasses import dataclass, field

from kiosk.contracts.portal import PortalKey, PortalNews


@dataclass(frozen=True, slots=True)
class PortalTyped:
    """Text for the focused field of a portal; it goes there and is kept nowhere."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PortalKeyPressed:
    key: PortalKey


@dataclass(frozen=True, slots=True)
class PortalKeysToggled:
    """The keys for a portal's field were put away, or wanted again."""


@dataclass(frozen=True, slots=True)
class PortalTold:
    news: PortalNews
