"""Tells stand-in processes what to do, one after another as they come on."""

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kiosk.contracts.supervision import (
    SessionMessage,
    SupervisorMessage,
    decode_from_supervisor,
    encode,
)
from tests.fake_clock import settle

PROGRAM = Path(__file__).with_name("actor_program.py")
PATIENCE = 20.0
"""Real seconds after which a test gives up; nothing waits so long unless it is broken."""


@dataclass(eq=False)
class Player:
    """One stand-in process: an actor, or the picture."""

    pid: int
    variables: frozenset[str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self) -> SupervisorMessage:
        """Answer what the supervisor says next."""
        return decode_from_supervisor((await self._line()).removeprefix(b"hears "))

    def says(self, message: SessionMessage) -> None:
        self.tell(b"say " + encode(message))

    def tell(self, order: bytes) -> None:
        self.writer.write(order.rstrip(b"\n") + b"\n")

    async def bears(self) -> int:
        """Have it start a child; answer the child's process id."""
        self.tell(b"bear")
        return int((await self._line()).split()[1])

    async def until_gone(self) -> None:
        """Return when the process is no more, however that came."""
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(ConnectionResetError):
                while await self.reader.readline():
                    pass

    async def _line(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            line = await self.reader.readline()
        assert line, f"process {self.pid} is gone"
        return line


class Director:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._actors: asyncio.Queue[Player] = asyncio.Queue()
        self._pictures: asyncio.Queue[Player] = asyncio.Queue()
        self._met: list[Player] = []
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._meet, self._path)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for player in self._met:
            player.writer.transport.abort()
        await self._server.wait_closed()
        await settle()

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-S", str(PROGRAM), str(self._path)]

    async def next_actor(self) -> Player:
        async with asyncio.timeout(PATIENCE):
            return await self._actors.get()

    async def next_picture(self) -> Player:
        async with asyncio.timeout(PATIENCE):
            return await self._pictures.get()

    @property
    def nobody_waits(self) -> bool:
        return self._actors.empty() and self._pictures.empty()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        role, pid, *variables = (await reader.readline()).decode().split()
        player = Player(int(pid), frozenset(variables), reader, writer)
        self._met.append(player)
        (self._actors if role == "actor" else self._pictures).put_nowait(player)


async def until_dead(pid: int) -> None:
    """Return when a process that need not be our child is gone."""
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        gone = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(descriptor, gone.set)
        try:
            async with asyncio.timeout(PATIENCE):
                await gone.wait()
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)
