"""What every browser driver keeps: refused by name or open, told by news, and gone when it is closed."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hardware.browser import Browser, BrowserFault, BrowserStatus
from hardware.browser.process import installed
from hardware.eid.lab.portal_site import PortalSite
from hardware.failures import DeviceFailed
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.portal import (
    Area,
    Contrast,
    PortalKey,
    PortalLoading,
    PortalNews,
    PortalShown,
    Visit,
)
from tests.hardware.watching import watching
from tooling.display import private_display

KIND = DeviceKind.BROWSER
AREA = Area(0, 100, 800, 900)
DRIVERS = ["absent", pytest.param("chromium", marks=pytest.mark.end_to_end)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalSite]:
    with pytest.MonkeyPatch.context() as environment:
        try:
            with private_display() as name:
                environment.setenv("DISPLAY", name)
                site = PortalSite(tmp_path_factory.mktemp("portal") / "keys", SystemClock())
                site.open()
                yield site
                site.close()
        except FileNotFoundError:
            pytest.skip("Xvfb is not installed")


@pytest.fixture(params=DRIVERS)
async def browser(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    table: dict[str, object] = {"driver": request.param}
    if request.param == "chromium":
        if installed("") is None:
            pytest.skip("Chromium is not installed")
        site: PortalSite = request.getfixturevalue("site")
        # What the policy does is tried in tests/hardware/browser; here the machine's own holds.
        table |= {"trusted": site.trusted, "policy": False, "sandbox": os.geteuid() != 0}
    browser: Browser = make_driver(KIND, table, SystemClock())
    yield browser
    await browser.close()


def left() -> list[str]:
    """Answer the command lines of browsers that this process started and that live on."""
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_text("utf-8", "replace"))
        except OSError:
            continue
    return [line for line in lines if f"portal-{os.getpid()}-" in line]


async def now(browser: Browser) -> BrowserStatus:
    async with watching(browser.watch()) as statuses:
        return await anext(statuses)


async def test_the_condition_is_told_at_once(browser: Browser) -> None:
    assert (await now(browser)).fault in (None, BrowserFault.NOT_INSTALLED)


async def test_it_opens_or_refuses_by_the_fault_told(browser: Browser, site: PortalSite) -> None:
    fault = (await now(browser)).fault
    visit = Visit(site.start, site.hosts, "en", 1.5, Contrast.DARK)
    if fault is not None:
        with pytest.raises(DeviceFailed) as failed:
            await browser.open(visit)
        assert failed.value.fault is fault
        return
    await browser.open(visit)
    told: list[PortalNews] = []
    async with watching(browser.news()) as news:
        async for one in news:
            told.append(one)
            if isinstance(one, PortalShown):
                break
    assert told == [PortalLoading(), PortalShown(back=False)]
    await browser.show(AREA)
    await browser.back()
    await browser.answer(9, None)
    await browser.hide()
    await browser.close()
    assert [one async for one in browser.news()] == []


async def test_without_a_visit_what_needs_one_is_refused(browser: Browser) -> None:
    for act in (
        browser.show(AREA),
        browser.type("a"),
        browser.press(PortalKey.ENTER),
        browser.back(),
        browser.answer(1, None),
    ):
        with pytest.raises(DeviceFailed):
            await act


async def test_to_hide_and_to_close_is_harmless_at_any_time(browser: Browser) -> None:
    await browser.hide()
    await browser.close()
    await browser.close()
    assert [one async for one in browser.news()] == []


async def test_news_end_when_it_is_closed(browser: Browser, site: PortalSite) -> None:
    if (await now(browser)).fault is not None:
        pytest.skip("there is none")
    await browser.open(Visit(site.start, site.hosts))
    async with watching(browser.news()) as news:
        async for _ in news:
            await browser.close()


async def test_a_visit_that_is_none_is_refused(browser: Browser) -> None:
    if (await now(browser)).fault is not None:
        pytest.skip("there is none")
    with pytest.raises(ValueError, match="start"):
        await browser.open(Visit("https://other.example/", ("portal.example",)))


async def test_closing_while_it_opens_leaves_nothing(browser: Browser, site: PortalSite) -> None:
    if (await now(browser)).fault is not None:
        pytest.skip("there is none")
    opening = asyncio.ensure_future(browser.open(Visit(site.start, site.hosts)))
    await SystemClock().sleep(0.2)
    await browser.close()
    with pytest.raises(DeviceFailed):
        await opening
    assert not left()
