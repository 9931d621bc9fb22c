"""Holds the dock together: what the world tells goes to the window, what is pressed to the world."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing
from pathlib import Path

from hardware.simulation import WorldControl, WorldGone, WorldRefused
from kiosk.contracts.clock import Clock
from screens.dock import wording
from screens.dock.model import Act, Dock
from screens.dock.panel import Hands, Panel
from screens.dock.window import DockWindow


class Desk:
    """One dock for the world at `address`; raises ValueError for what is no address."""

    def __init__(self, address: str, height: int, clock: Clock) -> None:
        self._world = WorldControl(address, clock)
        self._height = height
        self._dock = Dock(address)
        self._acting: set[asyncio.Task[None]] = set()
        self._hands = Hands(self._act, self._play, self._toggle, self._fold, self._step)
        self._window = DockWindow(height, self._lay_out, self._point_at, clock)

    async def run(self, shot: Path | None = None) -> None:
        """Show the dock until its window is closed; with `shot`, until its picture is taken."""
        watching = asyncio.create_task(self._watch(shot), name="dock")
        watching.add_done_callback(lambda _: self._window.stop())
        try:
            await self._window.run()
        finally:
            for task in (watching, *self._acting):
                task.cancel()
            await asyncio.gather(watching, *self._acting, return_exceptions=True)
        if not watching.cancelled():
            watching.result()

    async def _watch(self, shot: Path | None) -> None:
        async with aclosing(self._world.watch()) as states:
            async for seen in states:
                if seen is not None and not self._dock.connected:
                    self._show(self._dock.described(await self._world.describe()))
                else:
                    self._show(self._dock.seen(seen))
                if shot is not None:
                    await self._photograph(shot)
                    return

    async def _photograph(self, path: Path) -> None:
        from screens.photograph import photograph  # noqa: PLC0415 - needs the window

        self._window.shown.clear()
        await self._window.shown.wait()
        photograph(path)

    def _lay_out(self, scroll: int, pressed: str) -> Panel:
        return Panel(self._dock, self._hands, self._height, scroll=scroll, pressed=pressed)

    def _show(self, dock: Dock) -> None:
        if dock != self._dock:
            self._dock = dock
            self._window.refresh()

    def _act(self, device: str, act: str, chosen: dict[str, object]) -> None:
        did = f"{wording.title(device)}: {wording.phrase(act).lower()}"
        words = [wording.value(value) for value in chosen.values()]
        self._do(self._world.act(device, act, **chosen), " ".join([did, *words]))

    def _play(self, scenario: str) -> None:
        self._do(self._world.play(scenario), wording.phrase(scenario))

    def _do(self, act: Coroutine[None, None, None], did: str) -> None:
        task = asyncio.get_running_loop().create_task(self._done(act, did))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def _done(self, act: Coroutine[None, None, None], did: str) -> None:
        try:
            await act
        except (WorldRefused, WorldGone) as refused:
            self._show(self._dock.says(str(refused), good=False))
        else:
            self._show(self._dock.says(f"{did}.", good=True))

    def _toggle(self, device: str) -> None:
        self._show(self._dock.toggled(device))
        self._window.refresh(reveal=True)

    def _fold(self, act: str) -> None:
        self._show(self._dock.folded(act))
        self._window.refresh(reveal=True)

    def _step(self, device: str, act: Act, steps: int) -> None:
        self._show(self._dock.stepped(device, act, steps))

    def _point_at(self, target: str) -> None:
        """Say at the foot what the act under the mouse does."""
        does = self._dock.explains(target)
        if does:
            self._show(self._dock.says(does))
