"""One line a stage: what is being done, how far it is, how long it took."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WIDTH = 64


class Stage:
    """A running stage; `count` may be moved while it runs and is shown beside its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = ""
        self._began = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._began

    def line(self, ending: str) -> str:
        text = f"  {self.name}" + (f" · {self.count}" if self.count else "")
        return f"{text[:WIDTH]:<{WIDTH}} {ending}"


@contextmanager
def stage(name: str) -> Iterator[Stage]:
    """Show `name` from start to end: a moving line on a screen, a line every 20 s in a log."""
    running = Stage(name)
    done = threading.Event()
    live = sys.stdout.isatty()
    pulse = threading.Thread(target=_show, args=(running, done), kwargs={"live": live}, daemon=True)
    pulse.start()
    ending = "stopped"
    try:
        yield running
        ending = f"{running.seconds():5.0f} s"
    finally:
        done.set()
        pulse.join()
        print(("\r\033[K" if live else "") + running.line(ending), flush=True)


def _show(running: Stage, done: threading.Event, *, live: bool) -> None:
    patience = 0.2 if live else 20.0
    write: Callable[[str], object] = sys.stdout.write
    while not done.wait(patience):
        ending = f"{running.seconds():5.0f} s …"
        write(f"\r\033[K{running.line(ending)}" if live else f"{running.line(ending)}\n")
        sys.stdout.flush()
