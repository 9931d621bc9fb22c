"""A whole terminal for one test: simulated world, supervisor with its sessions, courier, agent."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from hardware.simulation import WorldControl
from kiosk.clock import SystemClock
from kiosk.demo.hand import Hand, HandGone
from kiosk.demo.places import Places, Tables
from kiosk.demo.processes import CHECKOUT, Processes

PORTRAIT = {"width": 1080, "height": 1920, "fullscreen": False}
PATIENCE = 40.0
LOOK = 0.03


@dataclass
class House:
    """`scratch` is the terminal's own HOME and temporary folder; the world has none of it."""

    places: Places
    scratch: Path
    world: WorldControl
    hand: Hand
    clock: SystemClock
    supervisor: psutil.Process
    courier: psutil.Process
    agent: psutil.Process
    notes: tuple[str, ...]

    async def until(self, what: str, holds: Any, seconds: float = PATIENCE) -> None:
        """Wait until `holds()` is true, awaited where it must be; `what` says what did not come."""
        deadline = self.clock.monotonic() + seconds
        while True:
            answer = holds()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            assert self.clock.monotonic() < deadline, f"{what} did not come in {seconds:.0f} s"
            await self.clock.sleep(LOOK)

    async def ready(self) -> None:
        """Wait until a session process serves at its attract screen."""
        await self.until("the attract screen", self._attracts)

    async def _attracts(self) -> bool:
        try:
            return await self.hand.page() == "attract"
        except HandGone:
            return False

    def actors(self) -> list[psutil.Process]:
        """Answer the session processes, the one on stage first."""
        # What a browser leaves comes to the supervisor, and is a zombie until it is looked after.
        children = [c for c in self.supervisor.children() if "session" in words(c)]
        return sorted(children, key=lambda child: (child.create_time(), child.pid))

    def ours(self) -> list[psutil.Process]:
        """Answer every living process of the terminal; the simulated world is none of them."""
        heads = (self.supervisor, self.courier, self.agent)
        return [p for head in heads for p in (head, *head.children(recursive=True))]


def words(process: psutil.Process) -> list[str]:
    """Answer the command line; of one that has just ended, nothing."""
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie is one of these
        return []


@asynccontextmanager
async def open_house(
    home: Path, *, camera: str = "", eid: str = "auto", devices: Tables | None = None
) -> AsyncIterator[House]:
    """Start everything in `home` and end it again; leaves with an attract screen that serves.

    `devices` are tables of devices that the world does not simulate here.
    """
    clock = SystemClock()
    places = Places(home)
    places.make()
    places.make_authority()
    scratch = home / "scratch"
    scratch.mkdir()
    processes = Processes(places)
    agent = None
    hand = Hand(f"127.0.0.1:{_free_port()}")
    try:
        # The world keeps the machine's temporary folder: its laboratories exclude each other there.
        world = await processes.start_world(camera, eid)
        places.configure(
            {**world["devices"], **(devices or {})}, stagehand=f"{hand._host}:{hand._port}", display=PORTRAIT,
            language="de", portals=world["portals"],
        )  # fmt: skip
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("TMPDIR", str(scratch))
            environment.setenv("HOME", str(scratch))
            agent = await _start_agent(places)
            await processes.start_terminal()
        pids = {name: processes._running[name].pid for name in ("terminal", "courier")}
        house = House(
            places=places,
            scratch=scratch,
            world=WorldControl(world["control"], clock),
            hand=hand,
            clock=clock,
            supervisor=psutil.Process(pids["terminal"]),
            courier=psutil.Process(pids["courier"]),
            agent=psutil.Process(agent.pid),
            notes=tuple(world["notes"]),
        )
        await house.ready()
        await house.world.act("payment", "automate")
        yield house
    finally:
        await hand.close()
        await processes.stop()
        if agent is not None:
            with suppress(ProcessLookupError):  # what ended it is told by the test
                agent.terminate()
            await agent.wait()


async def _start_agent(places: Places) -> asyncio.subprocess.Process:
    with (places.logs / "agent.log").open("wb") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kiosk", "agent", "--config", str(places.configuration)),
            cwd=CHECKOUT, env=os.environ.copy(), stdout=log, stderr=log,
        )  # fmt: skip


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
