"""The dock's window: shows a layout, finds what the mouse presses, points at and scrolls.

`prepare` must have been called before this module is imported.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from kivy.app import App
from kivy.clock import Clock as KivyClock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.contracts.clock import Clock
from screens.images import NoImages
from screens.paint.painter import Painter
from screens.sheet import Sheet, Target
from screens.touches import Touches

WHEEL = 60  # pixels for one notch


class Layout(Protocol):
    """What is shown, how high it is, and how much of what was opened is not seen."""

    sheet: Sheet
    extent: int
    hidden: int


class DockWindow:
    """Asks `lay_out(scroll, pressed)` for the layout.

    `point_at` gets the id of what the mouse is over, "" for nothing.
    """

    def __init__(
        self,
        height: int,
        lay_out: Callable[[int, str], Layout],
        point_at: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self.shown = asyncio.Event()
        self._height = height
        self._lay_out = lay_out
        self._point_at = point_at
        self._painter = Painter(height, NoImages())
        self._touches = Touches(clock, self._target_at, self._target, self.refresh)
        self._sheet: Sheet | None = None
        self._scroll = self._extent = 0
        self._over = ""
        self._reveals = False
        self._draw = KivyClock.create_trigger(self._show, -1)
        ground = _Ground(self._touches, self._wheel)
        ground.canvas.add(self._painter.group)
        self._app = _DockApp(ground)
        Window.bind(mouse_pos=self._moved)

    async def run(self) -> None:
        """Show the window until it is closed or `stop` is called."""
        self.refresh()
        await self._app.async_run(async_lib="asyncio")

    def stop(self) -> None:
        self._app.stop()

    def refresh(self, *, reveal: bool = False) -> None:
        """Lay out anew with the next frame; `reveal` scrolls to what has been opened."""
        self._reveals = self._reveals or reveal
        self._draw()

    def _show(self, _dt: float) -> None:
        laid = self._lay_out(self._scroll, self._touches.pressed)
        if self._reveals and laid.hidden:
            self._scroll += laid.hidden
            laid = self._lay_out(self._scroll, self._touches.pressed)
        self._reveals = False
        self._sheet, self._extent = laid.sheet, laid.extent
        for _ in self._painter.paint(self._sheet.finished(), self._sheet.theme.palette.ground):
            pass
        self.shown.set()

    def _wheel(self, notches: int) -> None:
        most = max(0, self._extent - self._height)
        self._scroll = min(most, max(0, self._scroll + notches * WHEEL))
        self.refresh()

    def _moved(self, _window: object, place: tuple[float, float]) -> None:
        target = self._target_at(*place)
        over = target.id if target is not None else ""
        if over != self._over:
            self._over = over
            self._point_at(over)

    def _target_at(self, x: float, y: float) -> Target | None:
        targets = self._sheet.targets if self._sheet is not None else ()
        down = self._height - y
        return next((target for target in targets if target.box.holds(x, down)), None)

    def _target(self, name: str) -> Target | None:
        targets = self._sheet.targets if self._sheet is not None else ()
        return next((target for target in targets if target.id == name), None)


class _Ground(Widget):  # type: ignore[misc]  # Kivy carries no types
    """The whole window as one widget."""

    def __init__(self, touches: Touches, wheel: Callable[[int], None]) -> None:
        super().__init__()
        self._touches, self._wheel = touches, wheel

    def on_touch_down(self, touch: object) -> bool:
        if touch.is_mouse_scrolling:  # type: ignore[attr-defined]  # Kivy's touch
            self._wheel(-1 if touch.button == "scrolldown" else 1)  # type: ignore[attr-defined]
        else:
            self._touches.down(touch, touch.x, touch.y)  # type: ignore[attr-defined]
        return True

    def on_touch_move(self, touch: object) -> bool:
        self._touches.move(touch, touch.x, touch.y)  # type: ignore[attr-defined]
        return True

    def on_touch_up(self, touch: object) -> bool:
        self._touches.up(touch, touch.x, touch.y)  # type: ignore[attr-defined]
        return True


class _DockApp(App):  # type: ignore[misc]  # Kivy carries no types
    """Kivy's application without its settings panel and its search for a kv file."""

    use_kivy_settings = False
    title = "Simulated devices"

    def __init__(self, ground: _Ground) -> None:
        super().__init__()
        self._ground = ground

    def build(self) -> _Ground:
        return self._ground

    def open_settings(self, *_: object) -> bool:
        return False

    def load_kv(self, filename: str | None = None) -> bool:  # noqa: ARG002 - Kivy's argument
        return False
