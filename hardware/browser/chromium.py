"""Chromium as the window for portals of others: locked down, watched, and gone when it is closed."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from datetime import datetime

from hardware.browser import BrowserFault, BrowserStatus, policy
from hardware.browser.frame import NoDisplay, NoWindow
from hardware.browser.keys import strokes, typed
from hardware.browser.link import CommandRefused, LinkLost
from hardware.browser.process import NotInstalled, NotLocked, NotStarted, installed
from hardware.browser.run import Run, Settings
from hardware.examining import Finding
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
        self._status = Latest(BrowserStatus(_foreseen(settings)))
        self._running: Run | None = None
        self._starting: asyncio.Task[Run] | None = None
        self._ending: asyncio.Task[None] | None = None

    async def open(self, visit: Visit) -> None:
        """Start the window, hidden. Raises DeviceFailed(BrowserFault), ValueError for the visit."""
        await self.close()
        portal = Portal(visit.start, visit.hosts)
        begun = Run.begin(self._settings, self._clock, visit, portal)
        starting = self._starting = asyncio.ensure_future(begun)
        try:
            # Whoever is cancelled here waits until what was started is gone.
            await asyncio.wait([starting])
        except asyncio.CancelledError:
            await self.close()
            raise
        if self._starting is not starting:  # closed meanwhile
            raise DeviceFailed(BrowserFault.NOT_RUNNING)
        self._starting = None
        try:
            self._running = starting.result()
        except NotInstalled:
            self._fail(BrowserFault.NOT_INSTALLED)
        except NotLocked:
            self._fail(BrowserFault.NOT_LOCKED)
        except (NoDisplay, NotStarted, NoWindow, LinkLost, CommandRefused, TimeoutError):
            self._fail(BrowserFault.NOT_RUNNING)
        self._status.show(BrowserStatus())

    async def close(self) -> None:
        starting, self._starting = self._starting, None
        running, self._running = self._running, None
        if starting is not None or running is not None:
            self._ending = asyncio.create_task(_end(starting, running, self._ending))
        ending = self._ending
        if ending is not None:
            # Whoever is cancelled here does not stop it, and whoever closes again waits for it too.
            await asyncio.wait([ending])
            if self._ending is ending:
                self._ending = None
            ending.result()

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
            await self._open().page.navigation.back()
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

    def _fail(self, fault: BrowserFault) -> None:
        self._status.show(BrowserStatus(fault))
        raise DeviceFailed(fault)


async def _end(
    starting: asyncio.Task[Run] | None,
    running: Run | None,
    before: asyncio.Task[None] | None,
) -> None:
    """End what is starting or running, after what is still being ended."""
    if before is not None:
        await asyncio.wait([before])
    if starting is not None:
        starting.cancel()
        await asyncio.wait([starting])
        if not starting.cancelled() and starting.exception() is None:
            await starting.result().end()
    if running is not None:
        await running.end()


def _foreseen(settings: Settings) -> BrowserFault | None:
    """Answer what can be known before the first visit."""
    if installed(settings.program) is None:
        return BrowserFault.NOT_INSTALLED
    return BrowserFault.NOT_LOCKED if settings.policy and policy.lacking() else None


def examine(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Yield what a technician has to know of this machine (`hardware.examining`)."""
    return policy.examine(settings.program, sandbox=settings.sandbox, policy=settings.policy)


def make(settings: Settings, clock: Clock) -> Chromium:
    return Chromium(settings, clock)
