"""Runs pcscd with vpcd's virtual reader, one on a machine: its ports and its socket are fixed."""

import asyncio
import fcntl
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import TextIO

from hardware.eid.lab.virtual_reader import PORT
from hardware.patience import within
from kiosk.contracts.clock import Clock

_READER_CONFIGURATION = Path("/etc/reader.conf.d/vpcd")
_LOCK = "buergerterminal-vpcd.lock"
_STEP = 0.05
_START = 10.0
_STOP = 5.0


class LaboratoryError(Exception):
    """The laboratory cannot run here; the text says why in one sentence."""


def missing() -> str | None:
    """Answer in one sentence why there can be no virtual reader here, None if there can."""
    if not _READER_CONFIGURATION.exists():
        return "The virtual card reader is missing (Debian package vsmartcard-vpcd)."
    if listening():
        return None
    if _program() is None:
        return "The smart card service is missing (Debian package pcscd)."
    if os.geteuid() != 0:
        return "The smart card service does not run, and only root may start it."
    return None


def listening() -> bool:
    """Answer whether a virtual reader waits for a card, without touching it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # past TIME_WAIT
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return True
    return False


class VirtualReaderService:
    """Holds the machine's virtual reader between `open` and `close`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock: TextIO | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._there = False

    async def open(self, patience: float) -> None:
        """Take the machine's lock within `patience` seconds; start pcscd unless it runs.

        Raises LaboratoryError.
        """
        reason = missing()
        if reason:
            raise LaboratoryError(reason)
        await self._take_lock(patience)
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        self._there = True
        if listening():
            return
        # setpriv: the service must not outlive us, however we end.
        self._process = await asyncio.create_subprocess_exec(
            "setpriv", "--pdeathsig", "TERM", _program() or "pcscd", "--foreground",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            # The lock lives as long as the service: whoever gets it meets no dying one.
            pass_fds=() if self._lock is None else (self._lock.fileno(),),
        )  # fmt: skip
        until = self._clock.monotonic() + _START
        while not listening():
            if self._process.returncode is not None or self._clock.monotonic() > until:
                raise LaboratoryError("The smart card service does not start.")
            await self._clock.sleep(_STEP)

    @property
    def there(self) -> bool:
        """Whether the reader is there, as far as this service knows."""
        return self._there

    async def unplug(self) -> None:
        """Let the reader vanish: vpcd's cannot be unplugged, so the whole service ends.

        Raises LaboratoryError where the service is not ours.
        """
        if self._process is None and listening():
            raise LaboratoryError("The smart card service here is not the laboratory's own.")
        await self._end()

    async def plug_in(self) -> None:
        """Let the reader be there again. Raises LaboratoryError."""
        await self._start()

    async def close(self) -> None:
        """End pcscd if it is ours, and free the lock."""
        await self._end()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def _end(self) -> None:
        self._there = False
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                await within(self._clock, _STOP, process.wait())
            except TimeoutError:
                process.kill()
                await process.wait()

    async def _take_lock(self, patience: float) -> None:
        path = Path(tempfile.gettempdir()) / _LOCK
        try:
            lock = path.open("a")
        except OSError:
            raise LaboratoryError(f"The lock {path} belongs to somebody else.") from None
        until = self._clock.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._clock.monotonic() > until:
                    lock.close()
                    raise LaboratoryError(
                        "Another laboratory uses this machine's virtual card reader."
                    ) from None
                await self._clock.sleep(_STEP)
            else:
                self._lock = lock
                return


def _program() -> str | None:
    return shutil.which("pcscd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
