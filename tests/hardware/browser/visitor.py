"""A person before the window: sees, taps, and hears what the terminal is told."""

import asyncio
from types import TracebackType
from typing import Any, Self, TypeVar

from hardware.browser.chromium import Chromium
from hardware.browser.run import Run
from hardware.eid.lab.portal_site import PortalSite
from kiosk.clock import SystemClock
from kiosk.contracts.portal import Area, PortalNews, PortalShown, PortalTouched, Visit

AREA = Area(40, 160, 900, 1000)
N = TypeVar("N", bound=PortalNews)


def visit_of(site: PortalSite, path: str = "/") -> Visit:
    return Visit(site.origin + path, site.hosts)


class Visitor:
    """`news` is what was told since `look_up`, touches left out."""

    def __init__(self, browser: Chromium) -> None:
        self.browser = browser
        self.news: list[PortalNews] = []
        self.touches = 0
        self._told = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._listening = asyncio.create_task(self._listen())
        await self.told(PortalShown)
        await self.browser.show(AREA)
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    @property
    def run(self) -> Run:
        assert self.browser._running is not None
        return self.browser._running

    async def look_up(self) -> None:
        """Forget what was told."""
        await self.rest(0.03)
        self.news.clear()
        self.touches = 0

    async def rest(self, seconds: float = 0.1) -> None:
        await SystemClock().sleep(seconds)

    async def told(self, kind: type[N], *, among: int = 1) -> N:
        """Answer news of that kind, the `among`-th of them, once it has come."""
        async with asyncio.timeout(8):
            while True:
                found = [news for news in self.news if isinstance(news, kind)]
                if len(found) >= among:
                    return found[among - 1]
                self._told.clear()
                await self._told.wait()

    async def go(self, url: str) -> None:
        """Come to a page of the portal as if a link led there."""
        await self.look_up()
        await self.see(f"location.assign({url!r})")
        await self.told(PortalShown)
        await self.look_up()

    async def see(self, expression: str) -> Any:
        """Answer what a script of the page's own sees."""
        main = self.run.page.targets.main
        async with asyncio.timeout(5):
            told = await self.run._link.call(
                "Runtime.evaluate", main, expression=expression, returnByValue=True,
                awaitPromise=True,
            )  # fmt: skip
        return told["result"].get("value")

    async def is_at(self, url: str) -> None:
        """Return when the page is there, be it again."""
        async with asyncio.timeout(5):
            while await self.see("location.href") != url:
                await self.rest(0.05)

    async def tap(self, name: str) -> None:
        """Tap what has that id, by the pointer of the display."""
        await self.touch(
            f"(() => {{ const it = document.getElementById('{name}');"
            " it.scrollIntoView({block: 'center'}); const box = it.getBoundingClientRect();"
            " return [box.x + Math.min(box.width, 60) / 2, box.y + box.height / 2]; })()"
        )

    async def touch(self, place: str) -> None:
        """Tap where a script says that something is."""
        x, y = await self.see(place)
        area = self.run.frame._area
        await self.hand("mousemove", str(area.left + int(x)), str(area.top + int(y)))
        await self.hand("click", "1")
        await self.rest(0.05)

    async def hand(self, *act: str) -> str:
        """Let a hand do something at the display."""
        doing = await asyncio.create_subprocess_exec(
            "xdotool", *act, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        told, _ = await doing.communicate()
        return told.decode()

    async def _listen(self) -> None:
        async for news in self.browser.news():
            if isinstance(news, PortalTouched):
                self.touches += 1
            else:
                self.news.append(news)
            self._told.set()
