"""The long-running commands as systemd runs them: ready, alive, stopped in order."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from kiosk.supervisor.paint_out_of_service import PICTURES
from tests.kiosk.cli.conftest import ROOT

SHUT_IN = """
import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) != 0:
    raise SystemExit("this kernel has no PR_SET_MDWE")
os.execv(sys.executable, [sys.executable, "-m", "kiosk", *sys.argv[1:]])
"""
"""What MemoryDenyWriteExecute= of the unit does, by the kernel's own means (since Linux 6.3)."""


class Unit:
    """A command under a stand-in for systemd."""

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


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


@pytest.mark.parametrize("command", ["agent", "courier"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_gets_ready_beats_and_stops_in_order(
    host: Path, systemd: socket.socket, command: str, how: signal.Signals
) -> None:
    unit = Unit([command, "--config", str(host)], systemd)
    unit.until("READY=1")
    unit.until("WATCHDOG=1")
    status, log = unit.stop(how)
    assert status == 0
    assert "Traceback" not in log


@pytest.mark.parametrize("command", ["agent", "courier"])
@pytest.mark.skipif(
    tuple(map(int, os.uname().release.split(".")[:2])) < (6, 3),
    reason="only Linux 6.3 and later has PR_SET_MDWE",
)
def test_it_works_without_memory_that_is_both_written_and_run(
    host: Path, systemd: socket.socket, command: str
) -> None:
    unit = Unit([command, "--config", str(host)], systemd, shut_in=True)
    unit.until("READY=1")
    unit.until("WATCHDOG=1")
    unit.until("WATCHDOG=1")
    assert unit.stop()[0] == 0


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait()


def test_a_terminal_whose_configuration_is_refused_shows_the_picture(
    host: Path, systemd: socket.socket, display: str
) -> None:
    host.write_text("colour = 1\n", "utf-8")
    unit = Unit(["terminal", "--config", str(host)], systemd, display)
    unit.until("STATUS=out_of_service: out_of_service the configuration is refused")
    unit.until("READY=1")
    unit.until("WATCHDOG=1")
    with Image.open(PICTURES / "portrait.png") as picture:
        wanted = picture.convert("RGB").tobytes()
    assert any(ImageGrab.grab(xdisplay=display).tobytes() == wanted for _ in range(200))
    status, log = unit.stop()
    assert status == 0
    assert f"{host}: colour: unknown key" in log
    assert "Traceback" not in log
