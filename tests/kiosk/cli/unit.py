"""A command of ours under a stand-in for systemd."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHUT_IN = """
import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) != 0:
    raise SystemExit("this kernel has no PR_SET_MDWE")
os.execv(sys.executable, [sys.executable, "-m", "kiosk", *sys.argv[1:]])
"""
"""What MemoryDenyWriteExecute= of the unit does, by the kernel's own means (since Linux 6.3)."""


class Unit:
    """Starts `kiosk` with these arguments; `shut_in` as MemoryDenyWriteExecute= would."""

    def __init__(
        self,
        arguments: list[str],
        systemd: socket.socket,
        display: str = "",
        *,
        shut_in: bool = False,
    ) -> None:
        self._systemd = systemd
        start = ["-c", SHUT_IN] if shut_in else ["-m", "kiosk"]
        self.process = subprocess.Popen(
            [sys.executable, *start, *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "NOTIFY_SOCKET": systemd.getsockname(),
                "WATCHDOG_USEC": "3000000",
                "DISPLAY": display,
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, line: str) -> None:
        """Wait until it has told systemd this; a timeout of the socket fails the test."""
        while not self._systemd.recv(500).decode().startswith(line):
            assert self.process.poll() is None, self.process.communicate()[1]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Answer exit code and log."""
        self.process.send_signal(how)
        _, log = self.process.communicate(timeout=30)
        return self.process.returncode, log
