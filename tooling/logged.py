"""Runs a loud program quietly: its words go to a log in `build/`, its end to a sentence."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence

from tooling.places import BUILD, ROOT
from tooling.refusal import Refused

# The first sign found in a log decides; what no sign explains is left to the log itself.
SIGNS = (
    (
        ("No space left on device",),
        "The disk is full; about 2.5 GB are needed for a first start.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "A Python package is not the one that was pinned, so it was not installed; report this.",
    ),
    (
        (
            "Temporary failure resolving",
            "Temporary failure in name resolution",
            "Name or service not known",
            "Could not resolve",
            "Could not connect",
            "Network is unreachable",
            "Failed to establish a new connection",
            "Connection timed out",
            "Connection refused",
            "Unable to fetch some archives",
            "(from versions: none)",
        ),
        "No network: a package source cannot be reached; connect this machine and start again.",
    ),
    (
        ("Could not get lock", "Unable to acquire the dpkg frontend lock"),
        "Another program is installing Debian packages; start again when it is done.",
    ),
    (
        ("dpkg was interrupted",),
        "An earlier installation was cut off; run `dpkg --configure -a` as root and start again.",
    ),
    (
        ("Permission denied", "are you root?"),
        "There is no right to write where the installation must; see the log for the place.",
    ),
)


def run_logged(
    command: Sequence[str],
    log: str,
    *,
    watch: Callable[[str], None] | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run `command`, telling `watch` each line; answer all it said.

    Raises Refused with the cause that its words show.
    """
    lines: list[str] = []
    try:
        BUILD.mkdir(exist_ok=True)
        with (
            (BUILD / log).open("a", encoding="utf-8") as file,
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                cwd=ROOT,
                env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            ) as process,
        ):
            file.write(f"\n$ {' '.join(command)}\n")
            for line in process.stdout or ():
                lines.append(line)
                file.write(line)
                file.flush()
                if watch:
                    watch(line)
    except OSError as error:
        raise Refused(f"{cause(str(error))}") from error
    said = "".join(lines)
    if process.returncode:
        raise Refused(cause(said, log))
    return said


def known_cause(said: str) -> str | None:
    """Answer the sentence for a trouble that people can mend, None for anything else."""
    for signs, sentence in SIGNS:
        if any(sign in said for sign in signs):
            return sentence
    return None


def cause(said: str, log: str = "") -> str:
    """Answer the sentence for what a failed program said."""
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "no word")
    place = f" (all of it: build/{log})" if log else ""
    return known_cause(said) or f"An installation step failed: {last}{place}"
