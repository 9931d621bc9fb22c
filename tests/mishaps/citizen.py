"""A citizen at a running session: waits for what the page offers, presses it, and reads what is told."""

import asyncio
from collections.abc import Callable, Mapping

from hardware.patience import within
from kiosk.clock import SystemClock
from kiosk.contracts.eid import Digits
from kiosk.contracts.private import Secret
from kiosk.domain.events import Answered, EidReplied, Event
from kiosk.domain.state import Session
from kiosk.presentation.page import Action, Banner, Fact, Facts, Field, Note, Page, PinPad
from tests.actions import actions
from tests.terminal import page_of, texts

PATIENCE = 60.0  # seconds of the machine, which may be busy


class Citizen:
    """`feed` takes what the citizen does; the session's runner calls `show` with each new state."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.feed: Callable[[Event], None] = lambda _event: None
        self.pages: list[str] = []
        self._shown = asyncio.Event()

    def show(self, session: Session) -> None:
        self.session = session
        if not self.pages or self.pages[-1] != self.page.id:
            self.pages.append(self.page.id)
        self._shown.set()

    @property
    def page(self) -> Page:
        return page_of(self.session)

    @property
    def offered(self) -> Mapping[str, Action]:
        """What can be pressed now."""
        return {action.id: action for action in actions(self.page) if action.enabled}

    @property
    def notes(self) -> str:
        """What boxes and banners say."""
        return " ".join(b.text for b in self.page.blocks if isinstance(b, Note | Banner))

    def told(self, label: str) -> str:
        """Answer the fact that stands under the label, a message id."""
        found = [fact.value for fact in self._facts() if fact.label == text(label)]
        assert found, f"page '{self.page.id}' tells nothing of '{text(label)}'"
        return found[0]

    async def sees(self, holds: Callable[[], object], what: str) -> None:
        """Wait until it holds; fails with the page's name when it never does."""
        try:
            await within(SystemClock(), PATIENCE, self._until(holds))
        except TimeoutError:
            offered = ", ".join(self.offered)
            message = f"waited in vain for {what} at '{self.page.id}' ({offered}): {self.notes}"
            raise AssertionError(message) from None

    async def at(self, page: str) -> None:
        await self.sees(lambda: self.page.id == page, f"page '{page}'")

    async def presses(self, *names: str) -> None:
        """Press one after the other, each as soon as it is offered."""
        for name in names:
            await self.sees_offered(name)
            self.feed(self.offered[name].intent)

    async def sees_offered(self, name: str) -> None:
        await self.sees(lambda: name in self.offered, f"'{name}'")

    def types(self, words: str) -> None:
        """Type into the field or the pad for digits that the page has."""
        for block in self.page.blocks:
            if isinstance(block, Field):
                self.feed(Answered(block.question, words))
                return
            if isinstance(block, PinPad):
                self.feed(EidReplied(Digits(block.kind, Secret(words.encode()))))
                return
        raise AssertionError(f"there is nothing to type into on page '{self.page.id}'")

    def _facts(self) -> list[Fact]:
        return [f for block in self.page.blocks if isinstance(block, Facts) for f in block.facts]

    async def _until(self, holds: Callable[[], object]) -> None:
        while not holds():
            self._shown.clear()
            await self._shown.wait()


def text(message: str) -> str:
    """Answer a message as the German page says it."""
    return texts()["de"](message)
