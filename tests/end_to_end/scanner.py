"""Looks for bytes of a citizen where they must not be: in files, and in the memory of processes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import psutil

FEW_DIGITS = 6
CHUNK = 16 * 1024 * 1024

Needles = Mapping[str, tuple[bytes, ...]]
"""What is looked for, by a name that may be told, in every form in which it could lie there."""


def forms(text: str) -> tuple[bytes, ...]:
    """Answer a text in UTF-8 and Latin-1; without their zeros UTF-16 and UTF-32 are the latter."""
    return tuple(dict.fromkeys((text.encode(), text.encode("latin-1"))))


def in_files(folders: Iterable[Path], needles: Needles) -> list[str]:
    """Answer where in the folders' files, or in their names, a needle stands."""
    found = []
    for path in (path for folder in folders for path in folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{name} in {path}" for name in _met(content, needles)]
        found += [f"{name} in the name {path}" for name in _met(str(path).encode(), needles)]
    return found


def in_memory(processes: Iterable[psutil.Process], needles: Needles) -> list[str]:
    """Answer in which process a needle stands. Raises PermissionError for others than root."""
    found = []
    for process in processes:
        names = {name for part in _memory(process.pid) for name in _met(part, needles, _alone)}
        found += [f"{name} in {' '.join(process.cmdline()[:5])}" for name in sorted(names)]
    return found


def _anywhere(form: bytes, dense: bytes) -> bool:
    return form in dense


def _alone(form: bytes, dense: bytes) -> bool:
    """Answer whether it stands there; up to six digits only where they are no part of a number.

    A gigabyte of memory holds tables of numbers, and in one of them any six digits in a row.
    """
    if not form.isdigit() or len(form) > FEW_DIGITS:
        return form in dense
    return re.search(rb"(?<![0-9.])" + form + rb"(?![0-9])", dense) is not None


def _met(
    content: bytes, needles: Needles, stands: Callable[[bytes, bytes], bool] = _anywhere
) -> Iterator[str]:
    """Yield what is met. Zeros are left out: so wide characters are searched in one go as well."""
    dense = content.translate(None, b"\0")
    for name, written in needles.items():
        if any(stands(form.translate(None, b"\0"), dense) for form in written):
            yield name


def _memory(pid: int) -> Iterator[bytes]:
    """Yield what the process can write to or has of its own; parts overlap by a needle's length."""
    overlap = 1024
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _regions(pid):
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    yield memory.read(min(CHUNK + overlap, end - at))
                except (OSError, ValueError):  # a device's pages, or gone meanwhile
                    continue


def _regions(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        place, rights, _, _, inode, *name = line.split(maxsplit=5)
        is_own = rights.startswith("rw") or (rights.startswith("r") and inode == "0")
        if is_own and name not in (["[vvar]"], ["[vsyscall]"], ["[vvar_vclock]"]):
            start, end = (int(bound, 16) for bound in place.split("-"))
            yield start, end
