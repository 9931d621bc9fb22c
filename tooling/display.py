"""A private X display for commands that draw where nobody looks."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tooling.places import BUILD
from tooling.refusal import Refused

SCREEN = "1920x1920x24"
LOG = "display.log"


@contextmanager
def private_display() -> Iterator[str]:
    """Start an Xvfb on the first free number and answer its name; it ends with the block."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN]
    command += ["-nolisten", "tcp", "-noreset", "-nocursor"]
    BUILD.mkdir(exist_ok=True)
    with os.fdopen(reading) as announced, (BUILD / LOG).open("wb") as log:
        try:
            # A session of its own: Ctrl-C is for the program, which may still draw while it leaves.
            server = subprocess.Popen(
                command, pass_fds=(writing,), stdout=log, stderr=log, start_new_session=True
            )
        finally:
            os.close(writing)
        with server:
            try:
                yield f":{_number(announced.readline())}"
            finally:
                server.terminate()


def _number(announced: str) -> int:
    if not announced.strip().isdecimal():
        raise Refused(f"The virtual display does not start; build/{LOG} says why.")
    return int(announced)
