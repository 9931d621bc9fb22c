"""Kivy's window, hardened: nothing but touches of the page and the keypad reaches anything.

As shipped, Kivy opens its settings on F1 and quits on Escape. Here every key of a keyboard is
swallowed (the tactile keypad comes in by its own port), and the window does not close on request.
"""

from collections.abc import Callable

from kivy.app import App
from kivy.core.window import Window
from kivy.uix.widget import Widget

from screens.theme import DisplayProfile
from screens.touches import Touches

_HARDENED = ("on_request_close", "on_key_down", "on_key_up", "on_textinput")


def harden(display: DisplayProfile) -> None:
    """Close what Kivy leaves open, and let the window be as large as the display."""
    if tuple(Window.size) != (display.width, display.height):
        Window.size = (display.width, display.height)
    Window.bind(**dict.fromkeys(_HARDENED, refuse))


def release() -> None:
    Window.unbind(**dict.fromkeys(_HARDENED, refuse))


def refuse(*_: object, **__: object) -> bool:
    """Answer Kivy that this has been dealt with."""
    return True


class Ground(Widget):  # type: ignore[misc]  # Kivy carries no types
    """The whole window as one widget: touches are found by the page's own targets."""

    def __init__(self, touches: Touches, alive: Callable[[], None]) -> None:
        super().__init__()
        self._touches, self._alive = touches, alive

    def on_touch_down(self, touch: object) -> bool:
        self._alive()
        self._touches.down(touch, touch.x, touch.y)  # type: ignore[attr-defined]  # Kivy's touch
        return True

    def on_touch_move(self, touch: object) -> bool:
        self._touches.move(touch, touch.x, touch.y)  # type: ignore[attr-defined]
        return True

    def on_touch_up(self, touch: object) -> bool:
        self._touches.up(touch, touch.x, touch.y)  # type: ignore[attr-defined]
        return True


class KioskApp(App):  # type: ignore[misc]  # Kivy carries no types
    """Kivy's application without its settings panel (F1)."""

    use_kivy_settings = False

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground

    def build(self) -> Ground:
        return self.ground

    def open_settings(self, *_: object) -> bool:
        return False

    def load_kv(self, *_: object, **__: object) -> bool:
        return False
