"""A terminal's surroundings for measuring: keys, state, simulated devices, configuration."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.simulation import WorldControl
from kiosk.clock import SystemClock
from kiosk.contracts.clock import Clock
from kiosk.contracts.supervision import Before, End, Go, Ready, SessionMessage, Shown
from kiosk.demo.places import Places
from kiosk.supervisor.environment import session_environment
from kiosk.supervisor.process import SessionProcess

DISPLAY = {"width": 1080, "height": 1920, "mm_per_px": 0.277, "fullscreen": False}
PATIENCE = 30.0


class NotMeasured(Exception):
    """Something did not do what is to be measured; the sentence says what."""


class Actor:
    """One session process, spoken to as the supervisor does, and the moments it told of."""

    def __init__(self, process: SessionProcess, clock: Clock, began: float) -> None:
        self.began = began
        self.pid = process.pid
        self._process = process
        self._clock = clock
        self._heard: dict[type[SessionMessage], asyncio.Future[float]] = {}
        self._gone = asyncio.create_task(process.follow(self._hear))

    @classmethod
    async def start(cls, command: tuple[str, ...], clock: Clock) -> "Actor":
        began = clock.monotonic()
        process = await SessionProcess.start(command, session_environment(os.environ))
        return cls(process, clock, began)

    async def when(self, said: type[SessionMessage]) -> float:
        """Answer the moment at which it said so, waiting for it if need be."""
        moment = self._moment(said)
        either: set[asyncio.Future[Any]] = {moment, self._gone}
        await asyncio.wait(either, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not moment.done():
            raise NotMeasured(f"the session process never said {said.__name__}")
        return moment.result()

    def go(self) -> float:
        """Send it on stage; answer the moment."""
        self._process.tell(Go(before=Before.SESSION))
        return self._clock.monotonic()

    async def leave(self) -> None:
        self._process.tell(End())
        await asyncio.wait({self._gone}, timeout=PATIENCE)
        self._process.kill()
        await self._gone

    def end(self) -> None:
        """Ask it to end, without waiting."""
        self._process.tell(End())

    def _moment(self, said: type[SessionMessage]) -> asyncio.Future[float]:
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        return self._heard.setdefault(said, future)

    def _hear(self, message: SessionMessage) -> None:
        moment = self._moment(type(message))
        if not moment.done():
            moment.set_result(self._clock.monotonic())


@dataclass(frozen=True, slots=True)
class Scene:
    """`stagehand` is where an autopilot may act on the process on stage."""

    command: tuple[str, ...]
    world: WorldControl
    stagehand: str
    clock: Clock

    async def actor(self) -> Actor:
        return await Actor.start(self.command, self.clock)

    async def on_stage(self) -> Actor:
        """Answer a fresh process that has shown its attract screen."""
        actor = await self.actor()
        actor.go()
        await actor.when(Shown)
        return actor

    async def spare(self) -> Actor:
        """Answer a fresh process that waits, warm, for its turn."""
        actor = await self.actor()
        await actor.when(Ready)
        return actor


@asynccontextmanager
async def set_scene(home: Path) -> AsyncIterator[Scene]:
    """Build everything up in `home` and take it down again."""
    clock = SystemClock()
    places = Places(home)
    places.make()
    places.make_authority()
    world = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hardware.simulation", "--eid", "replay"),
        *("--run-dir", str(places.run), "--slips", str(places.slips)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        report = json.loads(await _first_line(world))
        stagehand = _free_address()
        places.configure(report["devices"], stagehand=stagehand, display=DISPLAY, language="de")
        control = WorldControl(report["control"], clock)
        command = (sys.executable, "-m", "kiosk", "session", "--config", str(places.configuration))
        yield Scene(command, control, stagehand, clock)
    finally:
        world.terminate()
        await world.wait()


async def _first_line(process: asyncio.subprocess.Process) -> bytes:
    line = b""
    if process.stdout is not None:
        async with asyncio.timeout(PATIENCE):
            line = await process.stdout.readline()
    if not line:
        raise NotMeasured("the simulated devices did not start")
    return line


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host, port = probe.getsockname()
    return f"{host}:{port}"
