"""A copy of the checkout's tools in a folder of its own, with programs of Debian played by scripts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
SYSTEM_PYTHON = "/usr/bin/python3"  # one that every account may run


class Checkout:
    """`./dev` in a folder where nothing is installed; PATH holds only what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir()
        shutil.copy(ROOT / "dev", folder)
        for name in ("tooling", "requirements", "config"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.ttf"))
        (self.programs / "env").symlink_to("/usr/bin/env")
        (self.programs / "sh").symlink_to("/bin/sh")
        self.play("dpkg-query", "exit 0")

    def play(self, program: str, script: str) -> None:
        """Let `program` be a shell script; its calls are kept in `calls`."""
        path = self.programs / program
        calls = self.folder / "calls"
        path.write_text(f'#!/bin/sh\necho "{program} $*" >> {calls}\n{script}\n')
        path.chmod(0o755)

    def calls(self) -> str:
        calls = self.folder / "calls"
        return calls.read_text() if calls.exists() else ""

    def environment(self) -> dict[str, str]:
        return {
            "PATH": str(self.programs),
            "HOME": str(self.folder),
            "PIP_INDEX_URL": "http://127.0.0.1:9/",  # the discard port: nobody answers there
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_RETRIES": "0",
        }

    def start(self, *arguments: str, user: int | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                sys.executable if user is None else SYSTEM_PYTHON,
                "-B",
                str(self.folder / "dev"),
                *arguments,
            ],
            cwd=self.folder,
            env=self.environment(),
            user=user,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, user: int | None = None) -> tuple[int, str, str]:
        """Answer the exit code, and what was printed and complained of."""
        with self.start(*arguments, user=user) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err
