"""Chromium as the window for portals of others: locked down, watched, and gone when it is closed."""

from collections.abc import AsyncGenerator

from hardware.browser import BrowserFault, BrowserStatus
from hardware.browser.frame import NoDisplay, NoWindow
from hardware.browser.keys import strokes, typed
from hardware.browser.link import CommandRefused, LinkLost
from hardware.browser.process import NotInstalled, NotStarted, installed
from hardware.browser.run import Run, Settings
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.portal import (
    Area,
    Portal,
    PortalBroken,
    PortalKey,
    PortalNews,
    Visit,
)

TEST_SETTINGS = frozenset({"sandbox", "policy", "trusted"})
"""Settings that the production profile refuses to see changed from their defaults."""


class Chromium:
    """Implements `hardware.browser.Browser`; one visit at a time."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        missing = installed(settings.program) is None
        self._status = Latest(BrowserStatus(BrowserFault.NOT_INSTALLED if missing else None))
        self._running: Run | None = None

    async def open(self, visit: Visit) -> None:
        """Start the window, hidden. Raises DeviceFailed(BrowserFault), ValueError for the visit."""
        await self.close()
        portal = Portal(visit.start, visit.hosts)
        try:
            self._running = await Run.begin(self._settings, self._clock, visit, portal)
        except NotInstalled:
            await self._fail(BrowserFault.NOT_INSTALLED)
        except (NoDisplay, NotStarted, NoWindow, LinkLost, CommandRefused, TimeoutError):
            await self._fail(BrowserFault.NOT_RUNNING)
        self._status.show(BrowserStatus())

    async def close(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.end()

    async def news(self) -> AsyncGenerator[PortalNews, None]:
        running = self._running
        if running is None:
            return
        while True:
            told = await running.news.get()
            if told is None:
                return
            yield told
            if isinstance(told, PortalBroken):
                return

    async def show(self, area: Area) -> None:
        self._open().frame.show(area)

    async def hide(self) -> None:
        if self._running is not None:
            self._running.frame.hide()

    async def type(self, text: str) -> None:
        """Enter text. Raises DeviceFailed(NOT_RUNNING), ValueError for what cannot be typed."""
        for keystroke in tuple(typed(text)):
            await self._stroke(keystroke)

    async def press(self, key: PortalKey) -> None:
        for keystroke in strokes(key):
            await self._stroke(keystroke)

    async def back(self) -> None:
        try:
            await self._open().page.back()
        except (LinkLost, CommandRefused):
            raise DeviceFailed(BrowserFault.NOT_RUNNING) from None

    async def answer(self, serial: int, refresh: str | None) -> None:
        self._open().page.answer(serial, refresh)

    def watch(self) -> AsyncGenerator[BrowserStatus, None]:
        return self._status.watch()

    async def _stroke(self, keystroke: dict[str, object]) -> None:
        try:
            await self._open().page.stroke(keystroke)
        except LinkLost:
            raise DeviceFailed(BrowserFault.NOT_RUNNING) from None

    def _open(self) -> Run:
        if self._running is None:
            raise DeviceFailed(BrowserFault.NOT_RUNNING)
        return self._running

    async def _fail(self, fault: BrowserFault) -> None:
        await self.close()
        self._status.show(BrowserStatus(fault))
        raise DeviceFailed(fault)


def make(settings: Settings, clock: Clock) -> Chromium:
    return Chromium(settings, clock)
