"""What can go wrong with a portal and with the browser, and that nothing of either stays."""

import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.browser import BrowserFault
from hardware.browser.chromium import Chromium, make
from hardware.browser.process import installed
from hardware.browser.run import Settings
from hardware.eid.lab.portal_site import PortalSite
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock
from kiosk.contracts.portal import Area, PortalBroken, PortalShown, Visit
from tests.hardware.browser.visitor import Visitor, visit_of

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).resolve().parents[3]

# A terminal's process: opens a visit, says so, and waits for its end.
TERMINAL = """
import asyncio, sys
from hardware.browser.chromium import make
from hardware.browser.run import Settings
from kiosk.clock import SystemClock
from kiosk.contracts.portal import Visit

async def main(program, trusted, start, sandbox):
    settings = Settings(program=program, trusted=trusted, sandbox=sandbox == "True")
    browser = make(settings, SystemClock())
    await browser.open(Visit(start, ("localhost",)))
    print(browser._running._process._profile, flush=True)
    await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


async def ending(browser: Chromium, visit: Visit) -> PortalBroken:
    """Open a visit and answer how it ends; the iteration must end with it."""
    await browser.open(visit)
    async with asyncio.timeout(8):
        news = [news async for news in browser.news()]
    assert isinstance(news[-1], PortalBroken)
    return news[-1]


def belonging(profile: Path) -> list[str]:
    """Answer the command lines of every living process of that browser."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(profile) in line:
            found.append(line.decode("utf-8", "replace"))
    return found


def sockets_of(profile: Path) -> set[str]:
    """Answer the sockets that processes of that browser hold, as /proc names them."""
    held = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(profile) in (process / "cmdline").read_bytes():
                held |= {str(one.readlink()) for one in (process / "fd").iterdir()}
        except OSError:
            continue
    return {name for name in held if name.startswith("socket:")}


def listening() -> set[str]:
    """Answer every socket of this machine that listens on a port."""
    tables = [Path("/proc/net", name).read_text() for name in ("tcp", "tcp6")]
    lines = [line.split() for table in tables for line in table.splitlines()[1:]]
    return {f"socket:[{line[9]}]" for line in lines if line[3] == "0A"}


def kill(profile: Path, wanted: str) -> None:
    """Kill that browser's processes of a kind; its own process is the one without `--type`."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        of_it = f"={profile}" in line and wanted in line
        if of_it and ("--type=" in line) is wanted.startswith("--type="):
            os.kill(int(process.name), signal.SIGKILL)


def profile_of(browser: Chromium) -> Path:
    assert browser._running is not None
    profile = browser._running._process._profile
    assert profile is not None
    return profile


async def gone(profile: Path) -> None:
    """Return when no process of that browser lives any more."""
    async with asyncio.timeout(5):
        while belonging(profile):
            await SystemClock().sleep(0.02)


async def test_close_leaves_neither_process_nor_profile(
    browser: Chromium, site: PortalSite
) -> None:
    await browser.open(visit_of(site, "/form"))
    async with Visitor(browser) as visitor:
        await visitor.tap("words")
        await browser.type("Mustermann")
    profile = profile_of(browser)
    assert profile.stat().st_mode & 0o777 == 0o700
    assert len(belonging(profile)) > 5
    await browser.close()
    assert belonging(profile) == []
    assert not profile.exists()
    await browser.close()


async def test_an_end_that_was_interrupted_is_brought_to_its_end(
    browser: Chromium, site: PortalSite
) -> None:
    """The session waits a moment for farewells, cancels them, and then closes every device."""
    await browser.open(visit_of(site))
    profile = profile_of(browser)
    farewell = asyncio.create_task(browser.close())
    await SystemClock().sleep(0)
    farewell.cancel()
    await asyncio.gather(farewell, return_exceptions=True)
    assert farewell.cancelled()
    await browser.close()
    assert belonging(profile) == []
    assert not profile.exists()


async def test_no_port_is_opened(browser: Chromium, site: PortalSite) -> None:
    await browser.open(visit_of(site))
    held = sockets_of(profile_of(browser))
    assert held
    assert not held & listening()


async def test_a_portal_that_is_not_there_is_told(browser: Chromium, site: PortalSite) -> None:
    told = await ending(browser, Visit("https://localhost:9/", site.hosts))
    assert told == PortalBroken(BrowserFault.UNREACHABLE)


async def test_a_portal_without_a_trusted_certificate_is_told(
    settings: Settings, site: PortalSite
) -> None:
    before = len(site.visited)
    browser = make(dataclasses.replace(settings, trusted=""), SystemClock())
    told = await ending(browser, visit_of(site))
    await browser.close()
    assert told == PortalBroken(BrowserFault.NOT_TRUSTED)
    assert len(site.visited) == before


async def test_a_portal_that_says_nothing_is_given_up(settings: Settings, site: PortalSite) -> None:
    browser = make(dataclasses.replace(settings, load_seconds=0.5), SystemClock())
    told = await ending(browser, visit_of(site, "/silent"))
    await browser.close()
    assert told == PortalBroken(BrowserFault.UNREACHABLE)


async def test_a_portal_that_only_leads_away_is_told(browser: Chromium, site: PortalSite) -> None:
    told = await ending(browser, visit_of(site, "/hop"))
    assert told == PortalBroken(BrowserFault.UNREACHABLE)


async def test_a_page_that_hangs_is_given_up(browser: Chromium, site: PortalSite) -> None:
    told = await ending(browser, visit_of(site, "/hang"))
    assert told == PortalBroken(BrowserFault.NOT_RUNNING)


@pytest.mark.parametrize("victim", ["--type=renderer", "--remote-debugging-pipe"])
async def test_a_crash_is_told(browser: Chromium, site: PortalSite, victim: str) -> None:
    """Of the page's process, and of the browser itself."""
    await browser.open(visit_of(site))
    async with Visitor(browser) as visitor:
        kill(profile_of(browser), victim)
        assert await visitor.told(PortalBroken) == PortalBroken(BrowserFault.NOT_RUNNING)
    await browser.open(visit_of(site))
    async with Visitor(browser) as again:
        assert isinstance(again.news[-1], PortalShown)


async def test_without_the_managed_policy_nothing_is_opened(
    settings: Settings, site: PortalSite
) -> None:
    chromium = installed("")
    browser = make(dataclasses.replace(settings, program=str(chromium)), SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await browser.open(visit_of(site))
    assert failed.value.fault is BrowserFault.NOT_LOCKED


async def test_without_a_display_it_does_not_run(
    settings: Settings, site: PortalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":65000")
    browser = make(settings, SystemClock())
    with pytest.raises(DeviceFailed) as failed:
        await browser.open(visit_of(site))
    assert failed.value.fault is BrowserFault.NOT_RUNNING


async def test_a_terminal_that_is_killed_takes_the_browser_with_it(
    settings: Settings, browser: Chromium, site: PortalSite
) -> None:
    """And what it left on the disk goes at the next start."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", TERMINAL),
        *(settings.program, settings.trusted, site.start, str(settings.sandbox)),
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    profile = Path((await process.stdout.readline()).decode().strip())
    assert len(belonging(profile)) > 5
    process.kill()
    await process.wait()
    await gone(profile)
    assert os.access(profile, os.F_OK)
    await browser.open(visit_of(site))
    assert not os.access(profile, os.F_OK)


async def test_it_hides_and_comes_back_and_gives_the_keyboard_back(
    browser: Chromium, site: PortalSite
) -> None:
    await browser.open(visit_of(site))
    async with Visitor(browser) as visitor:
        await visitor.tap("kind-N")
        await visitor.told(PortalShown, among=2)
        await browser.hide()
        assert not visitor.run.frame.visible
        await visitor.see(f"location.assign('{site.origin}/second')")
        await visitor.told(PortalShown, among=3)
        await browser.show(Area(10, 20, 700, 500))
        await visitor.rest(0.3)
        inside = await visitor.see("[innerWidth, innerHeight, screenX, screenY]")
        assert inside == [700, 500, 10, 20]
        await browser.back()
        await visitor.told(PortalShown, among=4)
        assert await visitor.see("location.pathname") == "/login"
