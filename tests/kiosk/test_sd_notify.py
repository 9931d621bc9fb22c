"""The datagrams that systemd would get, at a real socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.sd_notify import ServiceNotifier


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(10)
        yield listening


def test_everything_is_told_in_order(systemd: socket.socket) -> None:
    notifier = ServiceNotifier({"NOTIFY_SOCKET": systemd.getsockname()})
    notifier.ready()
    notifier.status("attract\nscreen")
    notifier.alive()
    notifier.stopping()
    notifier.close()
    notifier.alive()
    told = [systemd.recv(100) for _ in range(4)]
    assert told == [b"READY=1", b"STATUS=attract screen", b"WATCHDOG=1", b"STOPPING=1"]


def test_an_abstract_address_is_understood() -> None:
    name = f"buergerterminal-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(10)
        notifier = ServiceNotifier({"NOTIFY_SOCKET": f"@{name}"})
        notifier.ready()
        assert listening.recv(100) == b"READY=1"
        notifier.close()


def test_nobody_listening_is_no_trouble(tmp_path: Path) -> None:
    for environment in ({}, {"NOTIFY_SOCKET": str(tmp_path / "nowhere")}):
        notifier = ServiceNotifier(environment)
        notifier.ready()
        notifier.close()


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "20000000"}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": str(os.getpid())}, 20.0),
        ({"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_fed_only_if_it_is_ours(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert ServiceNotifier(environment).watchdog_seconds == seconds
