"""Walks journeys on the real terminal: sees by the semantics tree, touches, and takes pictures."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hardware.signature.recorded import signature
from hardware.simulation import WorldControl
from kiosk.contracts.clock import Clock
from kiosk.demo.glass import Glass, NotSeen
from kiosk.demo.hand import Hand, HandGone
from kiosk.demo.scripts import (
    Act,
    Appears,
    At,
    Glimpse,
    Picture,
    Script,
    Sees,
    Sign,
    Tap,
    Touch,
    Type,
    World,
)

PATIENCE = 60.0
LOOK = 0.05
UNHURRIED = 0.4  # the screen takes a second touch of the same control for a double strike before
PAD = (100.0, 40.0)  # the recorded hand writes on a pad of this size, in millimetres
DRAWN = 5  # every fifth recorded point: each costs a frame, and a pen that never lifts is taken for stuck


class Stuck(Exception):
    """The terminal did not show what the script waits for; the sentence says where."""


@dataclass(slots=True)
class Walked:
    """How one journey went; `screens` are the pictures in order."""

    journey: str
    outcome: str
    seconds: float
    screens: list[str] = field(default_factory=list)


class Autopilot:
    """`out` is where pictures go, a folder for each journey; `tell` gets a line for each page.

    `size` is the terminal's window in pixels.
    """

    def __init__(
        self,
        hand: Hand,
        world: WorldControl,
        clock: Clock,
        out: Path,
        tell: Callable[[str], None],
        size: tuple[int, int] = (1080, 1920),
    ) -> None:
        self._hand = hand
        self._glass = Glass(hand, world, clock, size, PATIENCE)
        self._world = world
        self._clock = clock
        self._out = out
        self._tell = tell
        self._tapped = ""
        self._pictured = ""

    async def walk(self, script: Script) -> Walked:
        """Walk one journey from the attract screen; its `outcome` is "stuck" where it came to none."""
        started = self._clock.monotonic()
        walked = Walked(script.journey, "walked", 0.0)
        self._pictured = ""
        folder = self._out / script.journey
        folder.mkdir(parents=True, exist_ok=True)
        try:
            await self._world.play("next_citizen")
            for act in script.before:
                await self._world.act(act.device, act.act, **act.arguments)
            for place in script.pages:
                await self._arrive(place, walked, folder)
                for act_ in place.acts:
                    await self._do(act_, walked, folder)
            await self._until_gone()
        except (Stuck, HandGone, NotSeen) as stuck:
            walked.outcome = "stuck"
            self._tell(f"{script.journey}: {stuck}")
        walked.seconds = round(self._clock.monotonic() - started, 2)
        return walked

    async def _arrive(self, place: At, walked: Walked, folder: Path) -> None:
        """Wait for the page; picture it, unless its acts do, and every page on the way to it."""
        deadline = self._clock.monotonic() + PATIENCE
        page = ""
        while self._clock.monotonic() < deadline:
            page = await self._page()
            if page == place.page and place.pictures_itself:
                self._pictured = page
            elif page and page != self._pictured:
                await self._picture(page, walked, folder)
                if await self._page() != page:  # it passed while the picture was taken
                    (self._out / walked.screens.pop()).unlink()
                    continue
                self._pictured = page
                self._tell(f"{walked.journey}: {page}")
            if page == place.page:
                return
            if page == "failure":
                raise Stuck(f"a failure came where '{place.page}' should be (see its picture)")
            await self._clock.sleep(LOOK)
        raise Stuck(f"page '{place.page}' did not come; '{page}' was there last")

    async def _do(self, act: Act, walked: Walked, folder: Path) -> None:
        match act:
            case Tap(name):
                await self._appears(name)
                if name == self._tapped:
                    await self._clock.sleep(UNHURRIED)
                self._tapped = name
                await self._hand.tap(name)
            case Type(text):
                await self._hand.type(text)
            case Sign():
                for stroke in signature(*PAD):
                    shares = [(point.x / PAD[0], point.y / PAD[1]) for point in stroke[::DRAWN]]
                    await self._hand.stroke(shares)
            case World(device, what, arguments):
                await self._world.act(device, what, **arguments)
            case Appears(name):
                await self._appears(name)
            case Sees(path):
                await self._glass.comes_to(path)
            case Touch(thing):
                await self._glass.touch(thing)
            case Glimpse(mark):
                page = self._pictured
                while await self._page() == page and not await self._hand.is_good(mark):
                    await self._clock.sleep(LOOK)
                if await self._page() == page:
                    await self._picture(page, walked, folder)
                    self._tell(f"{walked.journey}: {page}")
            case Picture(name):
                await self._picture(name, walked, folder)
                self._tell(f"{walked.journey}: {name}")

    async def _appears(self, name: str) -> None:
        deadline = self._clock.monotonic() + PATIENCE
        while self._clock.monotonic() < deadline:
            if await self._hand.can_tap(name):
                return
            await self._clock.sleep(LOOK)
        raise Stuck(f"'{name}' could not be touched on page '{await self._page()}'")

    async def _picture(self, name: str, walked: Walked, folder: Path) -> None:
        file = folder / f"{len(walked.screens) + 1:02d}-{name}.png"
        if await self._glass.pane() is None:
            await self._hand.shot(file)
        else:  # another window stands there, which the terminal itself does not see
            await asyncio.to_thread(self._glass.picture, file)
        walked.screens.append(str(file.relative_to(self._out)))

    async def _page(self) -> str:
        return await self._hand.page()

    async def _until_gone(self) -> None:
        """Wait until this session's process has let go."""
        deadline = self._clock.monotonic() + PATIENCE
        while self._clock.monotonic() < deadline:
            try:
                if await self._page() == "attract":
                    return
            except HandGone:
                return
            await self._clock.sleep(LOOK)
        raise Stuck("the session did not end")
