"""The files of the tree as git sees them: tracked, or new and not ignored."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """Answer the files whose names end so, all without arguments; relative to ROOT."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = (Path(line) for line in sorted(set(listed)))
    return tuple(
        path
        for path in paths
        if (ROOT / path).is_file() and (not endings or path.name.endswith(endings))
    )


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def texts() -> dict[Path, str]:
    """Answer every file that is text, by path."""
    found = {}
    for path in tracked():
        data = (ROOT / path).read_bytes()
        if b"\0" not in data:
            found[path] = data.decode("utf-8")
    return found
