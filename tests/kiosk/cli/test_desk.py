"""The command `desk` under a stand-in for systemd: ready, alive, stopped in order; accounts by hand."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from kiosk.store.signing import make_device_key
from tests.kiosk.cli.unit import ROOT
from tests.kiosk.store.conftest import make_private
from tests.remote_assist.desk.handover.conftest import Clerk

COMMAND = (sys.executable, "-m", "remote_assist.desk", "handover")


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    key = tmp_path / "authority.jwk"
    key.touch(0o600)
    key.write_text(json.dumps(make_private("authority-1")))
    make_device_key(tmp_path / "courier.key")
    path = tmp_path / "handover.toml"
    path.write_text(
        'database = "handover.db"\nkeys = ["authority.jwk"]\nsigning_key = "signing.key"\n'
        'pepper = "pepper"\nexport = "export"\nport = 0\n[terminals]\nrathaus-1 = "courier.pub"\n'
    )
    return path


def run(settings: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *arguments, "--config", settings],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_it_gets_ready_beats_serves_and_stops_in_order(
    settings: Path, systemd: socket.socket
) -> None:
    assert run(settings, "add-clerk", "beispiel", typed="richtig langes Kennwort\n") == (0, "")
    server = subprocess.Popen(
        [*COMMAND, "serve", "--config", settings],
        cwd=ROOT,
        env={**os.environ, "NOTIFY_SOCKET": systemd.getsockname()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in ("READY=1", "WATCHDOG=1"):
        while not systemd.recv(500).decode().startswith(line):
            assert server.poll() is None, server.communicate()[1]
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    assert requests.get(url, timeout=5).url == f"{url}/sign-in"
    clerk = Clerk(url)
    assert "Übergabe" in clerk.get("/").text
    clerk.close()
    server.send_signal(signal.SIGTERM)
    _, log = server.communicate(timeout=30)
    assert server.returncode == 0, log
    assert "Traceback" not in log
    modes = {path.name: path.stat().st_mode & 0o777 for path in settings.parent.iterdir()}
    private = {"handover.db", "signing.key", "pepper"}
    assert {modes[name] for name in private} == {0o600}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("colour = 1", "colour: unknown key"),
        ("hours = 97", "hours: from 0 to 96"),
        ('host = "0.0.0.0"', "only with a certificate"),
        ('certificate = "x"', "certificate and certificate_key"),
        ('applications = { fach = "short" }', "SHA-256"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(
    settings: Path, change: str, says: str
) -> None:
    settings.write_text(f"{change}\n{settings.read_text()}")
    code, told = run(settings, "serve")
    assert code == 1
    assert says in told
    assert str(settings) in told


def test_keys_and_passwords_that_are_unfit_are_refused(settings: Path) -> None:
    assert "12 to 256" in run(settings, "add-clerk", "beispiel", typed="short\n")[1]
    assert "a case number" in run(settings, "unlock", "x")[1]
    (settings.parent / "authority.jwk").chmod(0o644)
    code, told = run(settings, "serve")
    assert (code, "others may read" in told) == (1, True)
