"""AusweisApp as a child process: own home, no log files, a port of its own, never outliving us."""

import asyncio
import os
import shutil
from contextlib import suppress
from pathlib import Path

from hardware.eid import own_folder
from hardware.eid.ausweisapp.client_settings import (
    lets_any_provider_in,
    write_no_preverification,
)
from hardware.patience import within
from kiosk.contracts.clock import Clock
from kiosk.hardening import core_limit

PROGRAMS = ("AusweisApp", "AusweisApp2")
"""What the Debian packages install: 2.x and 1.26; of both, the newer one is run."""

_HOME = "ausweisapp"
_START = 15.0
_STOP = 1.0
_STEP = 0.02
_LARGEST_PORT = 65535
_PORT_DIGITS = 8


class NotInstalled(Exception):
    """There is no such program."""


class NotStarted(Exception):
    """The program ended at once or told no port."""


class UnsafeSettings(Exception):
    """Somebody's settings let the program take any provider for a genuine one."""


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
        """Start the program and answer its WebSocket port.

        Raises NotInstalled, NotStarted, UnsafeSettings; then nothing of it is left.
        """
        path = installed(self._program)
        try:
            return await self._start(path)
        except BaseException:
            await self.stop()
            raise

    async def _start(self, path: Path) -> int:
        self._home = home = await asyncio.to_thread(own_folder.make, _HOME)
        if not self._preverification:
            write_no_preverification(home / ".config")
        # prlimit: a PIN stands in its memory, so no core dump. setpriv: killed when we end, however.
        self._process = await asyncio.create_subprocess_exec(
            "prlimit", f"--core={core_limit()}", "setpriv", "--no-new-privs", "--pdeathsig", "KILL", str(path),
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
                raise NotStarted
            await self._clock.sleep(_STEP)
        if self._preverification and await asyncio.to_thread(lets_any_provider_in, home):
            raise UnsafeSettings
        return port

    async def stop(self) -> None:
        """End the program, by force if need be, and remove its home."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):  # it was faster
                process.terminate()
                try:
                    await within(self._clock, _STOP, process.wait())
                except TimeoutError:
                    process.kill()
            await process.wait()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None


def installed(program: str) -> Path:
    """Answer the program's path; `program` empty means whichever is there. Raises NotInstalled."""
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
        # Else Qt reads /etc/xdg as well, where anybody's package may have left settings.
        "XDG_CONFIG_DIRS": str(home / ".none"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local"),
        "XDG_RUNTIME_DIR": folder,
        "QT_QPA_PLATFORM": "offscreen",
    }


def _port(home: Path, pid: int) -> int | None:
    """Answer the port from the file that the program writes as NAME.PID.port, None until then."""
    for path in home.glob(f"*.{pid}.port"):
        try:
            with path.open("rb") as file:
                text = file.read(_PORT_DIGITS).strip()
        except OSError:  # it is being made, or it is no file
            continue
        if text.isdigit() and 0 < int(text) <= _LARGEST_PORT:
            return int(text)
    return None
