"""The portal's page: what the browser tells of it becomes news, and what must not happen is stopped."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hardware.browser import BrowserFault, activation, eye, requests
from hardware.browser.activation import Call, Reply
from hardware.browser.eye import EidLink, Focus, Place, Sign
from hardware.browser.hosts import allowed
from hardware.browser.keys import Keystroke
from hardware.browser.link import CommandRefused, Link, LinkLost
from hardware.browser.proto import Event
from hardware.browser.requests import Go, Stop
from hardware.browser.targets import Targets
from kiosk.contracts.clock import Clock
from kiosk.contracts.portal import (
    Contrast,
    EidAsked,
    FieldKind,
    LinkRefused,
    Portal,
    PortalBroken,
    PortalLoading,
    PortalNews,
    PortalShown,
    PortalTouched,
)

_REFUSALS_APART = 0.05
_RESTORED = "BackForwardCacheRestore"
_UNTRUSTED = ("net::ERR_CERT_", "net::ERR_SSL_")


class Page:
    """One visit's page. `heed` takes events as they come; news go to `tell` in their order."""

    def __init__(
        self,
        link: Link,
        portal: Portal,
        clock: Clock,
        tell: Callable[[PortalNews], None],
        contrast: Contrast,
    ) -> None:
        self.targets = Targets(link, contrast)
        self.loading = 0
        self._link = link
        self._portal = portal
        self._clock = clock
        self._tell = tell
        self._focus = Focus()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loads = 0
        self._begun = False
        self._failure = ""
        self._astray = False
        self._stood = (0, portal.start)
        self._shown_once = False
        self._refused_at = -_REFUSALS_APART
        self._asked = 0
        self._asking_frame = ""
        self._asking = False
        self._heeding: dict[str, Callable[[str, dict[str, Any]], None]] = {
            "Target.attachedToTarget": lambda _, data: self.targets.attach(data),
            "Target.detachedFromTarget": self._detached,
            "Target.targetCrashed": self._ended,
            "Target.targetDestroyed": self._ended,
            "Fetch.requestPaused": self._paused,
            "Browser.downloadWillBegin": lambda _, __: self._refuse(),
            "Page.fileChooserOpened": lambda _, __: self._refuse(),
            "Page.windowOpen": self._window_wanted,
            "Page.javascriptDialogOpening": self._dialog,
            "Network.loadingFailed": self._failed,
            "Page.frameStartedNavigating": self._started,
            "Page.frameNavigated": self._navigated,
            "Page.navigatedWithinDocument": self._moved_within,
            "Page.domContentEventFired": self._stands,
            "Page.frameStoppedLoading": self._stopped,
            "Runtime.bindingCalled": self._told,
            "Runtime.executionContextDestroyed": self._context_gone,
            "Runtime.executionContextsCleared": lambda session, _: self._left(
                self._focus.gone(session)
            ),
        }

    def heed(self, event: Event) -> None:
        heeding = self._heeding.get(event.name)
        if heeding is not None and (self._begun or event.name.startswith("Target.")):
            heeding(event.session, event.data)

    def begin(self) -> None:
        """Go to the portal; only from here on news are told."""
        self._begun = True
        self.go(self._portal.start)

    def go(self, url: str, frame: str = "") -> None:
        where = {"frameId": frame} if frame else {}
        self._link.post("Page.navigate", self.targets.main, url=url, **where)

    async def stroke(self, keystroke: Keystroke) -> None:
        """Press or release a key where the focus is. Raises LinkLost."""
        place = self._focus.place
        try:
            session = place.session if place else self.targets.main
            await self._link.call("Input.dispatchKeyEvent", session, **keystroke)
        except CommandRefused:  # the frame with the field is just gone
            return

    async def back(self) -> None:
        """Go back one page, if there is one of this visit. Raises LinkLost."""
        history = await self._history()
        current = int(history.get("currentIndex", 0))
        if current > 0:
            entry = history["entries"][current - 1]["id"]
            self._link.post("Page.navigateToHistoryEntry", self.targets.main, entryId=entry)

    def answer(self, serial: int, refresh: str | None) -> None:
        """Send who asked for the eID on to `refresh`, if it belongs to the portal."""
        if serial != self._asked or not self._asking:
            return
        self._asking = False
        if refresh is None:
            return
        if allowed(self._portal, refresh):
            main = self._asking_frame == self.targets.frame
            self.go(refresh, "" if main else self._asking_frame)
        else:
            self._refuse()

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _paused(self, session: str, data: dict[str, Any]) -> None:
        paused = requests.read(data)
        if paused is None:
            return
        verdict = requests.judge(paused, self._portal, self.targets.frame)
        match verdict:
            case Go():
                self._link.post("Fetch.continueRequest", session, requestId=paused.id)
            case Stop(told):
                self._link.post("Fetch.failRequest", session, **requests.stopping(paused, verdict))
                if told:
                    self._refuse()
            case Reply():
                self._fulfil(session, paused, verdict)
            case Call(token):
                # The page stays; who waits with a request open could not be typed into meanwhile.
                self._fulfil(session, paused, activation.STAY)
                self._ask(token, paused.frame)

    def _fulfil(self, session: str, paused: requests.Paused, reply: Reply) -> None:
        self._link.post("Fetch.fulfillRequest", session, **requests.answering(paused, reply))

    def _ask(self, token: str, frame: str) -> None:
        """Tell of a call to the eID client; one at a time, others come to nothing."""
        if self._asking:
            return
        self._asking = True
        self._asked += 1
        self._asking_frame = frame
        self._tell(EidAsked(self._asked, token))

    def _refuse(self) -> None:
        """Tell that something was not followed; a portal must not flood with it."""
        if self.loading and not self._shown_once:
            self._break(BrowserFault.UNREACHABLE)
        now = self._clock.monotonic()
        if now - self._refused_at >= _REFUSALS_APART:
            self._refused_at = now
            self._tell(LinkRefused())

    def _break(self, fault: BrowserFault) -> None:
        self._tell(PortalBroken(fault))

    def _detached(self, _session: str, data: dict[str, Any]) -> None:
        session = str(data.get("sessionId", ""))
        if session == self.targets.main:
            self._break(BrowserFault.NOT_RUNNING)
        self._left(self._focus.gone(session))

    def _ended(self, _session: str, data: dict[str, Any]) -> None:
        if data.get("targetId") == self.targets.main_target:
            self._break(BrowserFault.NOT_RUNNING)

    def _window_wanted(self, _session: str, data: dict[str, Any]) -> None:
        """Show here what wanted a window of its own; that one is closed as it comes."""
        url = str(data.get("url", ""))
        if allowed(self._portal, url) or activation.is_client(url):
            self.go(url)
        else:
            self._refuse()

    def _dialog(self, session: str, data: dict[str, Any]) -> None:
        """Pass over a notice; answer a question, which nobody saw, with no."""
        kind = data.get("type")
        agreed = kind in ("alert", "beforeunload")
        self._link.post("Page.handleJavaScriptDialog", session, accept=agreed)
        if not agreed:
            self._refuse()

    def _started(self, session: str, data: dict[str, Any]) -> None:
        if session != self.targets.main or data.get("frameId") != self.targets.frame:
            return
        if data.get("navigationType") == "sameDocument" or self.loading:
            return
        self._loads += 1
        self.loading = self._loads
        self._tell(PortalLoading())

    def _navigated(self, session: str, data: dict[str, Any]) -> None:
        frame = data.get("frame", {})
        if session != self.targets.main or "parentId" in frame:
            return
        failed = str(frame.get("unreachableUrl", ""))
        self._astray = bool(failed)
        if not failed:
            if data.get("type") == _RESTORED:  # it stands already, and no other event says so
                self.loading = 0
                self._later(self._show(first=False))
            return
        if activation.is_client(failed) or not allowed(self._portal, failed):
            # The managed policy put a page of its own in place; `_show` comes back from it.
            self._follow(EidLink(failed))
        else:
            untrusted = self._failure.startswith(_UNTRUSTED)
            self._break(BrowserFault.NOT_TRUSTED if untrusted else BrowserFault.UNREACHABLE)

    def _failed(self, session: str, data: dict[str, Any]) -> None:
        """Keep why a page did not come; it is told just before the error page stands."""
        if session == self.targets.main and data.get("type") == "Document":
            self._failure = str(data.get("errorText", ""))

    def _return(self, history: dict[str, Any]) -> None:
        """Go back to the page that stood before, wherever it is now."""
        entry, url = self._stood
        if any(known["id"] == entry for known in history.get("entries", ())):
            self._link.post("Page.navigateToHistoryEntry", self.targets.main, entryId=entry)
        else:  # the error page took the place of the page that it was called from
            self.go(url)

    def _stands(self, session: str, data: dict[str, Any]) -> None:
        """Heed the end of loading: a new page stands, or the old one still does."""
        here = data.get("frameId") in (None, self.targets.frame)
        if session != self.targets.main or not here or not self.loading:
            return
        first = not self._shown_once
        self._shown_once = True
        self.loading = 0
        self._later(self._show(first=first))

    def _stopped(self, session: str, data: dict[str, Any]) -> None:
        if not self._astray:
            self._stands(session, data)

    def _moved_within(self, session: str, data: dict[str, Any]) -> None:
        if session == self.targets.main and data.get("frameId") == self.targets.frame:
            self._later(self._show(first=False))

    async def _show(self, *, first: bool) -> None:
        if first:
            # The page of nowhere, before the first, is nothing to go back to.
            await self._link.call("Page.resetNavigationHistory", self.targets.main)
        history = await self._history()
        if self._astray:
            self._return(history)
            return
        if self.loading:
            return
        current = int(history.get("currentIndex", 0))
        entry = history["entries"][current]
        self._stood = (int(entry["id"]), str(entry["url"]))
        self._tell(PortalShown(back=current > 0))

    def _told(self, session: str, data: dict[str, Any]) -> None:
        if data.get("name") != eye.WORLD:
            return
        place = Place(session, int(data.get("executionContextId", 0)))
        match eye.read(data.get("payload")):
            case FieldKind() as kind:
                self._tell(self._focus.entered(place, kind))
            case EidLink() as link:
                self._follow(link)
            case Sign.LEFT:
                self._left(self._focus.left(place))
            case Sign.TOUCHED:
                self._tell(PortalTouched())
            case Sign.REFUSED:
                self._refuse()
            case Sign.RESIZED if (field := self._focus.place) is not None:
                self._link.post(
                    "Runtime.evaluate",
                    field.session,
                    expression=eye.REVEAL,
                    contextId=field.context,
                )

    def _follow(self, link: EidLink) -> None:
        """Take a link of another scheme: an app's link to the eID client, or nothing."""
        asked = activation.Request("GET", link.url, page=True)
        call = activation.read(asked, self._portal) if activation.is_client(link.url) else None
        if isinstance(call, Call):
            self._ask(call.tc_token_url, self.targets.frame)
        else:
            self._refuse()

    def _context_gone(self, session: str, data: dict[str, Any]) -> None:
        self._left(self._focus.left(Place(session, int(data.get("executionContextId", 0)))))

    def _left(self, news: PortalNews | None) -> None:
        if news is not None:
            self._tell(news)

    async def _history(self) -> dict[str, Any]:
        return await self._link.call("Page.getNavigationHistory", self.targets.main)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_tolerant(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _tolerant(work: Coroutine[Any, Any, None]) -> None:
    """Do what a page that is gone meanwhile needs no more."""
    try:
        await work
    except (LinkLost, CommandRefused):
        return
