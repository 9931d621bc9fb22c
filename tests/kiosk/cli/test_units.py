"""The long-running commands as systemd runs them: ready, alive, stopped in order."""

import os
import signal
import socket
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from kiosk.supervisor.paint_out_of_service import PICTURES
from tests.kiosk.cli.unit import Unit


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
