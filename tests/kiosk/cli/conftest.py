"""A terminal's files in a temporary folder, and the command `kiosk` run on them."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kiosk.cli.unit import ROOT
from tests.kiosk.store.conftest import (
    authority,
    database,
    device_key,
    private_jwk,
    public_half,
    store,
)

__all__ = ["authority", "database", "device_key", "private_jwk", "store"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def host(tmp_path: Path, device_key: Path, private_jwk: dict[str, Any]) -> Path:
    """The host file of a terminal for tests."""
    public = tmp_path / "authority.jwk"
    public.write_text(json.dumps(public_half(private_jwk)), "utf-8")
    (tmp_path / "state").mkdir(exist_ok=True)
    path = tmp_path / "terminal.toml"
    path.write_text(
        f"""
profile = "demo"
[store]
state_dir = "{tmp_path}/state"
device_key = "{device_key}"
[store.authorities]
folder = "{public}"
intake = "{public}"
handover = "{public}"
[destinations.folder]
driver = "folder"
path = "{tmp_path}/delivered"
[destinations.intake]
path = "{tmp_path}/delivered-intake"
[destinations.handover]
path = "{tmp_path}/delivered-handover"
[agent]
socket = "{tmp_path}/run/conditions.sock"
health = "{tmp_path}/health.json"
""",
        "utf-8",
    )
    return path


@pytest.fixture
def kiosk() -> Run:
    """Run `kiosk` with these arguments in a process of its own, to its end."""

    def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "kiosk", *map(str, arguments)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(30)
        yield listening


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            "1080x1920x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait()
