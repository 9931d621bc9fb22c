"""The window does what it is told in order, stands only where the page has room, and never outlives its step."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest_asyncio

from hardware.browser import BrowserFault
from hardware.failures import DeviceFailed
from kiosk.contracts.portal import (
    Area,
    PortalBroken,
    PortalKey,
    PortalNews,
    PortalShown,
    Visit,
)
from kiosk.domain.effects import (
    AnswerPortal,
    ClosePortal,
    GoBackInPortal,
    OpenPortal,
    PressInPortal,
    TypeInPortal,
)
from kiosk.domain.events import Event, StepFailed
from kiosk.domain.portal_events import PortalTold
from kiosk.session.portal_work import PATIENCE, PORTAL_PATIENCE, PortalWork
from kiosk.session.workplace import Workplace
from tests.fake_clock import FakeClock

VISIT = Visit("https://portal.example/", ("portal.example",))
HERE, SMALLER = Area(0, 100, 800, 600), Area(0, 100, 800, 300)
NOT_RUNNING = PortalTold(PortalBroken("browser.not_running"))


class FakeBrowser:
    """A window that writes down what it is told; `stuck` are acts that never end."""

    def __init__(self) -> None:
        self.told: list[object] = []
        self.stuck: set[str] = set()
        self.fails: set[str] = set()
        self.closing = asyncio.Event()
        self.closing.set()
        self._news: asyncio.Queue[PortalNews | None] = asyncio.Queue()

    async def _act(self, name: str, *details: object) -> None:
        self.told.append((name, *details) if details else name)
        if name in self.fails:
            raise DeviceFailed(BrowserFault.NOT_RUNNING)
        if name in self.stuck:
            await asyncio.Event().wait()

    async def open(self, visit: Visit) -> None:
        await self._act("open", visit.start)

    async def close(self) -> None:
        self.told.append("close")
        await self.closing.wait()
        self.told.append("closed")

    async def news(self) -> AsyncIterator[PortalNews]:
        while (news := await self._news.get()) is not None:
            yield news

    def happens(self, news: PortalNews | None) -> None:
        self._news.put_nowait(news)

    async def show(self, area: Area) -> None:
        await self._act("show", area)

    async def hide(self) -> None:
        await self._act("hide")

    async def type(self, text: str) -> None:
        await self._act("type", text)

    async def press(self, key: PortalKey) -> None:
        await self._act("press", key)

    async def back(self) -> None:
        await self._act("back")

    async def answer(self, serial: int, refresh: str | None) -> None:
        await self._act("answer", serial, refresh)


class Desk:
    """The work with its fake window; `fed` is what the machine heard."""

    def __init__(self, clock: FakeClock) -> None:
        self.browser = FakeBrowser()
        self.fed: list[Event] = []
        devices = type("Ports", (), {"browser": self.browser})()
        self.place = Workplace(cast("Any", devices), cast("Any", None), clock, self.fed.append)
        self.work = PortalWork(self.place)

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(200):
            if holds():
                return
            await asyncio.get_running_loop().run_in_executor(None, lambda: None)
        raise AssertionError(f"{self.browser.told}, {self.fed}")

    async def opened(self) -> None:
        self.work.open(OpenPortal(VISIT))
        self.browser.happens(PortalShown())
        await self.until(lambda: PortalTold(PortalShown()) in self.fed)


@pytest_asyncio.fixture
async def desk(clock: FakeClock) -> AsyncIterator[Desk]:
    desk = Desk(clock)
    yield desk
    desk.browser.closing.set()
    await desk.place.close()


async def test_what_happens_in_the_window_is_told(desk: Desk) -> None:
    await desk.opened()
    assert desk.browser.told == [("open", VISIT.start)]
    assert desk.fed == [PortalTold(PortalShown())]


async def test_a_window_that_does_not_open_fails_the_step(desk: Desk) -> None:
    desk.browser.fails.add("open")
    desk.work.open(OpenPortal(VISIT))
    await desk.until(lambda: desk.fed == [StepFailed("browser.not_running")])


async def test_keys_arrive_in_the_order_in_which_they_were_pressed(desk: Desk) -> None:
    await desk.opened()
    for letter in "geheim":
        desk.work.type(TypeInPortal(letter))
    desk.work.press(PressInPortal(PortalKey.ENTER))
    desk.work.back(GoBackInPortal())
    desk.work.answer(AnswerPortal(3, None))
    await desk.until(lambda: ("answer", 3, None) in desk.browser.told)
    typed = [told[1] for told in desk.browser.told if isinstance(told, tuple) and told[0] == "type"]
    assert typed == list("geheim")
    assert desk.browser.told[-3:] == [("press", PortalKey.ENTER), "back", ("answer", 3, None)]


async def test_a_place_told_before_the_window_is_there_is_taken_when_it_is(desk: Desk) -> None:
    desk.work.open(OpenPortal(VISIT))
    desk.work.place_window(HERE)
    await desk.until(lambda: ("show", HERE) in desk.browser.told)
    assert desk.browser.told[0] == ("open", VISIT.start)


async def test_of_places_told_at_once_the_last_one_counts(desk: Desk) -> None:
    await desk.opened()
    for area in (HERE, None, SMALLER):
        desk.work.place_window(area)
    await desk.until(lambda: ("show", SMALLER) in desk.browser.told)
    assert desk.browser.told[1:] == [("show", SMALLER)]


async def test_hiding_does_not_wait_for_what_goes_on_inside(desk: Desk) -> None:
    await desk.opened()
    desk.browser.stuck.add("back")
    desk.work.back(GoBackInPortal())
    await desk.until(lambda: "back" in desk.browser.told)
    desk.work.place_window(HERE)
    await desk.until(lambda: ("show", HERE) in desk.browser.told)
    desk.work.place_window(None)
    await desk.until(lambda: "hide" in desk.browser.told)


async def test_a_window_that_will_not_hide_counts_as_broken(desk: Desk, clock: FakeClock) -> None:
    await desk.opened()
    desk.browser.stuck.add("hide")
    desk.work.place_window(HERE)
    desk.work.place_window(None)
    await desk.until(lambda: "hide" in desk.browser.told)
    await clock.advance(PATIENCE + 0.1)
    await desk.until(lambda: NOT_RUNNING in desk.fed)


async def test_a_page_that_computes_over_a_key_is_given_time(desk: Desk, clock: FakeClock) -> None:
    await desk.opened()
    desk.browser.stuck.add("type")
    desk.work.type(TypeInPortal("x"))
    await desk.until(lambda: ("type", "x") in desk.browser.told)
    await clock.advance(PATIENCE + 0.1)
    desk.work.place_window(HERE)
    await desk.until(lambda: ("show", HERE) in desk.browser.told)
    assert NOT_RUNNING not in desk.fed
    await clock.advance(PORTAL_PATIENCE - PATIENCE)
    await desk.until(lambda: NOT_RUNNING in desk.fed)


async def test_an_order_that_fails_counts_as_broken(desk: Desk) -> None:
    await desk.opened()
    desk.browser.fails.add("type")
    desk.work.type(TypeInPortal("x"))
    await desk.until(lambda: NOT_RUNNING in desk.fed)


async def test_news_that_end_by_themselves_count_as_broken(desk: Desk) -> None:
    await desk.opened()
    desk.browser.happens(None)
    await desk.until(lambda: NOT_RUNNING in desk.fed)


async def test_a_broken_window_is_told_once(desk: Desk) -> None:
    await desk.opened()
    desk.browser.happens(PortalBroken("browser.unreachable"))
    desk.browser.happens(None)
    await desk.until(lambda: len(desk.fed) > 1)
    await desk.place.close()
    assert desk.fed[1:] == [PortalTold(PortalBroken("browser.unreachable"))]


async def test_after_closing_nothing_is_told_or_done_any_more(desk: Desk) -> None:
    await desk.opened()
    desk.work.close(ClosePortal())
    await desk.until(lambda: "closed" in desk.browser.told)
    desk.browser.happens(PortalShown(back=True))
    desk.work.type(TypeInPortal("x"))
    desk.work.place_window(HERE)
    await desk.place.close()
    assert desk.browser.told == [("open", VISIT.start), "close", "closed"]
    assert desk.fed == [PortalTold(PortalShown())]


async def test_closing_twice_closes_once(desk: Desk) -> None:
    await desk.opened()
    desk.work.close(ClosePortal())
    desk.work.close(ClosePortal())
    await desk.until(lambda: "closed" in desk.browser.told)
    assert desk.browser.told.count("close") == 1


async def test_a_new_visit_waits_until_the_one_before_is_gone(desk: Desk) -> None:
    await desk.opened()
    desk.browser.closing.clear()
    desk.work.close(ClosePortal())
    desk.work.open(OpenPortal(VISIT))
    await desk.until(lambda: "close" in desk.browser.told)
    assert desk.browser.told.count(("open", VISIT.start)) == 1
    desk.browser.closing.set()
    await desk.until(lambda: desk.browser.told.count(("open", VISIT.start)) == 2)
    assert desk.browser.told[-2:] == ["closed", ("open", VISIT.start)]
