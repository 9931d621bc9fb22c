"""The managed policy by which the administrator shuts Chromium in: what it must say, and what it says.

    python -m hardware.browser.policy > /etc/chromium/policies/managed/buergerterminal.json

Only root can write there, so a terminal can neither loosen its policy nor forget it.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from hardware.browser.process import installed
from hardware.examining import Finding

MANAGED = Path("/etc/chromium/policies/managed")
"""Where Debian's Chromium reads policies that nobody can overrule; every file there counts."""

_NAMESPACES = (
    Path("/proc/sys/user/max_user_namespaces"),
    Path("/proc/sys/kernel/unprivileged_userns_clone"),
)


def shipped() -> str:
    """Answer the policy as a file's text."""
    return files("config").joinpath("browser").joinpath("policy.json").read_text("utf-8")


def lacking(folder: Path = MANAGED) -> tuple[str, ...]:
    """Answer the names of the shipped policies that the files of a folder do not put in force."""
    said: dict[str, list[object]] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        for name, value in found.items() if isinstance(found, dict) else ():
            said.setdefault(name, []).append(value)
    # Of two files that say different things it is not for us to know which one wins.
    return tuple(
        name
        for name, value in json.loads(shipped()).items()
        if not said.get(name) or any(other != value for other in said[name])
    )


def examine(program: str, *, sandbox: bool, policy: bool) -> Iterator[Finding]:
    """Yield what there is on this machine, and what is wanting, for a browser that is shut in."""
    found = installed(program)
    if found is None:
        yield Finding(False, f"{program or 'Chromium'} is missing; install Debian's chromium.")
    else:
        yield Finding(True, f"{found} is installed.")
    try:
        ctypes.CDLL("libxcb-shape.so.0")
    except OSError:
        yield Finding(False, "libxcb-shape.so.0 is missing; install Debian's libxcb-shape0.")
    missing = lacking() if policy else ()
    if missing:
        named = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")  # noqa: PLR2004 - few
        yield Finding(
            False,
            f"Chromium is not shut in: of its policies {len(missing)} are not in force in {MANAGED}"
            f" ({named}); install them as docs/portal.md says.",
        )
    elif policy:
        yield Finding(True, f"Chromium is shut in by the policies of {MANAGED}.")
    for switch in _NAMESPACES if sandbox else ():
        if switch.exists() and switch.read_text().strip() == "0":
            yield Finding(False, f"{switch} is 0; Chromium's sandbox needs user namespaces.")


if __name__ == "__main__":
    sys.stdout.write(shipped())
