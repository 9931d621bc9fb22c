"""Turns the parts of a page that is too long even when set tightly."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.events import Touched
from kiosk.presentation.page import Action
from screens.geometry import Box
from screens.semantics import TURNS
from screens.sheet import Sheet
from screens.theme import Theme
from screens.widgets.buttons import CHIP, draw_button
from screens.words import Words


@dataclass(slots=True)
class Pager:
    """Which part of the body is shown; `changed` asks for the page to be set again."""

    words: Words
    changed: Callable[[], None]
    parts: int = 1
    part: int = 0

    def height(self, theme: Theme) -> int:
        return theme.px(28)

    def draw(self, sheet: Sheet, box: Box) -> None:
        self.part = min(self.part, self.parts - 1)
        theme = sheet.theme
        row = box.base(theme.px(23.3))
        up, down = row.columns(2, theme.gap(5.5))
        for name, label, icon, place, step in (
            ("more.up", self.words.up, "caret-up", up, -1),
            (TURNS, self.words.down, "caret-down", down, 1),
        ):
            possible = 0 <= self.part + step < self.parts
            action = Action(name, label, Touched(), icon, enabled=possible)
            draw_button(sheet, place, action, lambda step=step: self._turn(step), dress=CHIP)  # type: ignore[misc]

    def _turn(self, step: int) -> None:
        self.part = min(self.parts - 1, max(0, self.part + step))
        self.changed()
