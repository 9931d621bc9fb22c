"""Eyes and a finger on the display itself: for what stands in a window that is not the terminal's.

They look for colours of the laboratory's portal, as a person looks for a button, and touch there.
"""

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageGrab

from hardware.simulation import WorldControl
from kiosk.contracts.clock import Clock
from kiosk.demo.hand import Hand
from kiosk.demo.scripts import Thing

FINGER = "xdotool"
MISSING = f"{FINGER} is missing (Debian package); nobody can touch in a portal's window."
PAPER, BUTTON, HEADER = (255, 255, 255), (11, 61, 102), (11, 61, 102)
"""The portal's cards and fields, its buttons, and the strip with its name: red, green, blue."""

_NEAR = 6
_LEAST = (120, 40)  # pixels of what is meant to be touched
_WIDE = 0.5  # of the pane: cards and fields go across it, what the browser itself pops up does not
_LOOK = 0.05


class NotSeen(Exception):
    """What was looked for did not come; the message names it."""


@dataclass(frozen=True, slots=True)
class Pane:
    """A rectangle of the display, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.left + self.width, self.top + self.height


def missing() -> str | None:
    """Answer in one sentence what is missing to touch in a window, None if nothing is."""
    return None if shutil.which(FINGER) else MISSING


class Glass:
    """Looks at the place that the terminal's page leaves open; `size` is that of its window."""

    def __init__(
        self, hand: Hand, world: WorldControl, clock: Clock, size: tuple[int, int], patience: float
    ) -> None:
        self._hand = hand
        self._world = world
        self._clock = clock
        self._size = size
        self._patience = patience

    async def pane(self) -> Pane | None:
        """Answer the place that the page leaves open now, None where it leaves none."""
        area = await self._node(".area")
        if area is None:
            return None
        x, y, width, height = area["bounds"]
        return Pane(x, self._size[1] - y - height, width, height)

    async def comes_to(self, path: str) -> None:
        """Wait until the portal's page of this path stands. Raises NotSeen."""
        deadline = self._clock.monotonic() + self._patience
        while self._clock.monotonic() < deadline:
            state: Any = await self._world.state()
            bar = await self._node(".host")
            loaded = bar is not None and len(bar["text"]) == 1  # its second text: it is loading
            if loaded and path in state["browser"]["pages"][-2:]:  # a page may have a frame
                return
            await self._clock.sleep(_LOOK)
        raise NotSeen(f"the portal's page {path}")

    async def touch(self, thing: Thing) -> None:
        """Touch the uppermost thing of this kind. Raises NotSeen."""
        x, y = await self.find(thing)
        act = ("mousemove", str(x), str(y), "click", "1")
        finger = await asyncio.create_subprocess_exec(FINGER, *act)
        if await finger.wait() != 0:
            raise NotSeen(f"the finger: {FINGER} failed")

    async def find(self, thing: Thing) -> tuple[int, int]:
        """Answer the middle of the uppermost thing of this kind. Raises NotSeen."""
        deadline = self._clock.monotonic() + self._patience
        while self._clock.monotonic() < deadline:
            pane = await self.pane()
            found = [] if pane is None else await asyncio.to_thread(_patches, pane, thing)
            if found:
                return found[0]
            await self._clock.sleep(_LOOK)
        raise NotSeen(f"a {thing} of the portal")

    def picture(self, file: Path) -> None:
        """Keep what is on the display where the terminal's window is."""
        _grab(Pane(0, 0, *self._size)).save(file)

    async def _node(self, end: str) -> dict[str, Any] | None:
        nodes = (await self._hand.tree())["nodes"]
        return next((node for node in nodes if node["id"].endswith(end)), None)


def shows_portal(pane: Pane) -> bool:
    """Answer whether the portal's strip is seen at the pane's upper edge."""
    return bool(_mask(pane, HEADER)[: pane.height // 10].mean() > 0.3)  # noqa: PLR2004 - a bubble may cover half


def _grab(pane: Pane) -> Any:
    return ImageGrab.grab(pane.box, xdisplay=os.environ["DISPLAY"]).convert("RGB")


def _mask(pane: Pane, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    seen = np.asarray(_grab(pane), dtype=np.int16)
    return np.asarray(np.abs(seen - np.array(colour, np.int16)).max(axis=2) <= _NEAR)


def _patches(pane: Pane, thing: Thing) -> list[tuple[int, int]]:
    """Answer the middles of what has the thing's colour and does not touch the pane's edge."""
    mask = _mask(pane, BUTTON if thing is Thing.BUTTON else PAPER).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    middles = []
    for x, y, width, height, _size in stats[1:].tolist():
        inside = x > 0 and y > 0 and x + width < pane.width and y + height < pane.height
        wide = thing is Thing.BUTTON or width > _WIDE * pane.width
        if inside and wide and width >= _LEAST[0] and height >= _LEAST[1]:
            middles.append((pane.left + x + width // 2, pane.top + y + height // 2))
    return sorted(middles, key=lambda middle: middle[1])
