"""Browser port: a locked-down window for a portal of somebody else's, under the terminal's own bar."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.contracts.portal import Area, PortalKey, PortalNews, Visit


class BrowserFault(StrEnum):
    NOT_INSTALLED = "browser.not_installed"
    NOT_RUNNING = "browser.not_running"
    NOT_LOCKED = "browser.not_locked"
    UNREACHABLE = "browser.unreachable"
    NOT_TRUSTED = "browser.not_trusted"


@dataclass(frozen=True, slots=True)
class BrowserStatus:
    fault: BrowserFault | None = None


class Browser(Protocol):
    async def open(self, visit: Visit) -> None:
        """Start the window, hidden, with a profile of its own. Raises DeviceFailed(BrowserFault)."""
        ...

    async def close(self) -> None:
        """End the window; its process and its profile are gone on return. Harmless when closed."""
        ...

    def news(self) -> AsyncIterator[PortalNews]:
        """Yield what happens in the window; the iteration ends after `PortalBroken` or `close`."""
        ...

    async def show(self, area: Area) -> None:
        """Show the window there, above the terminal's own; again to move it.

        The upper left corner stays where keys come up below: what the citizen sees does not jump,
        but for a focused field that would go out of sight.
        """
        ...

    async def hide(self) -> None:
        """Take the window off the screen; the portal goes on underneath."""
        ...

    async def type(self, text: str) -> None:
        """Enter text at the cursor of the focused field."""
        ...

    async def press(self, key: PortalKey) -> None: ...

    async def back(self) -> None:
        """Go to the page before, as far as this visit went."""
        ...

    async def answer(self, serial: int, refresh: str | None) -> None:
        """Answer `EidAsked`: send the window to `refresh`, or leave it where it was (None)."""
        ...

    def watch(self) -> AsyncIterator[BrowserStatus]: ...
