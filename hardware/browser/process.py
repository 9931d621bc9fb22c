"""Chromium as a child process: own profile in memory, no port, no core, and nothing of it stays."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kiosk.contracts.clock import Clock

# The binary of Debian's package first: its wrapper script adds switches and extensions of its own.
PROGRAMS = ("/usr/lib/chromium/chromium", "chromium", "chromium-browser", "google-chrome")

_PROFILE = "portal-"
_GONE = 3.0
_STEP = 0.02
_ZOMBIE = "Z"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a fresh folder of 0700 in it, as mkdtemp makes it
# Bytes; a longer one is a browser gone mad.
_LARGEST_MESSAGE = 1 << 24
# The pipe's ends come as standard input and output, and the browser wants them as 3 and 4.
_MOVE_PIPES = 'exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null'


class NotInstalled(Exception):
    """There is no such program."""


class NotLocked(Exception):
    """The managed policy that shuts the browser in is not in force."""


class NotStarted(Exception):
    """The program could not be started."""


def installed(program: str) -> Path | None:
    """Answer where the browser is; `program` is a name or path, empty for whichever there is."""
    for name in (program,) if program else PROGRAMS:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


class ChromiumProcess:
    """One run of the browser, from `start` to `stop`."""

    def __init__(self, program: str, clock: Clock) -> None:
        self._program = program
        self._clock = clock
        self._profile: Path | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def start(
        self, switches: Sequence[str], language: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Start the browser and answer the pipe to it. Raises NotInstalled, NotStarted.

        `language` is the one that portals are asked for (BCP 47).
        """
        path = installed(self._program)
        if path is None:
            raise NotInstalled
        await asyncio.to_thread(sweep)
        self._profile = profile = Path(
            tempfile.mkdtemp(prefix=f"{_PROFILE}{os.getpid()}-", dir=_folder())
        )
        preferences = profile / "Default" / "Preferences"
        preferences.parent.mkdir()
        wished = f"{language},en" if language != "en" else "en"
        preferences.write_text(json.dumps({"intl": {"selected_languages": wished}}))
        try:
            # prlimit: what was typed stands in its memory, so no core dump. setpriv: killed when we
            # end, however. A session of its own: one signal reaches all but the crash reporter.
            self._process = await asyncio.create_subprocess_exec(
                *("prlimit", "--core=0", "setpriv", "--pdeathsig", "KILL"),
                *("sh", "-c", _MOVE_PIPES, "sh", str(path)),
                *("--remote-debugging-pipe", f"--user-data-dir={profile}", *switches),
                env=_environment(profile) | {"LANGUAGE": language},
                cwd=profile,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                limit=_LARGEST_MESSAGE,
            )
        except OSError:
            await self.stop()
            raise NotStarted from None
        if self._process.stdout is None or self._process.stdin is None:
            raise NotStarted
        return self._process.stdout, self._process.stdin

    async def stop(self) -> None:
        """Kill the browser with every process of it, then remove its profile.

        It is not asked to end: it would write down what it knows.
        """
        process, self._process = self._process, None
        profile, self._profile = self._profile, None
        if process is not None:
            _kill_group(process.pid)
            if process.stdin is not None:
                process.stdin.close()
            await process.wait()
            until = self._clock.monotonic() + _GONE
            while self._clock.monotonic() < until and await asyncio.to_thread(
                _kill_rest, process.pid, str(profile)
            ):
                await self._clock.sleep(_STEP)
        if profile is not None:
            await asyncio.to_thread(shutil.rmtree, profile, ignore_errors=True)


def sweep() -> None:
    """Remove the profiles of sessions that were killed; a profile's name tells whose it is."""
    for profile in _folder().glob(f"{_PROFILE}*-*"):
        owner = profile.name.removeprefix(_PROFILE).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(profile, ignore_errors=True)


def _folder() -> Path:
    """Answer a folder that lives in memory, if there is one."""
    given = os.environ.get("RUNTIME_DIRECTORY")
    if given:
        return Path(given)
    return _MEMORY if os.access(_MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


def _kill_group(group: int) -> bool:
    """Answer whether there was anybody left to kill."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
        return True
    return False


def _kill_rest(group: int, profile: str) -> bool:
    """Kill what is left of the browser, its crash reporter too, which leaves group and session.

    Answer whether anything is left alive. Every process has the profile on its command line. Those
    in Chromium's sandbox may be hidden from us (proc(5), hidepid), but not from the signal; the dead
    that nobody buried yet are seen.
    """
    left = _kill_group(group)
    dead = False
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            state, _, its_group = (process / "stat").read_text().rpartition(")")[2].split()[:3]
            dead = dead or (state == _ZOMBIE and int(its_group) == group)
            if os.fsencode(profile) in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
                return True
    return left and not dead


def _environment(profile: Path) -> dict[str, str]:
    """Answer all that the browser may know: nothing of ours but search path and display."""
    folder = str(profile)
    kept = {name: os.environ[name] for name in ("DISPLAY", "XAUTHORITY") if name in os.environ}
    return kept | {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "XDG_CONFIG_HOME": folder,
        "XDG_CACHE_HOME": folder,
        "XDG_DATA_HOME": folder,
        "XDG_RUNTIME_DIR": folder,
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        # Without these words a bar over the page tells that Google's services are off.
        "GOOGLE_API_KEY": "no",
        "GOOGLE_DEFAULT_CLIENT_ID": "no",
        "GOOGLE_DEFAULT_CLIENT_SECRET": "no",
    }
