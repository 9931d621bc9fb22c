"""Eyes and a finger on the display itself: for what stands in a window that is not the terminal's."""

import asyncio
import os
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageGrab

from tests.end_to_end.house import House

PAPER, BUTTON, HEADER = (255, 255, 255), (11, 61, 102), (11, 61, 102)
"""Colours of the laboratory's portal: cards and fields, buttons, and the strip with its name."""
_NEAR = 6
_LEAST = (120, 40)  # pixels of what is meant to be touched
_WIDE = 0.5  # of the pane: cards and fields go across it, what the browser itself pops up does not


@dataclass(frozen=True)
class Pane:
    """A rectangle of the display, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


class Glass:
    """Looks at the place that the page leaves open, as a person does, and touches there."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def pane(self) -> Pane:
        """Answer the place that the page leaves open now."""
        tree = await self._house.hand.tree()
        area = next(node for node in tree["nodes"] if node["id"].endswith(".area"))
        x, y, width, height = area["bounds"]
        return Pane(x, 1920 - y - height, width, height)

    async def finds(self, colour: tuple[int, int, int]) -> tuple[int, int]:
        """Wait for something of this colour that does not touch the pane's edge; answer its middle."""
        found: list[tuple[int, int]] = []

        async def is_there() -> bool:
            found[:] = _patches(await self.pane(), colour)
            return bool(found)

        await self._house.until(f"something coloured {colour}", is_there)
        return found[0]

    async def touches(self, colour: tuple[int, int, int]) -> None:
        """Touch the uppermost thing of this colour."""
        x, y = await self.finds(colour)
        touch = ("mousemove", str(x), str(y), "click", "1")
        finger = await asyncio.create_subprocess_exec("xdotool", *touch)
        assert await finger.wait() == 0

    async def comes_to(self, path: str) -> None:
        """Wait until the portal's page of this path stands."""

        async def stands() -> bool:
            state: Any = await self._house.world.state()
            tree = await self._house.hand.tree()
            bar = next((node for node in tree["nodes"] if node["id"].endswith(".host")), None)
            loaded = bar is not None and len(bar["text"]) == 1  # its second word: it is loading
            return loaded and path in state["browser"]["pages"][-2:]  # a page may have a frame

        await self._house.until(f"the portal's page {path}", stands)

    def shows_portal(self, pane: Pane) -> bool:
        """Answer whether the portal's strip is seen at the pane's upper edge."""
        return bool(_mask(pane, HEADER)[: pane.height // 10].mean() > 0.3)


def _mask(pane: Pane, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    box = (pane.left, pane.top, pane.left + pane.width, pane.top + pane.height)
    picture = ImageGrab.grab(box, xdisplay=os.environ["DISPLAY"]).convert("RGB")
    seen = np.asarray(picture, dtype=np.int16)
    return np.asarray(np.abs(seen - np.array(colour, np.int16)).max(axis=2) <= _NEAR)


def _patches(pane: Pane, colour: tuple[int, int, int]) -> list[tuple[int, int]]:
    mask = _mask(pane, colour).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    middles = []
    for x, y, width, height, _size in stats[1:]:
        inside = x > 0 and y > 0 and x + width < pane.width and y + height < pane.height
        wide = colour is not PAPER or width > _WIDE * pane.width
        if inside and wide and width >= _LEAST[0] and height >= _LEAST[1]:
            middles.append((pane.left + x + width // 2, pane.top + y + height // 2))
    return sorted(((int(x), int(y)) for x, y in middles), key=lambda middle: middle[1])
