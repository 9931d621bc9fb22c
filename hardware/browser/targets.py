"""The browser's targets: the one page, its frames and workers, each guarded before it may run."""

import asyncio
from typing import Any

from hardware.browser import eye
from hardware.browser.link import Link
from kiosk.contracts.portal import Contrast

_ATTACH: dict[str, Any] = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
_EVERYTHING: dict[str, Any] = {"patterns": [{"urlPattern": "*"}], "handleAuthRequests": True}
_WITH_DOCUMENT = ("page", "iframe")
_WORKERS = ("worker", "shared_worker", "service_worker")


class Targets:
    """Keeps to one page: `main` is its session; whatever else opens as a page is closed."""

    def __init__(self, link: Link, contrast: Contrast) -> None:
        self.main = ""
        self.main_target = ""
        self.frame = ""
        self.attached = asyncio.Event()
        self._link = link
        self._contrast = contrast
        self._script = eye.script()

    async def open(self) -> None:
        """Have every target come here. Raises LinkLost, CommandRefused."""
        await self._link.call("Browser.setDownloadBehavior", behavior="deny", eventsEnabled=True)
        await self._link.call("Browser.grantPermissions", permissions=[])
        await self._link.call("Target.setDiscoverTargets", discover=True)
        await self._link.call("Target.setAutoAttach", **_ATTACH)

    async def lock(self) -> None:
        """Put all guards on the page. Raises LinkLost, CommandRefused."""
        await asyncio.gather(*self._guard(self.main))
        post, main = self._link.post, self.main
        await asyncio.gather(
            post("Network.enable", main, maxTotalBufferSize=1, maxResourceBufferSize=1),
            post("Emulation.setFocusEmulationEnabled", main, enabled=True),
            post("Emulation.setEmulatedMedia", main, features=_media(self._contrast)),
        )
        tree = await self._link.call("Page.getFrameTree", main)
        self.frame = str(tree["frameTree"]["frame"]["id"])

    def attach(self, data: dict[str, Any]) -> None:
        """Heed `Target.attachedToTarget`."""
        session, target = str(data["sessionId"]), data["targetInfo"]
        kind = target["type"]
        if kind == "page" and not self.main:
            self.main, self.main_target = session, str(target["targetId"])
            self._link.post("Runtime.runIfWaitingForDebugger", session)
            self.attached.set()
            return
        if kind in ("page", "other"):
            # It must run to be closed: until then it holds up the page that opened it.
            self._link.post("Fetch.enable", session, **_EVERYTHING)
            self._link.post("Target.closeTarget", targetId=target["targetId"])
            self._link.post("Runtime.runIfWaitingForDebugger", session)
            return
        if kind in _WITH_DOCUMENT:
            self._guard(session)
        elif kind in _WORKERS:
            self._link.post("Fetch.enable", session, **_EVERYTHING)
            self._link.post("Target.setAutoAttach", session, **_ATTACH)
        self._link.post("Runtime.runIfWaitingForDebugger", session)

    def _guard(self, session: str) -> list["asyncio.Future[Any]"]:
        """Send what guards a document; the browser carries it out in this order."""
        post = self._link.post
        return [
            post("Fetch.enable", session, **_EVERYTHING),
            post("Target.setAutoAttach", session, **_ATTACH),
            post("Page.enable", session),
            post("Page.setInterceptFileChooserDialog", session, enabled=True),
            post("Runtime.enable", session),
            post("Runtime.addBinding", session, name=eye.WORLD, executionContextName=eye.WORLD),
            post(
                "Page.addScriptToEvaluateOnNewDocument",
                session,
                source=self._script,
                worldName=eye.WORLD,
                runImmediately=True,
            ),
        ]


def _media(contrast: Contrast) -> list[dict[str, str]]:
    """Answer the media features that a portal sees (Media Queries 5)."""
    wished = {"prefers-reduced-motion": "reduce"}
    if contrast is not Contrast.STANDARD:
        wished |= {
            "forced-colors": "active",
            "prefers-contrast": "more",
            "prefers-color-scheme": contrast.value,
        }
    return [{"name": name, "value": value} for name, value in wished.items()]
