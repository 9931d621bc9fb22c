"""Folders of eID processes: private, and swept away when their process was killed."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.eid import own_folder
from hardware.eid.replay.rehearsal import Rehearsal
from kiosk.clock import SystemClock

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 2**22 + 1  # beyond the greatest process id
KILLED = """
import asyncio, os, signal
from hardware.eid.replay.rehearsal import Rehearsal
from kiosk.clock import SystemClock

async def main():
    await Rehearsal(SystemClock()).open()
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUNTIME_DIRECTORY", f"{tmp_path}:/somewhere/else")
    return tmp_path


def test_a_folder_is_for_its_process_alone(parent: Path) -> None:
    made = own_folder.make("eid")
    assert made.parent == parent
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert made.name.startswith(f"eid-{os.getpid()}-")


def test_what_the_killed_left_is_swept_and_nothing_else(parent: Path) -> None:
    elsewhere = parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    left = parent / f"eid-{NOBODY}-x"
    (left / "deep").mkdir(parents=True)
    kept = [parent / f"eid-{os.getpid()}-y", parent / f"other-{NOBODY}-x", parent / "eid-old-x"]
    for folder in kept:
        folder.mkdir()
    (parent / f"eid-{NOBODY}-link").symlink_to(elsewhere)
    own_folder.make("eid")
    assert not left.exists()
    assert all(folder.exists() for folder in (*kept, elsewhere / "kept"))


@pytest.mark.parametrize("kind", ["ausweisapp", "eid-lab", "eid-rehearsal"])
def test_each_kind_sweeps_its_own(parent: Path, kind: str) -> None:
    left = parent / f"{kind}-{NOBODY}-x"
    left.mkdir()
    own_folder.make(kind)
    assert not left.exists()


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_what_a_killed_rehearsal_left_the_next_one_removes(parent: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, check=False)  # noqa: ASYNC221 - ours
    assert len(inside(parent)) == 1
    rehearsal = Rehearsal(SystemClock())
    await rehearsal.open()
    [own] = inside(parent)
    assert own.startswith(f"eid-rehearsal-{os.getpid()}-")
    await rehearsal.close()
    assert not inside(parent)
