"""No browser: every portal is refused by name."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from hardware.browser import BrowserFault, BrowserStatus
from hardware.failures import DeviceFailed
from hardware.latest import Latest
from kiosk.contracts.clock import Clock
from kiosk.contracts.portal import Area, PortalKey, PortalNews, Visit


@dataclass(frozen=True, slots=True)
class Settings:
    pass


class AbsentBrowser:
    """Implements `hardware.browser.Browser`."""

    def __init__(self) -> None:
        self._status = Latest(BrowserStatus(BrowserFault.NOT_INSTALLED))

    async def open(self, _visit: Visit) -> None:
        raise DeviceFailed(BrowserFault.NOT_INSTALLED)

    async def close(self) -> None:
        pass

    async def news(self) -> AsyncGenerator[PortalNews, None]:
        nothing: tuple[PortalNews, ...] = ()
        for news in nothing:
            yield news

    async def show(self, _area: Area) -> None:
        raise DeviceFailed(BrowserFault.NOT_INSTALLED)

    async def hide(self) -> None:
        pass

    async def type(self, _text: str) -> None:
        raise DeviceFailed(BrowserFault.NOT_INSTALLED)

    async def press(self, _key: PortalKey) -> None:
        raise DeviceFailed(BrowserFault.NOT_INSTALLED)

    async def back(self) -> None:
        raise DeviceFailed(BrowserFault.NOT_INSTALLED)

    async def answer(self, _serial: int, _refresh: str | None) -> None:
        raise DeviceFailed(BrowserFault.NOT_INSTALLED)

    def watch(self) -> AsyncGenerator[BrowserStatus, None]:
        return self._status.watch()


def make(_settings: Settings, _clock: Clock) -> AbsentBrowser:
    return AbsentBrowser()
