"""The real terminal under a virtual display: shown, killed, shown again, gone without a trace."""

import os
import select
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.cli.unit import Unit

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def unit(host: Path, systemd: socket.socket, display: str) -> Iterator[Unit]:
    made = Unit(["terminal", "--config", str(host)], systemd, display)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.communicate()


def children(pid: int) -> list[int]:
    """Answer its children, the oldest first."""
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def is_gone(pid: int) -> bool:
    """Answer whether the process ends within a few seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 10)[0])
    finally:
        os.close(descriptor)


def test_a_killed_session_is_followed_by_the_warm_spare(unit: Unit) -> None:
    unit.until("READY=1")
    unit.until("STATUS=attract: spare.ready")
    stage, spare = children(unit.process.pid)
    os.kill(stage, signal.SIGKILL)
    unit.until("STATUS=coming_up: session.crashed signal 9")
    unit.until("STATUS=attract: attract.shown")
    assert children(unit.process.pid)[0] == spare
    processes = children(unit.process.pid)
    status, log = unit.stop()
    assert status == 0
    assert all(map(is_gone, processes))
    assert "Traceback" not in log


def test_nobody_outlives_a_supervisor_that_is_killed(unit: Unit) -> None:
    unit.until("STATUS=attract: spare.ready")
    processes = children(unit.process.pid)
    assert len(processes) == 2
    unit.process.kill()
    unit.process.wait()
    assert all(map(is_gone, processes))
