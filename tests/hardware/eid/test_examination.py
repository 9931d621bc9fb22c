"""What the doctor says of AusweisApp: there or not, too old, newer than tried."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardware.eid.ausweisapp import examine
from hardware.eid.ausweisapp.process import NotInstalled, installed
from hardware.eid.ausweisapp.settings import Settings
from hardware.examining import Finding

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def said(program: Path | str) -> Finding:
    (finding,) = examine(Settings(program=str(program)), NOW)
    return finding


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "AusweisApp"
    path.touch(0o755)
    return path


@pytest.mark.parametrize(
    ("answer", "fine", "word"),
    [
        ("AusweisApp2 1.24.4", False, "too old"),
        ("AusweisApp2 1.26.2", True, "is installed"),
        ("AusweisApp 2.3.1", True, "is installed"),
        ("AusweisApp 2.99.0", None, "newer"),
        ("AusweisApp 10.0", None, "newer"),
        ("hello", False, "does not tell its version"),
        ("", False, "does not tell its version"),
    ],
)
def test_a_version_is_judged(program: Path, answer: str, fine: bool | None, word: str) -> None:  # noqa: FBT001 - parametrized
    program.write_text(f"#!/bin/sh\necho '{answer}'\n", "utf-8")
    finding = said(program)
    assert finding.fine is fine
    assert word in finding.sentence


def test_what_is_missing_is_named_with_its_package(tmp_path: Path) -> None:
    finding = said(tmp_path / "nowhere")
    assert finding.fine is False
    assert "install the Debian package ausweisapp2" in finding.sentence


def test_a_program_that_cannot_be_run_tells_no_version(program: Path) -> None:
    program.write_bytes(b"\x7fELF nonsense")
    assert said(program).fine is False


def test_recorded_messages_are_told_of() -> None:
    (finding,) = examine(Settings(replay="ws://127.0.0.1:9"), NOW)
    assert finding.fine is None


@pytest.mark.real_eid
def test_the_installed_one_is_fine() -> None:
    try:
        installed("")
    except NotInstalled:
        pytest.skip("The eID client is missing (Debian package ausweisapp2).")
    finding = said("")
    assert finding.fine is not False, finding.sentence
