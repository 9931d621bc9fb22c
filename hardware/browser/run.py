"""One visit to a portal: process, pipe, page and frame together, watched as long as it lasts."""

import asyncio
import logging
from dataclasses import dataclass

from hardware.browser import BrowserFault
from hardware.browser.command_line import NOWHERE, switches
from hardware.browser.frame import Frame
from hardware.browser.link import CommandRefused, Link, LinkLost
from hardware.browser.page import Page
from hardware.browser.process import ChromiumProcess, NotLocked
from hardware.browser.proto import Event
from hardware.patience import within
from kiosk.contracts.clock import Clock
from kiosk.contracts.portal import Portal, PortalBroken, PortalNews, Visit

log = logging.getLogger(__name__)

_FORBIDDEN = "chrome://version/"
_BLOCKED = "net::ERR_BLOCKED_BY_ADMINISTRATOR"
_FAILED = "chrome-error:complete"
_PULSE = 0.5
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Settings:
    """`program` is a name or path, empty for whichever browser is installed; times in seconds.

    For tests: `sandbox` off where the machine allows none, `policy` off where none is installed,
    `trusted` public keys (SHA-256, base64, comma-separated) taken without a certificate authority.
    """

    program: str = ""
    start_seconds: float = 20.0
    load_seconds: float = 40.0
    hang_seconds: float = 15.0
    sandbox: bool = True
    policy: bool = True
    trusted: str = ""

    def __post_init__(self) -> None:
        for name in ("start_seconds", "load_seconds", "hang_seconds"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0")


class Run:
    """From `begin` to `end`. `news` ends with None."""

    def __init__(self, settings: Settings, clock: Clock, visit: Visit, portal: Portal) -> None:
        """Make ready, with the frame. Raises NoDisplay."""
        self.news: asyncio.Queue[PortalNews | None] = asyncio.Queue()
        self.frame = Frame(clock)
        self._settings = settings
        self._clock = clock
        self._link = Link(clock, self._heed)
        self.page = Page(self._link, portal, clock, self.news.put_nowait, visit.contrast)
        self._visit = visit
        self._portal = portal
        self._process = ChromiumProcess(settings.program, clock)
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def begin(cls, settings: Settings, clock: Clock, visit: Visit, portal: Portal) -> "Run":
        """Start the browser, hidden, all guards up, on its way to the portal.

        Raises NoDisplay, NotInstalled, NotStarted, NotLocked, NoWindow, LinkLost, CommandRefused, TimeoutError.
        """
        run = cls(settings, clock, visit, portal)
        try:
            await run._start()
        except BaseException:
            await run.end()
            raise
        return run

    async def end(self) -> None:
        """Take the window off the screen and end the browser; nothing of it stays."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.page.navigation.close()
        self.frame.close()
        await self._process.stop()
        self.news.put_nowait(None)

    async def _start(self) -> None:
        settings, visit = self._settings, self._visit
        corner = self.frame.outside
        command_line = [
            *switches(self._portal, visit.language, visit.zoom, corner, settings.trusted),
            *(() if settings.sandbox else ("--no-sandbox", "--test-type")),
        ]
        reader, writer = await self._process.start(command_line, visit.language)
        self._link.connect(writer)
        self._tasks.append(asyncio.create_task(self._read(reader)))
        page = self.page
        await page.targets.open()
        await within(self._clock, settings.start_seconds, page.targets.attached.wait())
        await self.frame.adopt(self._process.pid, settings.start_seconds)
        await within(self._clock, settings.start_seconds, page.targets.lock())
        await within(self._clock, settings.start_seconds, self._settled(NOWHERE))
        if settings.policy:
            await within(self._clock, settings.start_seconds, self._prove_policy())
        page.begin()
        self._tasks.append(asyncio.create_task(self._watch_loading()))
        self._tasks.append(asyncio.create_task(self._watch_life()))

    def _heed(self, event: Event) -> None:
        self.page.heed(event)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        await self._link.run(reader)
        self._break(BrowserFault.NOT_RUNNING)

    async def _settled(self, url: str) -> None:
        """Return when the page says that this address has failed to load, which it must.

        Chromium 156 falls over, every other time, when it is sent elsewhere before that.
        """
        session, asked = self.page.targets.main, "location.protocol + document.readyState"
        while True:
            tree = await self._link.call("Page.getFrameTree", session)
            failed = tree["frameTree"]["frame"].get("unreachableUrl")
            told = await self._link.call("Runtime.evaluate", session, expression=asked)
            if failed == url and told.get("result", {}).get("value") == _FAILED:
                return
            await self._clock.sleep(_STEP)

    async def _prove_policy(self) -> None:
        """See that the managed policy is in force: it forbids a page that is always there."""
        session = self.page.targets.main
        tried = await self._link.call("Page.navigate", session, url=_FORBIDDEN)
        if tried.get("errorText") != _BLOCKED:
            log.error("browser.unlocked: the managed policy is not in force; see docs/portal.md")
            raise NotLocked
        await self._settled(_FORBIDDEN)

    async def _watch_loading(self) -> None:
        """Give up a page that never comes."""
        while True:
            load = self.page.navigation.loading
            await self._clock.sleep(_PULSE)
            since = _PULSE
            while load and self.page.navigation.loading == load:
                if since >= self._settings.load_seconds:
                    self._break(BrowserFault.UNREACHABLE)
                    return
                await self._clock.sleep(_PULSE)
                since += _PULSE

    async def _watch_life(self) -> None:
        """Give up a browser or a page that does not answer any more.

        A page that is being left does not answer, and is the other watch's.
        """
        while True:
            await self._clock.sleep(_PULSE)
            if self.page.navigation.loading:
                continue
            patience = self._settings.hang_seconds
            try:
                await self._link.call("Browser.getVersion", seconds=patience)
                session = self.page.targets.main
                await self._link.call("Runtime.evaluate", session, seconds=patience, expression="0")
            except CommandRefused:
                continue
            except LinkLost:
                if not self.page.navigation.loading:
                    self._break(BrowserFault.NOT_RUNNING)
                    return

    def _break(self, fault: BrowserFault) -> None:
        self.news.put_nowait(PortalBroken(fault))
