"""Brings the checkout to where a command can run: Debian packages, `.venv`, models, catalogues.

A stamp in `.venv` remembers what stands, so that a second start only compares and installs nothing.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tooling import debian, materials
from tooling.logged import run_logged
from tooling.needs import Need, missing_from
from tooling.places import BUILD, CATALOGUES, PACKAGES, PYTHON, REQUIREMENTS, ROOT, STAMP, VENV
from tooling.progress import stage
from tooling.refusal import Refused

LOG = "python.log"
SETS = {"none": (), "terminal": ("build", "terminal", "desk"), "dev": ("build", "dev")}
ROOM = 2_500_000_000


@dataclass
class Stamp:
    """What stands. `without` are optional Debian packages that this machine could not get.

    `place` is the checkout's own: the programs in a moved `.venv` no longer start.
    """

    place: str = ""
    python: str = ""
    requirements: dict[str, str] = field(default_factory=dict)
    debian_mark: int = 0
    debian: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    def covers_packages(self, needs: Sequence[Need]) -> bool:
        known = {*self.debian, *self.without}
        unchanged = self.debian_mark == debian.database_mark()
        return unchanged and all(need.package in known for need in needs if need.package)

    def covers_requirements(self, files: Sequence[str]) -> bool:
        return not files or (
            self.stands()
            and all(self.requirements.get(name) == fingerprint(name) for name in files)
        )

    def covers_materials(self, names: Sequence[str]) -> bool:
        return all(
            self.requirements.get(name) == fingerprint(name) and materials.PLACES[name].is_dir()
            for name in names
        )

    def stands(self) -> bool:
        here = self.python == python_version() and self.place == str(VENV)
        return here and PYTHON.exists()


def prepare(
    needs: Sequence[Need], wanted: str, fetched: Sequence[str] = (), *, again: bool = False
) -> None:
    """Install what `needs` and the requirement set `wanted` (of SETS) name and is not there yet.

    `fetched` are materials (of `materials.PLACES`) to have. `again` asks once more for optional
    packages that were refused, and fetches materials anew. Raises Refused.
    """
    stamp = read_stamp()
    if again:
        stamp.without = []
        stamp.requirements = {
            name: sum_ for name, sum_ in stamp.requirements.items() if name not in fetched
        }
    files = _files(stamp, wanted)
    if not (
        stamp.covers_packages(needs)
        and stamp.covers_requirements(files)
        and stamp.covers_materials(fetched)
    ):
        with _alone():
            stamp = read_stamp() if not again else stamp
            _install(stamp, needs, files, fetched)
    if files:
        _compile_catalogues()


def _files(stamp: Stamp, wanted: str) -> tuple[str, ...]:
    """Answer the requirement files to have; the dev set holds the terminal's and serves for it."""
    if wanted == "terminal" and stamp.covers_requirements(SETS["dev"]):
        return SETS["dev"]
    return SETS[wanted]


def _install(
    stamp: Stamp, needs: Sequence[Need], files: Sequence[str], fetched: Sequence[str]
) -> None:
    if not stamp.covers_packages(needs):
        _install_packages(stamp, needs)
    if not stamp.covers_requirements(files):
        _install_requirements(stamp, files)
    for name in fetched:
        if not stamp.covers_materials([name]):
            materials.fetch(name)
            stamp.requirements[name] = fingerprint(name)
    _write_stamp(stamp)


def _install_packages(stamp: Stamp, needs: Sequence[Need]) -> None:
    missing = [
        need
        for need in missing_from(needs, debian.installed())
        if need.package not in stamp.without
    ]
    refused = debian.install(missing) if missing else ()
    stamp.debian_mark = debian.database_mark()
    stamp.without = sorted({*stamp.without, *(need.package for need in refused)})
    names = {need.package for need in needs if need.package} - {*stamp.without}
    stamp.debian = sorted({*stamp.debian, *names})
    for need in refused:
        print(f"  Going on without {need.package}: {need.without}.")


def _install_requirements(stamp: Stamp, files: Sequence[str]) -> None:
    if shutil.disk_usage(ROOT).free < ROOM:
        raise Refused(
            f"Too little room on the disk: a first start needs {ROOM / 1e9:.1f} GB beside {ROOT}."
        )
    if VENV.is_symlink():
        # Making it anew would empty somebody else's.
        raise Refused(f"{VENV} leads to {VENV.resolve()}: remove the link, and one is made here.")
    if not stamp.stands():
        with stage(f"Virtual environment for Python {python_version()}"):
            clear = [] if _is_mendable(VENV, stamp) else ["--clear"]
            run_logged([sys.executable, "-m", "venv", *clear, str(VENV)], LOG)
        stamp.python, stamp.place = python_version(), str(VENV)
        stamp.requirements = {}
    for name in files:
        if stamp.requirements.get(name) != fingerprint(name):
            _install_file(name)
            stamp.requirements[name] = fingerprint(name)
    compile_bytecode()


def _install_file(name: str) -> None:
    path = REQUIREMENTS / f"{name}.txt"
    total = len(re.findall(r"^[\w.-]+==", path.read_text(encoding="utf-8"), re.MULTILINE))
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-build-isolation"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    seen = 0
    with stage(f"Python packages, {name}") as running:

        def count(line: str) -> None:
            nonlocal seen, total
            if line.startswith("Ignoring "):
                total -= 1
            elif line.startswith(("Collecting ", "Requirement already")):
                seen += 1
                running.count = f"{min(seen, total)} of {total} fetched"
            elif line.startswith("Installing collected"):
                running.count = f"{total} being installed"

        run_logged([*command, "-r", str(path)], LOG, watch=count)
        running.count = str(total)


def compile_bytecode() -> None:
    """Compile what changed, as an installed terminal has it."""
    with stage("Bytecode"):
        places = [str(ROOT / package) for package in PACKAGES]
        run_logged([str(PYTHON), "-m", "compileall", "-q", *places], LOG)


def _compile_catalogues() -> None:
    """Texts are read as `.mo`, made beside each `.po` whenever that is newer."""
    if any(_is_stale(po) for po in CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        with stage("Text catalogues"):
            run_logged([str(PYTHON), "-m", "kiosk", "texts", "compile"], LOG)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def _is_mendable(venv: Path, stamp: Stamp) -> bool:
    """Answer whether `venv` was made here by this Python, so that nothing in it is lost."""
    if stamp.place not in {"", str(venv)}:
        return False
    try:
        made_by = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    return f"version = {python_version()}." in made_by and PYTHON.exists()


def python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def fingerprint(name: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest()


def read_stamp() -> Stamp:
    try:
        return Stamp(**json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Stamp()


def _write_stamp(stamp: Stamp) -> None:
    if not VENV.exists():
        return
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    fresh.replace(STAMP)


@contextmanager
def _alone() -> Iterator[None]:
    """One installation at a time in a checkout; a second waits and then finds all in place."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "installing.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  Another ./dev is installing in this checkout; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(str(os.getpid()))
        yield
