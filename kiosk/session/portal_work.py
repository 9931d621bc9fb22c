"""Work at a portal's window: opened and closed with its step, seen only where the page leaves room for it."""

import asyncio
from collections.abc import Awaitable, Callable

from hardware.browser import BrowserFault
from hardware.failures import DeviceFailed
from hardware.patience import within
from kiosk.contracts.portal import Area, PortalBroken, Visit
from kiosk.domain.effects import (
    AnswerPortal,
    ClosePortal,
    GoBackInPortal,
    OpenPortal,
    PressInPortal,
    TypeInPortal,
)
from kiosk.domain.portal_events import PortalTold
from kiosk.session.workplace import Workplace

PATIENCE = 3.0
"""Seconds that the window may take to move or hide; one that still stands in the way is ended."""

PORTAL_PATIENCE = 15.0
"""Seconds that the portal may take over a key or a way back: pages compute and fetch meanwhile."""

Order = Callable[[], Awaitable[None]]


class PortalWork:
    """One window at a time. Orders to it are carried out one after the other, as they were given.

    Where the window stands is a lane of its own: hiding it never waits for what goes on inside.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._visit: asyncio.Task[None] | None = None
        self._orders: asyncio.Queue[Order] = asyncio.Queue()
        self._moves: asyncio.Queue[Order] = asyncio.Queue()
        self._closing: asyncio.Task[None] | None = None
        self._wanted: Area | None = None

    # --- what the machine wants ---------------------------------------------------------------------

    def open(self, effect: OpenPortal) -> None:
        self.close(ClosePortal())
        self._orders, self._moves = asyncio.Queue(), asyncio.Queue()
        self._visit = self._place.work(self._run(effect.visit, self._orders, self._moves))

    def close(self, _effect: ClosePortal) -> None:
        visit, self._visit = self._visit, None
        if visit is not None:
            visit.cancel()
            self._closing = self._place.aside(self._place.devices.browser.close())

    def back(self, _effect: GoBackInPortal) -> None:
        self._orders.put_nowait(self._place.devices.browser.back)

    def type(self, effect: TypeInPortal) -> None:
        self._orders.put_nowait(lambda: self._place.devices.browser.type(effect.text))

    def press(self, effect: PressInPortal) -> None:
        self._orders.put_nowait(lambda: self._place.devices.browser.press(effect.key))

    def answer(self, effect: AnswerPortal) -> None:
        browser = self._place.devices.browser
        self._orders.put_nowait(lambda: browser.answer(effect.serial, effect.refresh))

    # --- what the screens tell ----------------------------------------------------------------------

    def place_window(self, area: Area | None) -> None:
        """Show the window there, or take it off the screen (None)."""
        self._wanted = area
        self._moves.put_nowait(lambda: self._stand(area))

    # --- one visit ------------------------------------------------------------------------------------

    async def _run(
        self, visit: Visit, orders: asyncio.Queue[Order], moves: asyncio.Queue[Order]
    ) -> None:
        if self._closing is not None:
            await asyncio.wait([self._closing])
        await self._place.devices.browser.open(visit)
        obeying = [
            self._place.work(self._obey(orders, PORTAL_PATIENCE)),
            self._place.work(self._obey(moves, PATIENCE)),
        ]
        try:
            async for news in self._place.devices.browser.news():
                self._place.feed(PortalTold(news))
                if isinstance(news, PortalBroken):
                    return
        finally:
            for lane in obeying:
                lane.cancel()
        self._broke(BrowserFault.NOT_RUNNING)

    async def _obey(self, orders: asyncio.Queue[Order], patience: float) -> None:
        while True:
            order = await orders.get()
            try:
                await within(self._place.clock, patience, order())
            except TimeoutError:
                self._broke(BrowserFault.NOT_RUNNING)
            except DeviceFailed as failed:
                self._broke(failed.fault)

    async def _stand(self, area: Area | None) -> None:
        if area != self._wanted:
            return  # a newer place was told meanwhile
        if area is None:
            await self._place.devices.browser.hide()
        else:
            await self._place.devices.browser.show(area)

    def _broke(self, fault: object) -> None:
        self._place.feed(PortalTold(PortalBroken(str(fault))))
