"""Couriers that are killed: at every boundary of every call, or whenever the parent strikes.

Run as `python -m tests.kiosk.courier.fit_connect.dying boundaries|boundaries_bare|random FOLDER` with FOLDER/table.json
(the destination's table) and FOLDER/authority.jwk. No code of ours is changed: the interpreter's own
profiling hook sees every call into sockets, SQLite and the kernel. Prints how many died.
"""

import json
import os
import random
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from kiosk.clock import SystemClock
from kiosk.contracts.captures import Rendition
from kiosk.courier.destinations import make_cover, make_destination
from kiosk.courier.lane import Lane
from kiosk.courier.retries import Backoff
from kiosk.store import CaseDraft, Store
from kiosk.store.ballast import Ballast
from kiosk.store.sealing import AuthorityKey, authority_key, read_jwk
from tests.kiosk.store.conftest import SETTINGS

PICTURE = b"\xff\xd8\xff" + b"portrait of a citizen" * 500
FILES = (Rendition("interchange", "image/jpeg", PICTURE),)
# What the wire and the disk see of us; between two of them a death makes no difference to either.
WIRE = frozenset(["socket.connect", "socket.sendall", "socket.send", "socket.recv_into"])
SQLITE = frozenset(["Connection.execute"])
RANDOM_DEATHS = 240
LONGEST_LIFE = 0.07
RECEIVER_SECONDS = 0.06
PACE = Backoff(0.0, 0.0, 0.0)


class Reaper:
    """Counts calls to wire and disk and kills the process at the one it waits for."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event not in ("c_call", "c_return"):
            return
        name = called.__qualname__
        if name in SQLITE or name in WIRE:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1


def opened(folder: Path, table: dict[str, Any], key: AuthorityKey | None) -> Store:
    """Answer a terminal's store; without a key it only delivers."""
    cover = make_cover("intake", table)
    assert cover is not None
    authorities = {} if key is None else {"intake": key}
    return Store.open(
        folder / "terminal.db",
        SystemClock(),
        SETTINGS,
        authorities=authorities,
        covers={"intake": cover},
    )


def put_in(store: Store, session: str, photos: int) -> str:
    captures = tuple(
        store.seal_capture(session, f"photo{place}", FILES, {}, destination="intake")
        for place in range(photos)
    )
    draft = CaseDraft(session, "fuehrungszeugnis", "intake", {}, captures=captures)
    return store.store_case(draft).number


def lane(store: Store, table: dict[str, Any], folder: Path) -> Lane:
    clock = SystemClock()
    destination = make_destination("intake", table, clock)
    chance = random.Random(1)  # noqa: S311 - a test's own
    ballast = Ballast(folder / "terminal.db", 0)
    return Lane("intake", destination, store, clock, PACE, chance, ballast)


def child(life: Callable[[], None]) -> int:
    """Live in a child process; answer its process id."""
    pid = os.fork()
    if pid == 0:
        try:
            life()
        finally:
            os._exit(0)
    return pid


def boundaries(folder: Path, table: dict[str, Any], key: AuthorityKey, photos: int = 2) -> int:
    """Kill one courier at each moment of one delivery, each in FOLDER/<moment> with its own case."""
    seed = folder / "seed"
    opened(seed, table, key).close()
    moment = 0
    while True:
        here = folder / f"{moment:04d}"
        shutil.copytree(seed, here)

        def deliver(here: Path = here, moment: int = moment) -> None:
            store = opened(here, table, key)
            (here / "number").write_text(put_in(store, f"moment-{moment}", photos))
            one_lane = lane(store, table, here)
            sys.setprofile(Reaper(moment))
            one_lane.step()
            threading.Event().wait(RECEIVER_SECONDS)
            one_lane.step()
            sys.setprofile(None)

        _, status = os.waitpid(child(deliver), 0)
        if os.WIFEXITED(status):
            return moment
        moment += 1


def at_random(folder: Path, table: dict[str, Any], key: AuthorityKey) -> int:
    """Kill couriers of one terminal at random moments while cases keep coming in."""
    chance = random.Random(20261121)  # noqa: S311 - a test's own
    killed = 0
    with opened(folder, table, key) as store, (folder / "told").open("w") as told:
        for death in range(RANDOM_DEATHS):
            if death % 8 == 0:
                told.write(put_in(store, f"random-{death}", 1) + "\n")

            def work() -> None:
                own = opened(folder, table, None)
                one_lane = lane(own, table, folder)
                while True:
                    if not one_lane.step():
                        threading.Event().wait(0.005)

            pid = child(work)
            threading.Event().wait(chance.uniform(0.0, LONGEST_LIFE))
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            killed += os.WIFSIGNALED(status)
    return killed


def main(scenario: str, folder: Path) -> int:
    table: dict[str, Any] = json.loads((folder / "table.json").read_text())
    key = authority_key(read_jwk(folder / "authority.jwk"))
    # Imported before the first child is made, so that none of them spends its life on it.
    warm = folder / "warm"
    with opened(warm, table, key) as store:
        put_in(store, "warm", 0)
        one_lane = lane(store, table, warm)
        one_lane.step()
        one_lane.step()
    scenarios: dict[str, Callable[[Path, dict[str, Any], AuthorityKey], int]] = {
        "boundaries": boundaries,
        "boundaries_bare": partial(boundaries, photos=0),
        "random": at_random,
    }
    return scenarios[scenario](folder, table, key)


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2])))  # noqa: T201 - the test's answer
