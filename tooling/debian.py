"""Asks Debian what is installed and has it install the rest, with the right that is there."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tooling.logged import known_cause, run_logged
from tooling.needs import Need
from tooling.progress import Stage, stage
from tooling.refusal import Refused

DATABASE = Path("/var/lib/dpkg/status")
LOG = "debian.log"
QUIETLY = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}


def database_mark() -> int:
    """Answer a number that changes whenever a package comes or goes; 0 where there is no dpkg."""
    try:
        return DATABASE.stat().st_mtime_ns
    except OSError:
        return 0


def installed() -> frozenset[str]:
    """Answer the installed packages and what they provide (Debian 13 renamed some libraries)."""
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package}|${db:Status-Status}|${Provides}\n"],
        capture_output=True,
        text=True,
        check=False,
    )
    names: set[str] = set()
    for line in shown.stdout.splitlines():
        package, status, provides = line.split("|")
        if status == "installed":
            names.add(package)
            names.update(part.split()[0] for part in provides.split(",") if part.strip())
    return frozenset(names)


def install(missing: Sequence[Need]) -> tuple[Need, ...]:
    """Install `missing`; answer the optional ones that this machine could not get.

    Raises Refused where a needed one cannot be had.
    """
    needed = [need for need in missing if not need.without]
    optional = [need for need in missing if need.without]
    right = _right_to_install(needed, optional)
    if right is None:
        return tuple(optional)
    with stage("Debian's list of packages"):
        said = run_logged([*right, "apt-get", "update"], LOG, environment=QUIETLY)
    unknown = _unknown([need.package for need in needed])
    if unknown:
        raise Refused(
            known_cause(said)
            or f"This system's package lists have no {', '.join(unknown)}; Debian 12 or later with "
            "its main archive is needed."
        )
    _install_known(right, needed)
    unknown = _unknown([need.package for need in optional])
    refused = [need for need in optional if need.package in unknown]
    optional = [need for need in optional if need not in refused]
    try:
        _install_known(right, optional)
    except Refused as refusal:
        print(f"  {refusal}")
        refused += optional
    return tuple(refused)


def _install_known(right: Sequence[str], needs: Sequence[Need]) -> None:
    if not needs:
        return
    command = [*right, "env", *(f"{key}={value}" for key, value in QUIETLY.items())]
    command += ["apt-get", "install", "-y", "--no-install-recommends"]
    command += ["-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    names = ", ".join(need.package for need in needs)
    with stage(f"Debian packages: {names}") as running:
        count = _Count(running)
        run_logged([*command, *(need.package for need in needs)], LOG, watch=count.see)


class _Count:
    """Reads "Setting up" lines against the number that apt announced."""

    def __init__(self, running: Stage) -> None:
        self._running = running
        self._of = ""
        self._done = 0

    def see(self, line: str) -> None:
        announced = re.search(r"(\d+) newly installed", line)
        if announced:
            self._of = announced[1]
        if line.startswith("Setting up "):
            self._done += 1
        self._running.count = f"{self._done} of {self._of}"


def _unknown(packages: Sequence[str]) -> list[str]:
    """Answer those that apt could not install here: dry run, together first, then one by one."""
    try_out = ["apt-get", "install", "--dry-run", "-y"]
    if not packages or _succeeds([*try_out, *packages]):
        return []
    return [package for package in packages if not _succeeds([*try_out, package])]


def _right_to_install(needed: Sequence[Need], optional: Sequence[Need]) -> tuple[str, ...] | None:
    """Answer the words before apt-get; None where it cannot run but only optional ones lack."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        return ()
    if shutil.which("apt-get") and shutil.which("sudo") and _succeeds(["sudo", "-n", "true"]):
        return ("sudo", "-n")
    if not needed:
        return None
    if shutil.which("apt-get"):
        every = " ".join(need.package for need in (*needed, *optional))
        raise Refused(f"No right to install Debian packages; run: sudo apt-get install {every}")
    names = ", ".join(need.package for need in needed)
    raise Refused(f"This is no Debian; install these by its own names for them: {names}.")


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
