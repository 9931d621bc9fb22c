"""The demo's processes: simulated world, supervisor and courier; all end with the demo."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.demo.places import Places
from kiosk.hardening import die_with_parent

GRACE = 5.0
PATIENCE = 30.0
LOOK = 0.05
CHECKOUT = Path(__file__).resolve().parents[2]


class ProcessFailed(Exception):
    """A process of the demo could not start; the sentence says why."""


class Processes:
    """Starts and ends the demo's processes; their logs are in `logs`."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._clock = SystemClock()
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def start_world(self, camera: str, eid: str) -> Mapping[str, Any]:
        """Start the simulated devices; answer where they are (`control`, `devices`, `notes`)."""
        arguments = ["--run-dir", str(self._places.run), "--slips", str(self._places.slips)]
        if camera:
            arguments += ["--camera", camera]
        command = ("hardware.simulation", *arguments, "--eid", eid)
        world = await self._start("world", command, asyncio.subprocess.PIPE)
        line = b"" if world.stdout is None else await world.stdout.readline()
        if not line:
            log = self._log("world").read_text("utf-8", "replace").strip()
            raise ProcessFailed(log.splitlines()[-1] if log else "The simulated world fell silent.")
        told: Mapping[str, Any] = json.loads(line)
        return told

    async def start_authority(self) -> Mapping[str, Any]:
        """Start FIT-Connect's other end; answer the destination's table."""
        home = ("--home", str(self._places.home / "fit-connect"))
        keys = ("--sealing", str(self._places.private_key), str(self._places.public_key))
        kept = ("--kept", str(self._places.delivered / "intake"))
        command = ("kiosk.demo.fit_connect", *home, *keys, *kept)
        process = await self._start("authority", command, asyncio.subprocess.PIPE)
        line = b"" if process.stdout is None else await process.stdout.readline()
        if not line:
            raise ProcessFailed(f"FIT-Connect's double fell silent: {self._log('authority')}")
        told: Mapping[str, Any] = json.loads(line)
        return told

    async def start_counter(self, settings: Path) -> str:
        """Start the town's hand-over server; answer its address."""
        command = ("remote_assist.desk", "handover", "serve", "--config", str(settings))
        process = await self._start("counter", command, asyncio.subprocess.PIPE)
        line = b"" if process.stdout is None else await process.stdout.readline()
        if not line:
            raise ProcessFailed(f"The hand-over server fell silent: {self._log('counter')}")
        return line.decode().strip()

    async def start_terminal(self, *, waits_for: Path | None = None) -> None:
        """Start courier and supervisor; the supervisor starts the session processes.

        `waits_for` is a file that the courier leaves for them.
        """
        configuration = ("--config", str(self._places.configuration))
        await self._start("courier", ("kiosk", "courier", *configuration))
        if waits_for is not None:
            await self._left(waits_for)
        await self._start("terminal", ("kiosk", "terminal", *configuration))

    async def _left(self, file: Path) -> None:
        """Wait for a file that the courier leaves."""
        deadline = self._clock.monotonic() + PATIENCE
        while not await asyncio.to_thread(file.exists):
            if self._clock.monotonic() > deadline:
                raise ProcessFailed(f"The courier left no {file}: {self._log('courier')}")
            await self._clock.sleep(LOOK)

    async def start_dock(self, control: str, left: int) -> None:
        """Open the dev dock beside a terminal window `left` pixels wide."""
        place = ("--left", str(left + 10))
        await self._start("dock", ("screens.dock", "--control", control, *place))

    async def terminal_ended(self) -> None:
        """Return when the supervisor is gone."""
        await self._running["terminal"].wait()

    async def stop(self) -> None:
        """End everything, the terminal first; what does not go is killed."""
        for name in ("terminal", "dock", "courier", "counter", "authority", "world"):
            process = self._running.pop(name, None)
            if process is None or process.returncode is not None:
                continue
            process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await process.wait()
                continue
            process.kill()
            await process.wait()

    async def _start(
        self, name: str, module: Sequence[str], out: int | None = None
    ) -> asyncio.subprocess.Process:
        log = await asyncio.to_thread(self._log(name).open, "wb")
        with log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *module,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log if out is None else out,
                stderr=log,
                cwd=CHECKOUT,
                preexec_fn=die_with_parent,
            )
        self._running[name] = process
        return process

    def _log(self, name: str) -> Path:
        return self._places.logs / f"{name}.log"
