"""The autopilot's eyes and finger: a client of the session process's stagehand."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LONGEST_ANSWER = 1024 * 1024


class HandGone(Exception):
    """No session process answers: it ended, or the next one has not come on stage yet."""


class HandRefused(Exception):
    """The screen cannot do that; the sentence says why."""


class Hand:
    """Connects anew for each session process; `address` is HOST:PORT on loopback."""

    def __init__(self, address: str) -> None:
        self._host, _, self._port = address.partition(":")
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def page(self) -> str:
        """Answer the id of the page that is seen."""
        return str((await self._order("page"))["id"])

    async def tree(self) -> dict[str, Any]:
        return await self._order("tree")

    async def can_tap(self, name: str) -> bool:
        nodes = (await self.tree())["nodes"]
        return any(n["id"] == name and n["enabled"] and n["focusable"] for n in nodes)

    async def is_good(self, mark: int) -> bool:
        """Answer whether the mark beside the live picture holds, counted from 0."""
        nodes = (await self.tree())["nodes"]
        return any(n["id"].endswith(f".mark.{mark}") and n["state"] == "good" for n in nodes)

    async def tap(self, name: str) -> None:
        await self._order("tap", id=name)

    async def key(self, name: str) -> str:
        """Press a key of the keypad; answer the id that has the focus."""
        return str((await self._order("key", name=name))["focused"])

    async def type(self, text: str) -> None:
        await self._order("type", text=text)

    async def stroke(self, points: Iterable[tuple[float, float]]) -> None:
        """Draw on the signature area; points are shares of it from its lower left."""
        await self._order("stroke", points=list(points))

    async def shot(self, file: Path) -> None:
        await self._order("shot", path=str(file))

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _order(self, do: str, **details: object) -> dict[str, Any]:
        line = json.dumps({"do": do, **details}).encode() + b"\n"
        try:
            if self._reader is None or self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(
                    self._host, int(self._port), limit=LONGEST_ANSWER
                )
            self._writer.write(line)
            await self._writer.drain()
            answer = await self._reader.readline()
        except OSError:
            answer = b""
        if not answer:
            await self.close()
            raise HandGone("no session process answers")
        told: dict[str, Any] = json.loads(answer)
        if not told["ok"]:
            raise HandRefused(str(told["error"]))
        return told
