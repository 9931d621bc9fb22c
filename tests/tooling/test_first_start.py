"""What a person reads who starts `./dev` on a machine that cannot give it what it needs."""

import os
import runpy
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.tooling.checkout import NOBODY, ROOT, Checkout
from tooling.commands import COMMANDS, INTERRUPTED

KNOWS_EVERYTHING = "exit 0"
OFFLINE = """
case "$1" in
  update) echo "W: Failed to fetch: Temporary failure resolving 'deb.example'"; exit 0 ;;
  *) echo "E: Unable to locate package"; exit 100 ;;
esac
"""
WITHOUT = """
case "$*" in
  *{package}*) echo "E: Unable to locate package {package}"; exit 100 ;;
  *) exit 0 ;;
esac
"""


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Checkout(Path(folder))


def one_sentence(err: str) -> str:
    lines = err.strip().splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("./dev: ")
    return lines[0]


def test_alone_it_lists_every_command_on_a_line(checkout: Checkout) -> None:
    code, out, _ = checkout.run()
    assert code == 0
    listed = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    assert listed == [command.name for command in COMMANDS]


def test_an_unknown_command_is_named(checkout: Checkout) -> None:
    code, _, err = checkout.run("dmeo")
    assert code == 2
    assert "'dmeo'" in one_sentence(err)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_help_installs_nothing(checkout: Checkout, name: str) -> None:
    checkout.play("apt-get", KNOWS_EVERYTHING)
    code, out, err = checkout.run(name, "--help")
    assert (code, err) == (0, "")
    assert f"./dev {name}" in out
    assert checkout.calls() == ""


def test_no_network_for_debian(checkout: Checkout) -> None:
    checkout.play("apt-get", OFFLINE)
    code, _, err = checkout.run("demo")
    assert code == 1
    assert "No network" in one_sentence(err)


def test_a_package_that_debian_does_not_have(checkout: Checkout) -> None:
    checkout.play("apt-get", WITHOUT.format(package="libmtdev1"))
    code, _, err = checkout.run("demo")
    assert code == 1
    assert "no libmtdev1;" in one_sentence(err)


def test_without_an_optional_package_it_goes_on_and_says_what_is_lost(checkout: Checkout) -> None:
    checkout.play("apt-get", WITHOUT.format(package="ausweisapp2"))
    code, out, err = checkout.run("demo")
    assert "Going on without ausweisapp2: the eID answers from a record." in out
    assert "Virtual environment" in out
    # The next stage meets an index that nobody answers for.
    assert code == 1
    assert "No network" in one_sentence(err)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
def test_no_right_to_install(checkout: Checkout) -> None:
    checkout.play("apt-get", KNOWS_EVERYTHING)
    checkout.folder.chmod(0o777)
    code, _, err = checkout.run("demo", user=NOBODY)
    assert code == 1
    sentence = one_sentence(err)
    assert "No right to install" in sentence
    assert "sudo apt-get install" in sentence
    assert "xvfb" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
def test_no_right_to_write(checkout: Checkout) -> None:
    checkout.play("dpkg-query", f"printf '%s' '{_everything_installed()}'")
    code, _, err = checkout.run("demo", user=NOBODY)
    assert code == 1
    assert "Permission denied" in one_sentence(err)


def test_an_environment_that_is_anothers_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "theirs").touch()
    (checkout.folder / ".venv").symlink_to(tmp_path)
    checkout.play("apt-get", KNOWS_EVERYTHING)
    code, _, err = checkout.run("demo")
    assert code == 1
    assert "remove the link" in one_sentence(err)
    assert (tmp_path / "theirs").exists()


def test_no_debian_names_what_to_install(checkout: Checkout) -> None:
    code, _, err = checkout.run("demo")
    assert code == 1
    assert "This is no Debian" in one_sentence(err)


def test_ctrl_c_ends_with_a_line(checkout: Checkout) -> None:
    os.mkfifo(checkout.folder / "started")
    checkout.play("apt-get", f"echo started > {checkout.folder / 'started'}\nexec /bin/sleep 30")
    with checkout.start("demo") as process:
        (checkout.folder / "started").read_text()
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == INTERRUPTED
    assert "stopped" in one_sentence(err.strip())


def test_an_unsuitable_python_says_so(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(checkout.programs))
    main = runpy.run_path(str(ROOT / "dev"))["main"]
    assert main() == 1
    assert "this is 3.9;" in one_sentence(capsys.readouterr().err)


def _everything_installed() -> str:
    from tooling.needs import BUILDING, HEADLESS, RUNNING  # noqa: PLC0415 - beside its one use

    needs = (*BUILDING, *RUNNING, *HEADLESS)
    return "".join(f"{need.package}|installed|\n" for need in needs if need.package)
