"""Lays pages out without a window, for tests of geometry, words and meaning."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from kiosk.contracts.eid import EidReply
from kiosk.domain.events import CitizenEvent
from kiosk.presentation.page import Look, Page
from screens.gallery import gallery
from screens.layout import page_layout
from screens.layout.page_layout import PageView
from screens.paint.ink import StrokeInk
from screens.semantics import Spoken
from screens.sheet import Sheet
from screens.strokes import NoPad
from screens.theme import PORTRAIT, DisplayProfile, Theme
from screens.widgets.block import Context
from screens.words import words


class Setting:
    """A page with its widgets, set again after every change, as the stage does it."""

    def __init__(self, page: Page, profile: DisplayProfile = PORTRAIT) -> None:
        self.emitted: list[CitizenEvent | EidReply] = []
        self.said: list[Spoken] = []
        self.profile = profile
        context = Context(
            emit=self.emitted.append, speak=self.said.append, changed=lambda: None,
            ink=StrokeInk(), pad=NoPad(), words=words(page.look.language),
            language=page.look.language,
        )  # fmt: skip
        self.view: PageView = page_layout.build(page, context)

    @property
    def sheet(self) -> Sheet:
        page = self.view.page
        theme = Theme.of(self.profile, page.look, page.paper)
        return page_layout.lay_out(self.view, theme)

    def update(self, page: Page) -> None:
        page_layout.update(self.view, page)

    def press(self, name: str) -> None:
        target = next(target for target in self.sheet.targets if target.id == name)
        assert target.enabled, f"{name} is disabled"
        target.act()

    def has(self, name: str) -> bool:
        return any(target.id == name for target in self.sheet.targets)


def set_page(page: Page, profile: DisplayProfile = PORTRAIT) -> Sheet:
    return Setting(page, profile).sheet


def page_named(name: str, look: Look | None = None) -> Page:
    return next(page for page in gallery(look or Look()) if page.id == name)


def longer(page: Page) -> Page:
    """Answer the page in a pseudo-language 40 % longer than German, still words of people's length."""
    return replace(page, **{f.name: _longer(getattr(page, f.name), f.name) for f in fields(page)})


_KEPT = {"id", "icon", "name", "language", "intent", "look", "link", "handles", "question", "keys"}
_VOWELS = "aeiouäöüAEIOU"


def _longer(value: Any, name: str) -> Any:
    if name in _KEPT:
        return value
    if name == "items":
        return tuple((icon, stretched(text)) for icon, text in value)
    if isinstance(value, str) and type(value) is str and name != "value":
        return stretched(value)
    if isinstance(value, tuple):
        return tuple(_longer(item, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _longer(getattr(value, f.name), f.name) for f in fields(value)}
        return replace(value, **changes)
    return value


def stretched(text: str) -> str:
    """Answer the text 40 % longer, its words still of people's length."""
    if len(text) < 3:
        return text
    room = round(len(text) * 0.4)
    words = []
    for word in text.split(" "):
        if room > 0 and 3 < len(word) < 14:
            at = next((i for i, c in enumerate(word) if c in _VOWELS), 1)
            words.append(word[: at + 1] + word[at] * min(2, room) + word[at + 1 :])
            room -= 2
        else:
            words.append(word)
    while room > 0:
        words.append("und"[: max(2, room)])
        room -= 4
    return " ".join(words)
