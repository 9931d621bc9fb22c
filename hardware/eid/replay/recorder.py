"""A line between driver and AusweisApp that writes down what is said, digits left out."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from hardware.eid.lab.card import PocketCard
from hardware.eid.replay import digits
from hardware.eid.replay.recording import CONNECT, READER, Event, Said, Trigger, scrubbed
from kiosk.contracts.clock import Clock


class Recorder:
    """Stands between them; `card` tells whether digits are right, without counting them."""

    def __init__(self, client: str, card: PocketCard, clock: Clock) -> None:
        """`client` is AusweisApp's own address."""
        self.events: list[Event] = []
        self._client = client
        self._card = card
        self._clock = clock
        self._last = 0.0
        self._server: Server | None = None

    async def start(self) -> str:
        """Answer the address that the driver is to be given."""
        self._server = await serve(self._pass_on, "127.0.0.1", 0, compression=None)
        return f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}/eID-Kernel"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def note(self, trigger: str) -> None:
        """Write down an act at the reader, or a command."""
        self._last = self._clock.monotonic()
        self.events.append(Trigger(trigger))

    async def _pass_on(self, driver: ServerConnection) -> None:
        async with connect(self._client, proxy=None, compression=None) as client:
            self.note(CONNECT)
            talking = asyncio.create_task(self._commands(driver, client))
            with suppress(ConnectionClosed):
                async for frame in client:
                    self._write_down(json.loads(frame))
                    await driver.send(frame)
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)

    async def _commands(self, driver: ServerConnection, client: ClientConnection) -> None:
        async for frame in driver:
            self.note(self._trigger(json.loads(frame)))
            await client.send(frame)
        await client.close()

    def _write_down(self, message: dict[str, Any]) -> None:
        if message["msg"] == "READER" and message["name"] not in (READER, "Simulator"):
            return  # the second slot of the virtual reader
        now = self._clock.monotonic()
        self.events.append(Said(now - self._last, scrubbed(message)))
        self._last = now

    def _trigger(self, command: dict[str, Any]) -> str:
        name = str(command["cmd"])
        match name:
            case "SET_API_LEVEL":
                return f"{name}:{command['level']}"
            case "RUN_AUTH" if "session=" not in command["tcTokenURL"]:
                return f"{name}:unreachable"
            case "SET_PIN" | "SET_CAN" | "SET_PUK":
                return f"{name}:{digits.verdict(self._card.passwords, name, command['value'])}"
            case "SET_NEW_PIN":
                return f"{name}:{digits.RIGHT}"
            case _:
                return name
