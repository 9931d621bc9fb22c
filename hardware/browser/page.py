"""The portal's page: what the browser tells of it becomes news, and what must not happen is stopped."""

from collections.abc import Callable
from typing import Any

from hardware.browser import BrowserFault, activation, eye, requests
from hardware.browser.activation import Call, Reply
from hardware.browser.eye import EidLink, Focus, Place, Sign
from hardware.browser.hosts import allowed
from hardware.browser.keys import Keystroke
from hardware.browser.link import CommandRefused, Link
from hardware.browser.navigation import Navigation
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
    PortalNews,
    PortalTouched,
)

_REFUSALS_APART = 0.05


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
        self.navigation = Navigation(
            link, self.targets, portal, clock, tell, lambda url: self._follow(EidLink(url))
        )
        self._link = link
        self._portal = portal
        self._clock = clock
        self._tell = tell
        self._focus = Focus()
        self._begun = False
        self._refused_at = -_REFUSALS_APART
        self._asked = 0
        self._asking_frame = ("", "")
        self._asking = False
        self._heeding: dict[str, Callable[[str, dict[str, Any]], None]] = {
            **self.navigation.heeding,
            "Target.attachedToTarget": lambda _, data: self.targets.attach(data),
            "Target.detachedFromTarget": self._detached,
            "Target.targetCrashed": self._ended,
            "Target.targetDestroyed": self._ended,
            "Fetch.requestPaused": self._paused,
            "Fetch.authRequired": self._password_wanted,
            "Browser.downloadWillBegin": lambda _, __: self._refuse(),
            "Page.fileChooserOpened": lambda _, __: self._refuse(),
            "Page.windowOpen": self._window_wanted,
            "Page.javascriptDialogOpening": self._dialog,
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
        self.navigation.go(self._portal.start)

    async def stroke(self, keystroke: Keystroke) -> None:
        """Press or release a key where the focus is. Raises LinkLost."""
        place = self._focus.place
        try:
            session = place.session if place else self.targets.main
            await self._link.call("Input.dispatchKeyEvent", session, **keystroke)
        except CommandRefused:  # the frame with the field is just gone
            return

    def answer(self, serial: int, refresh: str | None) -> None:
        """Send who asked for the eID on to `refresh`; as every address it must be the portal's."""
        if serial != self._asked or not self._asking:
            return
        self._asking = False
        if refresh is not None:
            self.navigation.go_in(*self._asking_frame, refresh)

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
                self._ask(token, (session, paused.frame))

    def _fulfil(self, session: str, paused: requests.Paused, reply: Reply) -> None:
        self._link.post("Fetch.fulfillRequest", session, **requests.answering(paused, reply))

    def _ask(self, token: str, frame: tuple[str, str]) -> None:
        """Tell of a call to the eID client; one at a time, others come to nothing."""
        if self._asking:
            return
        self._asking = True
        self._asked += 1
        self._asking_frame = frame
        self._tell(EidAsked(self._asked, token))

    def _refuse(self) -> None:
        """Tell that something was not followed; a portal must not flood with it."""
        if self.navigation.hopeless:
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

    def _password_wanted(self, session: str, data: dict[str, Any]) -> None:
        """Have no window of the browser's own ask for a password (HTTP authentication)."""
        self._link.post(
            "Fetch.continueWithAuth",
            session,
            requestId=data.get("requestId"),
            authChallengeResponse={"response": "CancelAuth"},
        )

    def _window_wanted(self, _session: str, data: dict[str, Any]) -> None:
        """Show here what wanted a window of its own; that one is closed as it comes."""
        url = str(data.get("url", ""))
        if allowed(self._portal, url) or activation.is_client(url):
            self.navigation.go(url)
        else:
            self._refuse()

    def _dialog(self, session: str, data: dict[str, Any]) -> None:
        """Pass over a notice; answer a question, which nobody saw, with no."""
        kind = data.get("type")
        agreed = kind in ("alert", "beforeunload")
        self._link.post("Page.handleJavaScriptDialog", session, accept=agreed)
        if not agreed:
            self._refuse()

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
            self._ask(call.tc_token_url, (self.targets.main, self.targets.frame))
        else:
            self._refuse()

    def _context_gone(self, session: str, data: dict[str, Any]) -> None:
        self._left(self._focus.left(Place(session, int(data.get("executionContextId", 0)))))

    def _left(self, news: PortalNews | None) -> None:
        if news is not None:
            self._tell(news)
