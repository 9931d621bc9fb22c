"""The terminal's face: shows pages, takes touches and keypad keys, says what is to be spoken.

`screens.environment.prepare` must have been called before this module is imported.
"""

import asyncio
from collections.abc import Callable, Generator, Iterator
from time import perf_counter

from kivy.clock import Clock as KivyClock
from kivy.core.window import Window

from hardware.keypad import Key
from kiosk.clock import SystemClock
from kiosk.contracts.clock import Clock
from kiosk.domain.events import CitizenEvent
from kiosk.presentation.page import Page
from screens import leaves, semantics, window
from screens.images import ImageSource
from screens.layout import page_layout
from screens.layout.page_layout import PageView
from screens.opening import Opening, Tell
from screens.paint.painter import Painter
from screens.paint.symbol import prepare_symbols
from screens.reader import Reader
from screens.semantics import Node, Spoken
from screens.sheet import Sheet, Target
from screens.strokes import StrokeSink
from screens.theme import DisplayProfile, Theme
from screens.touches import Touches
from screens.widgets.block import Context
from screens.window import Ground, KioskApp
from screens.words import words

SLICE = 0.004  # seconds that painting may take before the loop gets its turn
LIVE_RATE = 30.0  # looks for a new camera picture in a second


class Stage:
    """One window with one page. All methods are called from the event loop's thread.

    `emit` takes what the citizen does; `speak` and `hush` what is to be said; `active` is called on
    every sign of life. `images` gives camera pictures, `pad` takes strokes of the signature; `portal`
    is told where a portal's window may stand now, None while it must not be seen.
    """

    def __init__(
        self,
        display: DisplayProfile,
        emit: Callable[[CitizenEvent], None],
        speak: Callable[[Spoken], None],
        hush: Callable[[], None],
        active: Callable[[], None],
        images: ImageSource,
        pad: StrokeSink,
        clock: Clock | None = None,
        *,
        portal: Tell | None = None,
    ) -> None:
        self.display = display
        self.ready = asyncio.Event()
        self._emit, self._hush, self._active = emit, hush, active
        self._reader = Reader(speak)
        self._pad = pad
        self._opening = Opening(portal, lambda: (int(Window.left), int(Window.top)))
        self._painter = Painter(display.height, images)
        self._touches = Touches(
            clock or SystemClock(), self._target_at, self._target, self._changed
        )
        self._view: PageView | None = None
        self._shown: Sheet | None = None
        self._shown_page: Page | None = None
        self._focused = ""
        self._painting: asyncio.Task[None] | None = None
        self._failure: BaseException | None = None
        self._warming: asyncio.Future[None] | None = None
        self._refresh = KivyClock.create_trigger(self._lay_out, -1)
        self._ticking = KivyClock.create_trigger(
            lambda _dt: self._painter.live.tick(), 1 / LIVE_RATE, interval=True
        )
        self._app = KioskApp(Ground(self._touches, self._sign_of_life))
        self._app.ground.canvas.add(self._painter.group)
        window.harden(display)
        Window.bind(on_flip=self._flipped)

    # --- life -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Show the window until `stop`; raises what went wrong in painting or in a widget."""
        await self._app.async_run(async_lib="asyncio")
        await self._leave()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        self._app.stop()

    def raise_window(self) -> None:
        """Let a warm spare appear."""
        Window.show()
        Window.raise_window()
        self._app.ground.canvas.ask_update()

    @property
    def frames(self) -> int:
        """Rounds of Kivy's clock so far: grows as long as the screen lives."""
        return int(KivyClock.frames)

    @property
    def page(self) -> Page | None:
        """The page that is seen."""
        return self._shown_page

    @property
    def settled(self) -> bool:
        """Whether what was shown last is what is seen."""
        pending = self._painting is not None and not self._painting.done()
        wanted = self._view.page if self._view else None
        return not pending and not self._refresh.is_triggered and wanted is self._shown_page

    # --- pages ------------------------------------------------------------------------------------

    def show(self, page: Page) -> None:
        """Show a page. While its id and look stay, its widgets stay and keep what was typed."""
        old = self._view
        stays = old is not None and old.page.id == page.id and _same_look(old.page, page)
        if old is not None and stays:
            if old.page == page:
                return
            page_layout.update(old, page)
        else:
            if old is not None:
                page_layout.close(old)
            self._opening.close()
            self._view = page_layout.build(page, self._context(page))
            self._focused = ""
            self._touches.cancel()
        self._lay_out()

    def tree(self) -> tuple[Node, ...]:
        """Answer what is on the page that is seen, in reading order."""
        return tuple(self._shown.nodes) if self._shown else ()

    @property
    def focused(self) -> str:
        return self._focused

    def _context(self, page: Page) -> Context:
        language = page.look.language
        return Context(
            emit=self._emit,
            speak=self._say,
            changed=self._changed,
            ink=self._painter.ink,
            pad=self._pad,
            words=words(language),
            language=language,
        )

    def _changed(self) -> None:
        self._refresh()

    def _say(self, spoken: Spoken) -> None:
        """Say what a widget tells, if the page is read aloud now (a headset may come any time)."""
        if self._view is not None and self._view.page.look.speech:
            self._reader.say(spoken)

    def _lay_out(self, _dt: float = 0.0) -> None:
        view = self._view
        if view is None:
            return
        page = view.page
        theme = Theme.of(self.display, page.look, page.paper)
        sheet = page_layout.lay_out(
            view, theme, focused=self._focused, pressed=self._touches.pressed
        )
        self._opening.before_painting(sheet.hole)
        if self._painting is not None:
            self._painting.cancel()
            self._painting = None
        steps = self._painter.paint(sheet.finished(), theme.palette.ground)
        if self._paint_slice(steps):
            self._seen(sheet, page)
        else:
            self._painting = asyncio.get_running_loop().create_task(
                self._paint_rest(steps, sheet, page)
            )
            self._painting.add_done_callback(self._painted)

    def _paint_slice(self, steps: Iterator[None]) -> bool:
        """Paint for one slice of time; answer whether the page is complete."""
        begun = perf_counter()
        return all(perf_counter() - begun <= SLICE for _ in steps)

    async def _paint_rest(self, steps: Iterator[None], sheet: Sheet, page: Page) -> None:
        while not self._paint_slice(steps):
            await _Turn()
        self._seen(sheet, page)

    def _painted(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._failure = task.exception()
            self.stop()

    def _seen(self, sheet: Sheet, page: Page) -> None:
        before, before_page = self._shown, self._shown_page
        self._shown, self._shown_page = sheet, page
        self._opening.when_seen(sheet.hole)
        live = any(isinstance(leaf, leaves.Live) for leaf in sheet.leaves)
        if live and not self._ticking.is_triggered:
            self._ticking()
        elif not live:
            self._ticking.cancel()
        self._reader.page_seen(before.nodes if before else (), before_page, self.tree(), page)

    async def _leave(self) -> None:
        if self._painting is not None:
            self._painting.cancel()
        if self._view is not None:
            page_layout.close(self._view)
        self._ticking.cancel()
        if self._warming is not None:
            await self._warming
        window.release()
        Window.unbind(on_flip=self._flipped)
        Window.remove_widget(self._app.ground)

    def _flipped(self, *_: object) -> None:
        if self._shown is None or self.ready.is_set():
            return
        self.ready.set()
        self._warming = asyncio.get_running_loop().run_in_executor(None, prepare_symbols)

    # --- touches and keys ---------------------------------------------------------------------------

    def press(self, key: Key) -> bool:
        """Take a key of the keypad; answer whether it means something here."""
        page = self._shown_page
        if page is None:
            return False
        self._hush()
        self._active()
        if key in (Key.NEXT, Key.PREVIOUS):
            self._focused = semantics.step_focus(
                self.tree(), self._focused, 1 if key is Key.NEXT else -1
            )
            self._changed()
            self._reader.read_node(self.tree(), self._focused, page)
        elif key is Key.REPEAT:
            self._reader.repeat(self.tree(), self._focused, page)
        elif key in (Key.SELECT, Key.BACK, Key.HELP):
            self._act_on(self._meant(key, page))
        else:
            return False
        return True

    def _meant(self, key: Key, page: Page) -> str:
        if key is Key.SELECT:
            return self._focused
        action = page.help if key is Key.HELP else page.back or page.end
        return action.id if action else ""

    def _act_on(self, name: str) -> None:
        target = self._target(name)
        if target is not None and target.enabled:
            target.act()

    def _sign_of_life(self) -> None:
        self._hush()
        self._active()
        if self._focused:
            self._focused = ""
            self._changed()

    def _target_at(self, x: float, y: float) -> Target | None:
        """Answer what is under a point of the window; nothing while another page is on its way."""
        if self._shown is None or self._view is None or not self._is_current():
            return None
        down = self.display.height - y
        found = [target for target in self._shown.targets if target.box.holds(x, down)]
        return found[-1] if found else None

    def _target(self, name: str) -> Target | None:
        if self._shown is None or not self._is_current():
            return None
        return next((target for target in self._shown.targets if target.id == name), None)

    def _is_current(self) -> bool:
        shown, view = self._shown_page, self._view
        return shown is not None and view is not None and shown.id == view.page.id


class _Turn:
    """Lets everybody else in the event loop go first."""

    def __await__(self) -> Generator[None, None, None]:
        yield


def _same_look(one: Page, other: Page) -> bool:
    return one.look.language == other.look.language and one.look.rtl == other.look.rtl
