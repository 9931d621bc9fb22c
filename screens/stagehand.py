"""Works the screen from outside, for the autopilot and for end-to-end tests.

A server on loopback, started only when asked for. One JSON object a line, one answer a line:
`{"do": "tree"}`, `tap {id}`, `key {name}`, `type {text}`, `stroke {points}`, `shot {path}`,
`page`, `wait {page, seconds}`. An answer is `{"ok": true, …}` or `{"ok": false, "error": "…"}`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hardware.keypad import Key
from kiosk.contracts.clock import Clock
from screens.fingers import Finger
from screens.keyboard_layout import plain
from screens.photograph import photograph
from screens.semantics import Node
from screens.stage import Stage
from screens.touches import DOUBLE_STRIKE

LONGEST_LINE = 256 * 1024
PATIENCE = 20.0  # seconds that `wait` waits where it is not told


class Refused(Exception):
    """The order cannot be carried out as a person could: the thing is hidden, off or not there."""


class Stagehand:
    """Serves orders for one stage; `port` 0 takes a free one."""

    def __init__(self, stage: Stage, clock: Clock) -> None:
        self._stage = stage
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._orders: dict[str, Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]] = {
            "tree": self._tree,
            "page": self._page,
            "tap": self._tap,
            "key": self._key,
            "type": self._type,
            "stroke": self._stroke,
            "shot": self._shot,
            "wait": self._wait,
        }

    async def open(self, port: int = 0) -> int:
        """Listen on loopback; answer the port."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", port, limit=LONGEST_LINE
        )
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self.obey(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass  # the other end went away, or the screen did
        finally:
            writer.close()

    async def obey(self, line: bytes) -> dict[str, Any]:
        """Carry out one order and answer it."""
        try:
            order = json.loads(line)
            known = isinstance(order, dict) and order.get("do") in self._orders
            carry_out = self._orders[order["do"]] if known else self._refuse
            return {"ok": True, **await carry_out(order)}
        except (Refused, ValueError, KeyError, TypeError) as problem:
            return {"ok": False, "error": f"{type(problem).__name__}: {problem}"}

    async def _refuse(self, _order: dict[str, Any]) -> dict[str, Any]:
        raise Refused(f"an order is an object with `do`: {', '.join(self._orders)}")

    async def _tree(self, _order: dict[str, Any]) -> dict[str, Any]:
        await self._settle()
        page = self._stage.page
        return {
            "page": page.id if page else "",
            "focused": self._stage.focused,
            "nodes": [_described(node) for node in self._stage.tree()],
        }

    async def _page(self, _order: dict[str, Any]) -> dict[str, Any]:
        page = self._stage.page
        return {"id": page.id if page else "", "title": page.title if page else ""}

    async def _tap(self, order: dict[str, Any]) -> dict[str, Any]:
        await self._press(str(order["id"]))
        return {}

    async def _press(self, name: str) -> None:
        await self._settle()
        node = self._node(name)
        if not node.focusable:
            raise Refused(f"{name} is a {node.role}, nothing to press")
        if not node.enabled:
            raise Refused(f"{name} is disabled")
        self._require_on_screen(node)
        finger = Finger(*node.bounds.centre)
        finger.down()
        await self._frames(2)
        finger.up()
        await self._frames(2)
        await self._settle()

    async def _key(self, order: dict[str, Any]) -> dict[str, Any]:
        taken = self._stage.press(Key(order["name"]))
        await self._settle()
        return {"taken": taken, "focused": self._stage.focused}

    async def _type(self, order: dict[str, Any]) -> dict[str, Any]:
        """Press the on-screen keys that a person would press for this text."""
        last = ""
        for letter in _letters(str(order["text"])):
            for name in self._presses(letter):
                if name == last:
                    await self._clock.sleep(DOUBLE_STRIKE)
                await self._press(name)
                last = name
        return {}

    def _presses(self, letter: str) -> list[str]:
        if self._has(f"digit.{letter}"):
            return [f"digit.{letter}"]
        if letter == " ":
            return ["key.space"]
        base = plain(letter)
        key = f"key.{base if base == 'ß' else base.lower()}"
        form = (
            [] if base == letter or self._has(f"key.{letter}") else ["key.forms", f"key.{letter}"]
        )
        if not form and self._has(f"key.{letter.lower()}"):
            key = f"key.{letter.lower()}"
        if not self._has(key):
            raise Refused(f"no key types {letter!r}")
        shifted = self._node("key.shift").state == "on"
        wants = key.removeprefix("key.").isalpha() and base.isupper()
        turns = key.removeprefix("key.").isalpha() and shifted != wants
        return [*(["key.shift"] if turns else []), key, *form]

    async def _stroke(self, order: dict[str, Any]) -> dict[str, Any]:
        """Draw on the signature area; points are shares of its width and height from the lower left."""
        await self._settle()
        pad = next((n for n in self._stage.tree() if n.id.endswith(".area")), None)
        if pad is None:
            raise Refused("there is nothing to draw on")
        points = [
            (pad.bounds.x + float(x) * pad.bounds.w, pad.bounds.y + float(y) * pad.bounds.h)
            for x, y in order["points"]
        ]
        finger = Finger(*points[0])
        finger.down()
        for point in points[1:]:
            finger.move(*point)
            await self._frames(1)
        finger.up()
        await self._frames(2)
        return {}

    async def _shot(self, order: dict[str, Any]) -> dict[str, Any]:
        await self._settle()
        await self._frames(1)
        photograph(Path(order["path"]))
        return {}

    async def _wait(self, order: dict[str, Any]) -> dict[str, Any]:
        wanted = str(order["page"])
        end = self._clock.monotonic() + float(order.get("seconds", PATIENCE))
        while self._clock.monotonic() < end:
            page = self._stage.page
            if page is not None and page.id == wanted and self._stage.settled:
                return {"id": page.id, "title": page.title}
            await self._clock.sleep(0.01)
        page = self._stage.page
        raise Refused(f"{wanted} did not come; the page is {page.id if page else 'none'}")

    async def _settle(self) -> None:
        while not self._stage.settled:
            await self._clock.sleep(0.005)

    async def _frames(self, count: int) -> None:
        last = self._stage.frames + count
        while self._stage.frames < last:
            await self._clock.sleep(0.004)

    def _has(self, name: str) -> bool:
        return any(node.id == name for node in self._stage.tree())

    def _node(self, name: str) -> Node:
        node = next((node for node in self._stage.tree() if node.id == name), None)
        if node is None:
            raise Refused(f"{name} is not on this page")
        return node

    def _require_on_screen(self, node: Node) -> None:
        x, y = node.bounds.centre
        display = self._stage.display
        if not (0 <= x < display.width and 0 <= y < display.height):
            raise Refused(f"{node.id} is not on the screen")


def _letters(text: str) -> list[str]:
    """Answer the letters of a text, each with its combining marks."""
    from screens import din91379  # noqa: PLC0415 - only typing needs the list

    letters: list[str] = []
    start = 0
    while start < len(text):
        size = next((s for s in (3, 2) if text[start : start + s] in din91379.ALL), 1)
        letters.append(text[start : start + size])
        start += size
    return letters


def _described(node: Node) -> dict[str, Any]:
    bounds = node.bounds
    return {
        "id": node.id, "role": str(node.role), "label": node.label, "spoken": node.saying,
        "language": node.language, "state": node.state, "private": node.private,
        "enabled": node.enabled, "focusable": node.focusable, "text": list(node.text),
        "bounds": [bounds.x, bounds.y, bounds.w, bounds.h],
    }  # fmt: skip
