"""Hosts all simulated devices in one process, and tells where they are."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hardware.eid.lab.laboratory import LaboratoryError
from hardware.patience import within
from hardware.simulation.cast import Cast, EidChoice, Miscast, Wishes, cast
from hardware.simulation.control import ControlServer
from hardware.simulation.portal_end import PortalEnd
from kiosk.contracts.clock import Clock

FILE = "world.json"
PARENT_LOOK = 0.5


class World:
    """All simulators and their control server; start it, read `tables()`, stop it."""

    def __init__(self, cast: Cast, clock: Clock) -> None:
        self._cast = cast
        self._clock = clock
        self._control: ControlServer | None = None

    @property
    def control_address(self) -> str:
        """`HOST:PORT` for `WorldControl`, once started."""
        return self._control.address if self._control is not None else ""

    async def start(self, control_port: int = 0) -> None:
        """Start everything, or nothing. Raises AddressTaken and what a simulator's start raises."""
        try:
            for simulator in self._cast.simulators.values():
                await simulator.start()
            self._control = ControlServer(self._cast.simulators, self._clock)
            await self._control.start(control_port)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End everything; harmless where nothing runs."""
        if self._control is not None:
            await self._control.stop()
        for simulator in self._cast.simulators.values():
            await simulator.stop()

    def tables(self) -> Mapping[str, Mapping[str, object]]:
        """Answer the devices' tables by kind, ready for the terminal's configuration."""
        tables: dict[str, Mapping[str, object]] = dict(self._cast.tables)
        for name, simulator in self._cast.simulators.items():
            described = simulator.describe()
            if "driver" in described:
                tables[name] = described
            else:
                tables.update(described)
        return tables

    def portals(self) -> Mapping[str, Mapping[str, object]]:
        """Answer the portals of others that can be visited, by name."""
        ends = (end for end in self._cast.simulators.values() if isinstance(end, PortalEnd))
        return {name: table for end in ends for name, table in end.portals().items()}

    def report(self) -> Mapping[str, object]:
        """Answer what `world.json` holds."""
        return {
            "control": self.control_address,
            "devices": {str(kind): dict(table) for kind, table in self.tables().items()},
            "portals": self.portals(),
            "notes": list(self._cast.notes),
        }


async def open_world(wishes: Wishes, clock: Clock, control_port: int = 0) -> World:
    """Start a world as wished. Raises Miscast, AddressTaken."""
    world = World(cast(wishes, clock), clock)
    try:
        await world.start(control_port)
    except LaboratoryError as missing:
        if wishes.eid is not EidChoice.AUTO:
            raise Miscast(str(missing)) from None
        second = cast(replace(wishes, eid=EidChoice.REPLAY), clock)
        world = World(replace(second, notes=(str(missing), *second.notes)), clock)
        await world.start(control_port)
    return world


def write_report(world: World, run_dir: Path) -> Path:
    """Write `world.json` into `run_dir`, whole or not at all, for nobody else to read."""
    run_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, fresh = run_dir / FILE, run_dir / f".{FILE}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(world.report(), file, indent=2)
        file.write("\n")
    fresh.replace(path)
    return path


async def told_to_end(clock: Clock) -> None:
    """Return at SIGTERM or SIGINT, or when the process that started this one is gone."""
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    parent = os.getppid()
    while not end.is_set() and os.getppid() == parent:
        with suppress(TimeoutError):
            await within(clock, PARENT_LOOK, end.wait())
