"""The units: systemd understands every line, each is shut in well, and they fit each other and the code."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.cli import COMMANDS
from kiosk.config.load import load_configuration

SYSTEMD = Path(__file__).resolve().parents[2] / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
PROGRAM = "/opt/buergerterminal/bin/kiosk"
# What systemd-analyze security says at most: 0 is a unit shut in wholly, 10 one that may do all.
EXPOSURE = {
    "buergerterminal-agent.service": 0.6,
    "buergerterminal-courier.service": 1.6,
    "buergerterminal-handover.service": 1.6,
    "buergerterminal-terminal.service": 2.5,  # of this 0.6 are for Chromium's sandbox
    "buergerterminal-display.service": 6.0,
}

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="Debian's package systemd is not installed"
)


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they would lie on a machine, with programs that are on this one."""
    for unit in UNITS:
        text = re.sub(
            r"^(Exec\w+=)/\S+", r"\1/bin/true", unit.read_text("utf-8"), flags=re.MULTILINE
        )
        (tmp_path / unit.name).write_text(text, "utf-8")
    return tmp_path


def read(unit: Path) -> dict[str, list[str]]:
    """Answer the unit's settings; a setting may be given more than once."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text("utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("unit", UNITS, ids=names(UNITS))
def test_systemd_understands_every_line(unit: Path, installed: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", installed / unit.name],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{installed}:/lib/systemd/system"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=names(UNITS))
def test_it_is_shut_in(unit: Path, installed: Path) -> None:
    told = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=true", "--no-pager"),
            *(f"--threshold={round(EXPOSURE[unit.name] * 10)}", str(installed / unit.name)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-300:]


@pytest.mark.parametrize("unit", UNITS, ids=names(UNITS))
def test_no_unit_gives_up_or_leaves_a_core(unit: Path) -> None:
    settings = read(unit)
    assert settings["StartLimitIntervalSec"] == ["0"]
    assert settings["Restart"] == ["always"]
    assert settings["LimitCORE"] == ["1"]
    assert settings["NoNewPrivileges"] == ["yes"]
    assert settings["ProtectSystem"] == ["strict"]


@pytest.mark.parametrize("name", ["terminal", "courier", "agent"])
def test_our_programs_are_watched_and_are_commands_that_exist(name: str) -> None:
    settings = read(SYSTEMD / f"buergerterminal-{name}.service")
    assert settings["ExecStart"] == [f"{PROGRAM} {name}"]
    assert name in {command for command, _, _ in COMMANDS}
    assert settings["Type"] == ["notify"]
    assert int(settings["WatchdogSec"][0]) > 0


def test_the_hand_over_server_is_watched_and_keeps_its_state_to_itself() -> None:
    settings = read(SYSTEMD / "buergerterminal-handover.service")
    assert settings["ExecStart"] == ["/opt/buergerterminal/bin/desk handover serve"]
    assert settings["Type"] == ["notify"]
    assert int(settings["WatchdogSec"][0]) > 0
    assert settings["StateDirectoryMode"] == ["0700"]
    assert settings["MemorySwapMax"] == ["0"]


def test_systemd_loses_patience_later_than_the_supervisor() -> None:
    settings = read(SYSTEMD / "buergerterminal-terminal.service")
    limits = load_configuration(profile="terminal").supervisor
    assert float(settings["WatchdogSec"][0]) > limits.hang + limits.leave
    assert float(settings["TimeoutStopSec"][0]) > limits.leave
    assert float(settings["TimeoutStartSec"][0]) > limits.show


def test_the_configured_folders_are_those_of_the_units() -> None:
    configuration = load_configuration(profile="terminal")
    terminal = read(SYSTEMD / "buergerterminal-terminal.service")
    agent = read(SYSTEMD / "buergerterminal-agent.service")
    assert str(configuration.store.state_dir) == f"/var/lib/{terminal['StateDirectory'][0]}"
    assert configuration.agent.socket.parent == Path("/run") / agent["RuntimeDirectory"][0]
    assert configuration.agent.health.parent == Path("/var/lib") / agent["StateDirectory"][0]
    assert agent["Group"][0] in terminal["SupplementaryGroups"][0].split()


@pytest.mark.skipif(os.geteuid() != 0, reason="accounts are made by root")
def test_accounts_and_folders_are_made_as_the_units_want_them(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for tool, folder in (("systemd-sysusers", "sysusers.d"), ("systemd-tmpfiles", "tmpfiles.d")):
        shutil.copytree(SYSTEMD / folder, tmp_path / "usr/lib" / folder)
        command = [tool, f"--root={tmp_path}"]
        told = subprocess.run(
            command if tool == "systemd-sysusers" else [*command, "--create"],
            check=False,
            capture_output=True,
            text=True,
        )
        assert told.returncode == 0, told.stderr
        # what it does not understand it leaves out, and succeeds
        assert "buergerterminal.conf:" not in told.stderr
    accounts = {
        line.split(":")[0]: int(line.split(":")[2])
        for line in (tmp_path / "etc/passwd").read_text("utf-8").splitlines()
    }
    for unit in UNITS:
        assert read(unit)["User"][0] in accounts
    state = (tmp_path / "var/lib/buergerterminal").stat()
    assert state.st_mode & 0o7777 == 0o2770
    assert state.st_uid == accounts["buergerterminal"]
    secrets = (tmp_path / "etc/buergerterminal/credentials").stat()
    assert (secrets.st_mode & 0o7777, secrets.st_uid) == (0o700, 0)
