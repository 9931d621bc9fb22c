"""The frame that the browser's window is put into: it is shown, moved and hidden by this alone.

A window inside a window of ours is cut off at its edges by the display itself: whatever the
browser does, it cannot reach over the terminal's bar and keyboard. It works with and without a
window manager. What pops up from the browser (lists to choose from) comes as windows of its own;
these are cut to the same area, and every other window of the browser is taken off the screen.
"""

import asyncio
from itertools import product

from hardware.browser.xcb import (
    CONFIGURE_NOTIFY,
    CREATE_NOTIFY,
    DESTROY_NOTIFY,
    MAP_NOTIFY,
    MAP_REQUEST,
    SUBSTRUCTURE_NOTIFY,
    SUBSTRUCTURE_REDIRECT,
    Display,
    Event,
    NoDisplay,
    sides,
)
from kiosk.contracts.clock import Clock
from kiosk.contracts.portal import Area

__all__ = ["Frame", "NoDisplay", "NoWindow"]

_STEP = 0.02
_UNUSED = Area(0, 0, 640, 640)
_SMALLEST = 64
_ANY_KEY = 0
_ANY_MODIFIER = 1 << 15
_SHIFT, _LOCK, _CONTROL, _ALT, _NUM, _MOD3, _SUPER, _ALT_GR = (1 << bit for bit in range(8))
# F1 to F10, F11, F12, and the keys of browsers (back, forward, reload, home, …) in evdev's keycodes.
_FUNCTION_KEYS = (*range(67, 77), 95, 96, 107, *range(135, 147), *range(148, 256))


class NoWindow(Exception):
    """The browser showed no window."""


class Frame:
    """One frame for one browser process; used from one event loop only."""

    def __init__(self, clock: Clock) -> None:
        """Connect to the display. Raises NoDisplay."""
        self._clock = clock
        self._display = Display()
        self._area = _UNUSED
        self._shown = False
        self._closed = False
        self._window = 0
        self._clients: set[int] = set()
        self._popups: dict[int, Area] = {}
        # Where nobody else says so, the browser is told how far its lists may reach.
        self._bare = not self._display.has_manager()
        self._focus_before = 0
        self._display.watch(self._display.root, SUBSTRUCTURE_NOTIFY)
        self._frame = self._display.create(_UNUSED, SUBSTRUCTURE_NOTIFY | SUBSTRUCTURE_REDIRECT)
        self._keep_shortcuts()
        self._display.flush()
        asyncio.get_running_loop().add_reader(self._display.fileno(), self._see)

    @property
    def visible(self) -> bool:
        """Whether the browser's window is on the screen, asked of the display itself."""
        return not self._closed and self._display.mapped(self._window)

    @property
    def outside(self) -> tuple[int, int]:
        """A corner off the screen, where the browser's window may appear until it is taken in."""
        return self._display.width + _UNUSED.width, self._display.height + _UNUSED.height

    async def adopt(self, process: int, seconds: float) -> None:
        """Take the window of that process in. Raises NoWindow after `seconds`."""
        until = self._clock.monotonic() + seconds
        while not self._find(process):
            if self._clock.monotonic() > until:
                raise NoWindow
            await self._clock.sleep(_STEP)
        self._display.reparent(self._window, self._frame)
        self._display.map(self._window)
        self._fit()

    def show(self, area: Area) -> None:
        if self._closed:
            return
        self._area = area
        if not self._shown:
            self._shown = True
            self._focus_before = self._display.focused()
        if self._bare:
            self._display.offer(area)
        self._display.place(self._frame, area)
        self._fit()
        self._display.map(self._frame)
        self._display.raise_(self._frame)
        # A browser that thinks itself in the background opens no lists.
        self._display.focus(self._window)
        self._display.flush()

    def hide(self) -> None:
        if not self._shown or self._closed:
            return
        self._shown = False
        self._display.unmap(self._frame)
        for popup in self._popups:
            self._display.unmap(popup)
        if self._focus_before:
            self._display.focus(self._focus_before)
        self._display.flush()

    def close(self) -> None:
        """Take frame and window off the screen for good."""
        if self._closed:
            return
        self.hide()
        if self._bare:
            self._display.offer(None)
            self._display.flush()
        self._closed = True
        asyncio.get_running_loop().remove_reader(self._display.fileno())
        self._display.close()

    def _find(self, process: int) -> bool:
        """Look for the process's windows: its largest is the one to take in."""
        for window in self._display.children():
            if window == self._frame or self._display.process(window) != process:
                continue
            self._clients.add(self._display.client(window))
            size = self._display.size(window)
            if size is not None and min(size.width, size.height) >= _SMALLEST:
                self._window = window
        return bool(self._window)

    def _fit(self) -> None:
        """Have the browser's window fill the frame, and know where on the screen it is."""
        inside = Area(0, 0, self._area.width, self._area.height)
        self._display.place(self._window, inside)
        self._display.tell_place(self._window, self._area)
        self._display.flush()

    def _see(self) -> None:
        for event in self._display.events():
            self._heed(event)
        if self._display.broken:
            asyncio.get_running_loop().remove_reader(self._display.fileno())
        else:
            self._display.flush()

    def _heed(self, event: Event) -> None:
        if event.kind == DESTROY_NOTIFY:
            self._popups.pop(event.window, None)
        if event.window in (self._frame, self._window):
            if event.kind == MAP_REQUEST:
                self._display.map(event.window)
            return
        if self._display.client(event.window) not in self._clients:
            return
        match event.kind:
            case _ if event.kind in (CREATE_NOTIFY, CONFIGURE_NOTIFY) and event.override_redirect:
                if event.area is not None:
                    self._popups[event.window] = event.area
                    self._clip(event.window, event.area)
            case _ if event.kind == MAP_NOTIFY and (not event.override_redirect or not self._shown):
                self._display.unmap(event.window)

    def _clip(self, popup: int, area: Area) -> None:
        inside = sides((area, self._area))
        own = Area(inside.left - area.left, inside.top - area.top, inside.width, inside.height)
        self._display.clip(popup, own)

    def _keep_shortcuts(self) -> None:
        """Let no shortcut of a keyboard reach the browser; letters, Shift and Alt Gr may."""
        for modifiers in _shortcuts():
            self._display.grab_key(self._frame, _ANY_KEY, modifiers)
        for key in _FUNCTION_KEYS:
            self._display.grab_key(self._frame, key, _ANY_MODIFIER)


def _shortcuts() -> tuple[int, ...]:
    """Answer every set of modifiers with Control, Alt or the Windows key among them."""
    bits = (_SHIFT, _LOCK, _CONTROL, _ALT, _NUM, _MOD3, _SUPER, _ALT_GR)
    sets = (sum(chosen) for chosen in product(*((0, bit) for bit in bits)))
    return tuple(held for held in sets if held & (_CONTROL | _ALT | _SUPER))
