"""Every way out of the portal is shut: links, windows, files, keys, and what hides behind the page."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from hardware.browser.activation import PORT
from hardware.eid.lab.portal_site import FOREIGN, PortalSite
from kiosk.contracts.portal import Area, EidAsked, LinkRefused, PortalShown
from tests.hardware.browser.visitor import AREA, Visitor

pytestmark = pytest.mark.end_to_end

LOW = Area(AREA.left, AREA.top, AREA.width, 300)
SHORTCUTS = (
    *("ctrl+t", "ctrl+n", "ctrl+shift+n", "ctrl+w", "ctrl+p", "ctrl+j", "ctrl+h", "ctrl+o"),
    *("ctrl+s", "ctrl+u", "ctrl+l", "ctrl+shift+i", "ctrl+shift+j", "F1", "F5", "F11", "F12"),
    *("alt+F4", "alt+Home", "alt+Left", "ctrl+plus", "ctrl+Tab", "super+l", "XF86HomePage"),
)


@pytest.fixture
async def traps(visitor: Visitor, site: PortalSite) -> Visitor:
    if await visitor.see("location.pathname") != "/traps":
        await visitor.go(f"{site.origin}/traps")
    return visitor


async def pages(visitor: Visitor) -> list[str]:
    """Answer the addresses of all pages that the browser has open."""
    told = await visitor.run._link.call("Target.getTargets")
    return [target["url"] for target in told["targetInfos"] if target["type"] == "page"]


@pytest.mark.parametrize(
    "trap",
    [
        *("foreign", "hop", "plain", "mail", "phone", "download", "paper", "upload"),
        *("opens-foreign", "asks", "files", "chrome", "source"),
    ],
)
async def test_it_leads_nowhere(traps: Visitor, site: PortalSite, trap: str) -> None:
    await traps.tap(trap)
    if trap in ("files", "chrome", "source"):  # the page itself may not go there: nothing happens
        await traps.rest(0.2)
    else:
        await traps.told(LinkRefused)
    await traps.is_at(f"{site.origin}/traps")
    assert await pages(traps) == [f"{site.origin}/traps"]


async def test_a_page_that_sends_elsewhere_by_itself_stays(
    traps: Visitor, site: PortalSite
) -> None:
    await traps.tap("refresh")
    await traps.told(LinkRefused)
    assert await traps.see("location.href") == f"{site.origin}/refresh"


@pytest.mark.parametrize("url", ["mailto:a@b.de", "tel:1", "http://localhost/", "data:text/html,x"])
async def test_a_script_leads_nowhere_either(traps: Visitor, site: PortalSite, url: str) -> None:
    """There the managed policy puts a page of its own, and we come back from it."""
    await traps.see(f"location.assign('{url}')")
    await traps.rest(0.3 if url.startswith("data:") else 0.0)
    if not url.startswith("data:"):
        await traps.told(PortalShown)
    await traps.is_at(f"{site.origin}/traps")


@pytest.mark.parametrize("trap", ["blank", "opens"])
async def test_what_wants_a_window_of_its_own_comes_in_this_one(
    traps: Visitor, site: PortalSite, trap: str
) -> None:
    await traps.tap(trap)
    await traps.told(PortalShown)
    assert await pages(traps) == [f"{site.origin}/second"]
    assert traps.news[-1] == PortalShown(back=True)


@pytest.mark.parametrize("trap", ["prints", "alerts", "moves", "fills", "closes"])
async def test_it_changes_nothing(traps: Visitor, site: PortalSite, trap: str) -> None:
    await traps.tap(trap)
    await traps.rest(0.3)
    inside = await traps.see("[innerWidth, innerHeight, screenX, screenY]")
    assert inside == [AREA.width, AREA.height, AREA.left, AREA.top]
    assert await pages(traps) == [f"{site.origin}/traps"]


async def test_shortcuts_of_a_keyboard_do_nothing(traps: Visitor, site: PortalSite) -> None:
    await traps.tap("moves")
    await traps.hand("key", *SHORTCUTS)
    await traps.rest(0.3)
    assert await pages(traps) == [f"{site.origin}/traps"]
    assert await traps.see("[devicePixelRatio, document.visibilityState]") == [1, "visible"]


async def test_letters_of_a_keyboard_arrive(traps: Visitor, site: PortalSite) -> None:
    await traps.go(f"{site.origin}/form")
    await traps.tap("words")
    await traps.hand("type", "Abc")
    await traps.rest(0.2)
    assert await traps.see("document.getElementById('words').value") == "Abc"


@pytest.fixture
async def lists(traps: Visitor, site: PortalSite) -> AsyncIterator[Visitor]:
    """Give a page with a list to choose from, in a window with little room."""
    await traps.go(f"{site.origin}/form")
    await traps.browser.show(LOW)
    await traps.rest(0.3)
    yield traps
    await traps.hand("key", "Escape")
    await traps.browser.show(AREA)
    await traps.rest()


async def popup(lists: Visitor) -> tuple[Area, Area]:
    """Answer where the list is on the screen, and what of it is seen and can be touched."""
    await lists.tap("choice")
    frame = lists.run.frame
    async with asyncio.timeout(5):
        while not frame._popups:
            await lists.rest(0.05)
    await lists.rest(0.2)
    window, place = next(iter(frame._popups.items()))
    seen = frame._display.seen(window)
    return place, Area(place.left + seen.left, place.top + seen.top, seen.width, seen.height)


async def test_a_list_that_pops_up_keeps_to_the_window(lists: Visitor) -> None:
    place, seen = await popup(lists)
    assert seen == place
    assert place.top >= LOW.top
    assert place.top + place.height <= LOW.top + LOW.height


async def test_a_list_that_does_not_is_cut(lists: Visitor) -> None:
    """Where a window manager tells the browser of more room than it has."""
    lists.run.frame._display.offer(None)
    lists.run.frame._display.flush()
    await lists.rest(0.3)
    place, seen = await popup(lists)
    assert place.top < LOW.top or place.top + place.height > LOW.top + LOW.height
    assert seen.top >= LOW.top
    assert seen.top + seen.height <= LOW.top + LOW.height
    assert (seen.left, seen.width) == (place.left, place.width)


async def test_nothing_behind_the_page_reaches_another_host(traps: Visitor) -> None:
    tried = await traps.see(
        f"""Promise.allSettled([
            fetch("https://{FOREIGN}/"), fetch("https://127.0.0.1:{PORT}/"), fetch("http://localhost:9/"),
            new Promise((yes, no) => {{ const line = new WebSocket("wss://{FOREIGN}/");
                line.onopen = yes; line.onclose = no; }}),
            new Promise((yes, no) => {{ const code = `fetch("https://{FOREIGN}/").then(
                () => postMessage("yes"), () => postMessage("no"))`;
                const worker = new Worker(URL.createObjectURL(new Blob([code])));
                worker.onmessage = (told) => told.data === "yes" ? yes() : no(); worker.onerror = no; }}),
        ]).then((all) => all.map((one) => one.status))"""
    )
    assert tried == ["rejected"] * 5


async def test_nothing_of_the_machine_is_given(traps: Visitor) -> None:
    states = await traps.see(
        """Promise.all(["geolocation", "notifications", "camera", "microphone", "clipboard-read",
            "midi", "local-fonts", "idle-detection", "window-management"].map((name) =>
            navigator.permissions.query({name}).then((found) => found.state, () => "unknown")))"""
    )
    assert set(states) <= {"denied", "unknown"}
    assert states[:4] == ["denied"] * 4


class TestEid:
    async def test_a_login_is_told_with_its_token_and_the_page_stays(
        self, traps: Visitor, site: PortalSite
    ) -> None:
        await traps.go(f"{site.origin}/login?kind=N")
        await traps.tap("eid")
        asked = await traps.told(EidAsked)
        assert asked.tc_token_url == f"{site.origin}/token"
        assert "token" not in repr(asked)
        await traps.rest(0.2)
        assert await traps.see("location.pathname") == "/login"
        await traps.browser.answer(asked.serial, f"{site.origin}/second")
        await traps.told(PortalShown, among=2)
        assert await traps.see("location.pathname") == "/second"

    async def test_an_apps_link_asks_too(self, traps: Visitor, site: PortalSite) -> None:
        await traps.go(f"{site.origin}/login?kind=N")
        await traps.tap("app")
        asked = await traps.told(EidAsked)
        await traps.browser.answer(asked.serial, None)
        await traps.rest(0.2)
        assert await traps.see("location.pathname") == "/login"

    async def test_one_at_a_time(self, traps: Visitor, site: PortalSite) -> None:
        await traps.go(f"{site.origin}/login?kind=N")
        await traps.tap("eid")
        asked = await traps.told(EidAsked)
        await traps.tap("eid")
        await traps.rest(0.3)
        assert sum(isinstance(news, EidAsked) for news in traps.news) == 1
        await traps.browser.answer(asked.serial + 1, f"{site.origin}/second")
        await traps.rest(0.2)
        assert await traps.see("location.pathname") == "/login"
        await traps.browser.answer(asked.serial, None)
        await traps.tap("eid")
        assert (await traps.told(EidAsked, among=2)).serial == asked.serial + 1
        await traps.browser.answer(asked.serial + 1, None)

    async def test_the_way_back_must_be_the_portals(self, traps: Visitor, site: PortalSite) -> None:
        await traps.go(f"{site.origin}/login?kind=N")
        await traps.tap("eid")
        asked = await traps.told(EidAsked)
        await traps.browser.answer(asked.serial, f"https://{FOREIGN}/")
        await traps.told(LinkRefused)
        assert await traps.see("location.pathname") == "/login"

    async def test_a_token_of_another_host_is_not_fetched(self, traps: Visitor) -> None:
        await traps.tap("foreign-token")
        await traps.rest(0.5)
        assert not any(isinstance(news, EidAsked) for news in traps.news)

    async def test_a_script_may_ask_whether_there_is_a_client_but_not_for_the_card(
        self, traps: Visitor, site: PortalSite
    ) -> None:
        client = f"http://127.0.0.1:{PORT}/eID-Client"
        told = await traps.see(f"fetch('{client}?Status=json').then((one) => one.json())")
        assert told["Specification-Title"] == "TR-03124-1"
        await traps.see(
            f"fetch('{client}?tcTokenURL=' + encodeURIComponent('{site.origin}/token'))"
            ".catch(() => 0)"
        )
        await traps.rest(0.2)
        assert not any(isinstance(news, EidAsked) for news in traps.news)

    async def test_nobody_else_on_the_machine_can_ask(self, traps: Visitor) -> None:
        assert traps.run.page.targets.main
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", PORT)):
            await asyncio.Event().wait()
