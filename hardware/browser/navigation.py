"""Where the page is: fetched, standing, gone wrong; and the ways back."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hardware.browser import BrowserFault, activation
from hardware.browser.hosts import allowed
from hardware.browser.link import CommandRefused, Link, LinkLost
from hardware.browser.targets import Targets
from kiosk.contracts.clock import Clock
from kiosk.contracts.portal import Portal, PortalBroken, PortalLoading, PortalNews, PortalShown

_RESTORED = "BackForwardCacheRestore"
_TRIES, _STEP = 40, 0.05
_UNTRUSTED = ("net::ERR_CERT_", "net::ERR_SSL_")


class Navigation:
    """Of the page's own frame. `heeding` is what it heeds, by the event's name.

    `strayed` is told an address that must not be reached and was, on an error page of the browser's.
    """

    def __init__(
        self,
        link: Link,
        targets: Targets,
        portal: Portal,
        clock: Clock,
        tell: Callable[[PortalNews], None],
        strayed: Callable[[str], None],
    ) -> None:
        self.loading = 0
        self._link = link
        self._targets = targets
        self._portal = portal
        self._clock = clock
        self._tell = tell
        self._strayed = strayed
        self._tasks: set[asyncio.Task[None]] = set()
        self._loads = 0
        self._failure = ""
        self._astray = False
        self._stood = (0, portal.start)
        self._shown_once = False
        self.heeding: dict[str, Callable[[str, dict[str, Any]], None]] = {
            "Network.loadingFailed": self._failed,
            "Page.frameStartedNavigating": self._started,
            "Page.frameNavigated": self._navigated,
            "Page.navigatedWithinDocument": self._moved_within,
            "Page.domContentEventFired": self._stands,
            "Page.frameStoppedLoading": self._stopped,
        }

    @property
    def hopeless(self) -> bool:
        """Whether the first page is still on its way, so that there is none to stay at."""
        return bool(self.loading) and not self._shown_once

    def go(self, url: str) -> None:
        self._link.post("Page.navigate", self._targets.main, url=url)

    def go_in(self, session: str, frame: str, url: str) -> None:
        """Go on in one frame, or with the whole page where the frame is gone meanwhile."""
        self._later(self._go_in(session, frame, url))

    async def back(self) -> None:
        """Go back one page, if there is one of this visit. Raises LinkLost."""
        history = await self._history()
        current = int(history.get("currentIndex", 0))
        if current > 0:
            entry = history["entries"][current - 1]["id"]
            self._link.post("Page.navigateToHistoryEntry", self._targets.main, entryId=entry)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _go_in(self, session: str, frame: str, url: str) -> None:
        try:
            await self._link.call("Page.navigate", session, url=url, frameId=frame)
        except CommandRefused:
            self.go(url)

    def _started(self, session: str, data: dict[str, Any]) -> None:
        if session != self._targets.main or data.get("frameId") != self._targets.frame:
            return
        if data.get("navigationType") == "sameDocument" or self.loading:
            return
        self._loads += 1
        self.loading = self._loads
        self._tell(PortalLoading())

    def _navigated(self, session: str, data: dict[str, Any]) -> None:
        frame = data.get("frame", {})
        if session != self._targets.main or "parentId" in frame:
            return
        failed = str(frame.get("unreachableUrl", ""))
        self._astray = bool(failed)
        if not failed:
            if data.get("type") == _RESTORED:  # it stands already, and no other event says so
                self.loading = 0
                self._later(self._show(first=False))
            return
        if activation.is_client(failed) or not allowed(self._portal, failed):
            # The managed policy put a page of its own in place; `_show` comes back from it.
            self._strayed(failed)
        else:
            untrusted = self._failure.startswith(_UNTRUSTED)
            fault = BrowserFault.NOT_TRUSTED if untrusted else BrowserFault.UNREACHABLE
            self._tell(PortalBroken(fault))

    def _failed(self, session: str, data: dict[str, Any]) -> None:
        """Keep why a page did not come; it is told just before the error page stands."""
        if session == self._targets.main and data.get("type") == "Document":
            self._failure = str(data.get("errorText", ""))

    def _return(self, history: dict[str, Any]) -> None:
        """Go back to the page that stood before, wherever it is now."""
        entry, url = self._stood
        if any(known["id"] == entry for known in history.get("entries", ())):
            self._link.post("Page.navigateToHistoryEntry", self._targets.main, entryId=entry)
        else:  # the error page took the place of the page that it was called from
            self.go(url)

    def _stands(self, session: str, data: dict[str, Any]) -> None:
        """Heed the end of loading: a new page stands, or the old one still does."""
        here = data.get("frameId") in (None, self._targets.frame)
        if session != self._targets.main or not here or not self.loading:
            return
        first = not self._shown_once
        self._shown_once = True
        self.loading = 0
        self._later(self._show(first=first))

    def _stopped(self, session: str, data: dict[str, Any]) -> None:
        if not self._astray:
            self._stands(session, data)

    def _moved_within(self, session: str, data: dict[str, Any]) -> None:
        if session == self._targets.main and data.get("frameId") == self._targets.frame:
            self._later(self._show(first=False))

    async def _show(self, *, first: bool) -> None:
        if first:
            # The page of nowhere, before the first, is nothing to go back to.
            await self._link.call("Page.resetNavigationHistory", self._targets.main)
        history = await self._history()
        if self._astray:
            self._return(history)
            return
        if self.loading:
            return
        current = int(history.get("currentIndex", 0))
        entry = history["entries"][current]
        self._stood = (int(entry["id"]), str(entry["url"]))
        self._tell(PortalShown(back=current > 0))

    async def _history(self) -> dict[str, Any]:
        """Ask for the history; refused while one page takes the place of another."""
        for _ in range(_TRIES):
            try:
                return await self._link.call("Page.getNavigationHistory", self._targets.main)
            except CommandRefused:
                await self._clock.sleep(_STEP)
        raise CommandRefused

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_tolerant(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _tolerant(work: Coroutine[Any, Any, None]) -> None:
    """Do what a page that is gone meanwhile needs no more."""
    try:
        await work
    except (LinkLost, CommandRefused):
        return
