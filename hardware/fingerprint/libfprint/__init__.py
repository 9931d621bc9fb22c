"""Driver `libfprint`: readers that libfprint knows and that give images; for demo and test.

None of them is known to be certified as BSI TR-03121 demands: not for German documents.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hardware.examining import Finding
from hardware.fingerprint import FingerprintScanner
from hardware.fingerprint.libfprint.driver import LibfprintScanner
from hardware.fingerprint.libfprint.process import ReaderProcess
from hardware.fingerprint.pictures import nominal
from kiosk.contracts.clock import Clock

PROGRAM = Path(__file__).with_name("reader.py")
TEST_SETTINGS = frozenset({"virtual"})
LIST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """`dpi` is the reader's resolution, which libfprint does not tell: 500 or 1000.

    `device` is the name of one of libfprint's drivers, "" for the first reader that gives images;
    `name` is what remarks call it, "" for libfprint's own word; `python` is the interpreter that has
    python3-gi; an answer may take `answer_patience` seconds. Raises ValueError.
    """

    dpi: int = 500
    device: str = ""
    name: str = ""
    python: str = "/usr/bin/python3"
    answer_patience: float = 5.0
    virtual: str = ""

    def __post_init__(self) -> None:
        if nominal(self.dpi) != self.dpi:
            raise ValueError("'dpi' must be 500 or 1000")
        if not self.answer_patience > 0:
            raise ValueError("'answer_patience' must be seconds above 0")

    def command(self, word: str) -> tuple[str, ...]:
        return (self.python, "-I", "-B", str(PROGRAM), word, self.device)

    def environment(self) -> dict[str, str]:
        """Answer what the process gets of an environment: nothing of the terminal's own."""
        return {"FP_VIRTUAL_IMAGE": self.virtual} if self.virtual else {}


def make(settings: Settings, clock: Clock) -> FingerprintScanner:
    process = ReaderProcess(
        settings.command("serve"), settings.environment(), clock, settings.answer_patience
    )
    return LibfprintScanner(process, clock, settings.name, settings.dpi)


def examine(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Yield which readers libfprint sees, and whether one gives images."""
    try:
        listed = subprocess.run(
            settings.command("list"),
            env=settings.environment(),
            capture_output=True,
            timeout=LIST_SECONDS,
            check=True,
        )
        devices = json.loads(listed.stdout)["devices"]
    except (OSError, subprocess.SubprocessError, ValueError, LookupError):
        yield Finding(False, "libfprint is missing: install gir1.2-fprint-2.0 and python3-gi.")
        return
    fitting = [device for device in devices if settings.device in ("", device["driver"])]
    if not fitting:
        yield Finding(False, "libfprint sees no reader: plug one in, or look at 'device'.")
    for device in fitting:
        gives = "gives images" if device["images"] else "gives no images and cannot be used"
        yield Finding(device["images"], f"{device['name']} ({device['driver']}) {gives}.")
    if any(device["images"] for device in fitting):
        yield Finding(
            None, "readers of libfprint are not certified for German documents (BSI TR-03121)."
        )
