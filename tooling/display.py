"""A private X display for commands that draw where nobody looks."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tooling.refusal import Refused

SCREEN = "1920x1920x24"


@contextmanager
def private_display() -> Iterator[str]:
    """Start an Xvfb on the first free number and answer its name; it ends with the block."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN]
    command += ["-nolisten", "tcp", "-noreset", "-nocursor"]
    server = subprocess.Popen(
        command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as announced:
            number = announced.readline().strip()
        if not number:
            _, said = server.communicate()
            last = said.strip().splitlines()[-1:] or ["no word"]
            raise Refused(f"The virtual display does not start: {last[0]}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
