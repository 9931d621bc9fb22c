"""What the commands need from Debian: package, reason, and what becomes of a command without it."""

import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Need:
    """A Debian package. `without` says what is missing then; empty: nothing works without it."""

    package: str
    reason: str
    without: str = ""


def _venv_package() -> str:
    """Debian splits `venv` off its own Pythons; any other Python brings it along."""
    own = Path(sys.executable).resolve().parent == Path("/usr/bin")
    return f"python3.{sys.version_info.minor}-venv" if own else ""


def _headers_package() -> str:
    include = Path(sysconfig.get_paths()["include"], "Python.h")
    return "" if include.exists() else f"python3.{sys.version_info.minor}-dev"


BUILDING = (
    Need(_venv_package(), "virtual environment"),
    Need(_headers_package(), "building pyscard, which has no wheel for Linux"),
    Need("gcc", "building pyscard"),
    Need("libc6-dev", "building pyscard"),
    Need("swig", "building pyscard"),
    Need("libpcsclite-dev", "building pyscard"),
)

RUNNING = (
    Need("libpcsclite1", "card readers"),
    Need("libgl1", "the window"),
    Need("libegl1", "the window"),
    Need("libgles2", "the window"),
    Need("libgl1-mesa-dri", "drawing without a graphics card"),
    Need("libmtdev1", "touch screens"),
    Need("libglib2.0-0", "the camera's picture library"),
    Need("libfribidi0", "setting text as everywhere else"),
    Need("pcscd", "card readers", without="card reader and eID answer from a record"),
    Need("vsmartcard-vpcd", "the test card", without="the eID answers from a record"),
    Need("ausweisapp2", "the real eID", without="the eID answers from a record"),
    Need("chromium", "portals of others", without="portals of others are not offered"),
    Need("xdotool", "touching windows", without="no portal is walked by itself"),
    Need("libxcb-shape0", "the portals' window", without="portals of others are not offered"),
    Need("chromium-l10n", "portals in German", without="dates at portals are in English"),
    Need("espeak-ng", "reading aloud", without="nothing is read aloud"),
)

HEADLESS = (Need("xvfb", "a display where there is none"),)

TESTING = (
    *HEADLESS,
    Need("systemd", "verifying the units", without="the units' tests are skipped"),
    Need("strace", "hearing all that is written", without="secrets are not searched for"),
    Need("cups-daemon", "printing on A4", without="A4 is tried without CUPS between"),
    Need("cups-client", "printing on A4", without="A4 is tried without CUPS between"),
    Need("gir1.2-fprint-2.0", "readers of libfprint", without="libfprint's tests are skipped"),
    Need("python3-gi", "readers of libfprint", without="libfprint's tests are skipped"),
)


def missing_from(needs: Iterable[Need], present: Iterable[str]) -> tuple[Need, ...]:
    there = frozenset(present)
    return tuple(need for need in needs if need.package and need.package not in there)
