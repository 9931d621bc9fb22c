"""Whether AusweisApp is installed here, and in a version that this driver was tried with."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hardware.eid.ausweisapp.process import NotInstalled, installed
from hardware.eid.ausweisapp.settings import Settings
from hardware.examining import Finding

_VERSION = re.compile(r"(\d+)\.(\d+)(\.\d+)*")
_OLDEST = (1, 26)
_NEWEST = (2, 3)
_PATIENCE = 10.0


def examine(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Yield what is to be said of the program; it is asked for its version, and no more."""
    if settings.replay:
        yield Finding(None, "recorded messages stand in for AusweisApp.")
        return
    try:
        program = installed(settings.program)
    except NotInstalled:
        wanted = settings.program or "AusweisApp"
        yield Finding(False, f"{wanted} is missing; install the Debian package ausweisapp2.")
        return
    yield _judged(program, _version(program))


def _judged(program: Path, version: str) -> Finding:
    found = _VERSION.search(version)
    if found is None:
        return Finding(False, f"{program} does not tell its version; is it AusweisApp?")
    number, written = (int(found[1]), int(found[2])), found[0]
    if number < _OLDEST:
        oldest = ".".join(map(str, _OLDEST))
        return Finding(False, f"AusweisApp {written} is too old; install {oldest} or newer.")
    if number > _NEWEST:
        newest = ".".join(map(str, _NEWEST))
        return Finding(
            None, f"AusweisApp {written} is newer than {newest}, the newest that was tried: try it."
        )
    return Finding(True, f"AusweisApp {written} is installed as {program}.")


def _version(program: Path) -> str:
    """Answer what the program says of itself, in a home of its own; nothing if it says nothing."""
    with tempfile.TemporaryDirectory(prefix="ausweisapp-version-") as home:
        try:
            said = subprocess.run(
                [str(program), "--version"],
                env={
                    "HOME": home,
                    "XDG_RUNTIME_DIR": home,
                    "PATH": os.environ.get("PATH", os.defpath),
                    "QT_QPA_PLATFORM": "offscreen",
                },
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
    return said.stdout.decode("utf-8", "replace")
