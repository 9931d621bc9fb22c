"""Folders of one process in the run directory: private, and gone at the latest with the next start."""

import os
import shutil
import tempfile
from pathlib import Path


def make(kind: str) -> Path:
    """Make a folder (mode 0700) for this process; sweep away those of processes that were killed.

    It lies in systemd's RUNTIME_DIRECTORY, which is in RAM and leaves with the unit, else where
    temporary files do. Its name tells whose it is.
    """
    parent = _parent()
    _sweep(parent, kind)
    return Path(tempfile.mkdtemp(prefix=f"{kind}-{os.getpid()}-", dir=parent))


def _parent() -> Path:
    # systemd names several folders, parted by colons, where a unit has several (systemd.exec(5)).
    given = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(given or tempfile.gettempdir())


def _sweep(parent: Path, kind: str) -> None:
    """Remove the folders of processes that are no more; a link in their place is left alone."""
    for folder in parent.glob(f"{kind}-*-*"):
        owner = folder.name.removeprefix(f"{kind}-").partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)
