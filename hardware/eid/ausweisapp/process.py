"""AusweisApp as a child process: own home, no log files, a port of its own, never outliving us."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from hardware.patience import within
from kiosk.contracts.clock import Clock

PROGRAMS = ("AusweisApp2", "AusweisApp")
"""What the Debian packages install: 1.26 and 2.x."""

_HOME = "ausweisapp-"
_START = 15.0
_STOP = 1.0
_STEP = 0.02
# Debian builds without a vendor's name, so Qt files the settings under this one.
_VENDOR = "Unknown Organization"
_NO_PREVERIFICATION = "[preverification]\nenabled=false\n"
_LARGEST_PORT = 65535


class NotInstalled(Exception):
    """There is no such program."""


class NotStarted(Exception):
    """The program ended at once or told no port."""


class AusweisAppProcess:
    """One run of the program, from `start` to `stop`."""

    def __init__(self, program: str, clock: Clock, *, preverification: bool) -> None:
        """`program` is a name or path, empty for whichever is installed."""
        self._program = program
        self._clock = clock
        self._preverification = preverification
        self._home: Path | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> int:
        """Start the program and answer its WebSocket port. Raises NotInstalled, NotStarted."""
        path = _installed(self._program)
        folder = Path(os.environ.get("RUNTIME_DIRECTORY") or tempfile.gettempdir())
        await asyncio.to_thread(_sweep, folder)
        self._home = home = Path(tempfile.mkdtemp(prefix=f"{_HOME}{os.getpid()}-", dir=folder))
        if not self._preverification:
            settings = home / ".config" / _VENDOR / f"{path.name}.conf"
            settings.parent.mkdir(parents=True)
            settings.write_text(_NO_PREVERIFICATION)
        # prlimit: a PIN stands in its memory, so no core dump. setpriv: killed when we end, however.
        self._process = await asyncio.create_subprocess_exec(
            "prlimit", "--core=0", "setpriv", "--pdeathsig", "KILL", str(path),
            "--ui", "websocket", "--port", "0", "--no-proxy", "--no-logfile", "--no-loghandler",
            env=_environment(home),
            cwd=home,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        until = self._clock.monotonic() + _START
        while (port := _port(home, self._process.pid)) is None:
            if self._process.returncode is not None or self._clock.monotonic() > until:
                await self.stop()
                raise NotStarted
            await self._clock.sleep(_STEP)
        return port

    async def stop(self) -> None:
        """End the program, by force if need be, and remove its home."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                await within(self._clock, _STOP, process.wait())
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None


def _sweep(folder: Path) -> None:
    """Remove the homes of sessions that were killed; a home's name tells whose it is."""
    for home in folder.glob(f"{_HOME}*-*"):
        owner = home.name.removeprefix(_HOME).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(home, ignore_errors=True)


def _installed(program: str) -> Path:
    for name in (program,) if program else PROGRAMS:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise NotInstalled


def _environment(home: Path) -> dict[str, str]:
    """Answer all that the program may know: nothing of our own environment but the search path."""
    folder = str(home)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local"),
        "XDG_RUNTIME_DIR": folder,
        "QT_QPA_PLATFORM": "offscreen",
    }


def _port(home: Path, pid: int) -> int | None:
    """Answer the port from the file that the program writes as NAME.PID.port."""
    for path in home.glob(f"*.{pid}.port"):
        text = path.read_text().strip()
        if text.isdigit() and 0 < int(text) <= _LARGEST_PORT:
            return int(text)
    return None
