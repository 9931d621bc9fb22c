"""Kills a process with SIGKILL before and after each of its calls to the disk, one process per moment.

Run as `python -m tests.kiosk.store.dying SCENARIO FOLDER`: makes FOLDER/0000, FOLDER/0001, … with
what each death left behind, and prints how many there are; the last one was left to live. No code
of ours is changed: the interpreter's own profiling hook sees every call into SQLite and the kernel.
"""

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from kiosk.contracts.captures import Rendition
from kiosk.courier.folder import Folder, Settings
from kiosk.courier.lane import Lane
from kiosk.courier.retries import Backoff
from kiosk.store import CaseDraft, Payment, PaymentState, Store
from kiosk.store.ballast import Ballast
from kiosk.store.sealing import AuthorityKey, authority_key, read_jwk
from kiosk.store.signing import make_device_key
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import SETTINGS, TEST_BITS

SERVICE = "ausweis-vorerfassung"
PICTURE = b"\xff\xd8\xff" + b"portrait of a citizen" * 500
RENDITIONS = (
    Rendition("interchange", "image/jpeg", PICTURE),
    Rendition("production", "image/jp2", PICTURE[:5000]),
    Rendition("chip", "image/jp2", PICTURE[:2000]),
)
KERNEL = frozenset(
    [
        "open",
        "write",
        "fsync",
        "rename",
        "link",
        "unlink",
        "mkdir",
        "rmdir",
        "chmod",
        "fchmod",
        "ftruncate",
        "posix_fallocate",
    ]
)
SQLITE = frozenset(["Connection.execute", "Connection.close", "connect"])
Act = Callable[[], None]


class Reaper:
    """Counts calls to the disk and kills the process at the one it waits for."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event not in ("c_call", "c_return"):
            return
        module, name = getattr(called, "__module__", None), called.__qualname__
        if (
            (module == "posix" and name in KERNEL)
            or name in SQLITE
            or name.endswith("Writer.flush")
        ):
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1


def opened(folder: Path, authority: AuthorityKey) -> Store:
    return Store.open(
        folder / "terminal.db",
        FakeClock(),
        SETTINGS,
        authorities={"folder": authority},
        key=make_device_key(folder / "device.pem"),
    )


def first_start(folder: Path, authority: AuthorityKey) -> Act:
    return lambda: opened(folder, authority).close()


def seal(folder: Path, authority: AuthorityKey) -> Act:
    store = opened(folder, authority)
    take(store, "photo")

    def act() -> None:
        told(folder, take(store, "photo"))

    return act


def take(store: Store, kind: str) -> str:
    return store.seal_capture("s1", kind, RENDITIONS, {}, destination="folder")


def paid_case(store: Store) -> CaseDraft:
    photo, finger = take(store, "photo"), take(store, "finger_right")
    take(store, "signature")
    store.journal("P-1", PaymentState.INTENT, 1300)
    store.journal("P-1", PaymentState.AUTHORISED, 1300)
    payment = Payment("P-1", 1300)
    return CaseDraft("s1", SERVICE, "folder", {}, captures=(photo, finger), payment=payment)


def store_case(folder: Path, authority: AuthorityKey) -> Act:
    store = opened(folder, authority)
    draft = paid_case(store)

    def act() -> None:
        told(folder, store.store_case(draft).number)

    return act


def deliver(folder: Path, authority: AuthorityKey) -> Act:
    store = opened(folder, authority)
    store.store_case(paid_case(store))
    store.journal("P-1", PaymentState.CONFIRMED, 1300)
    one_lane = lane(folder, store)

    def act() -> None:
        one_lane.step()

    return act


def expire(folder: Path, authority: AuthorityKey) -> Act:
    store = opened(folder, authority)
    store.store_case(paid_case(store))
    take(store, "photo")

    def act() -> None:
        store.discard_captures("s1")
        (line,) = store.oversight.cases()
        store.retention.erase(line.number)

    return act


def lane(folder: Path, store: Store) -> Lane:
    (folder / "delivered").mkdir(exist_ok=True)
    destination = Folder(Settings(str(folder / "delivered")))
    chance = random.Random(1)  # noqa: S311 - a test's own
    ballast = Ballast(folder / "terminal.db", 0)
    return Lane("folder", destination, store, FakeClock(), Backoff(0, 0, 0), chance, ballast)


def told(folder: Path, answer: str) -> None:
    """Put down what the citizen was told, at the moment he was told; past the reaper's reach."""
    sys.setprofile(None)
    (folder / "told").write_text(answer)


SCENARIOS = {each.__name__: each for each in (first_start, seal, store_case, deliver, expire)}


def main(scenario: str, folder: Path, key: Path) -> int:
    """Answer at how many moments the scenario was ended."""
    authority = authority_key(read_jwk(key), minimum_bits=TEST_BITS)
    # Imported before the first child is made, so that none of them spends its calls on it.
    (folder / "warm").mkdir()
    opened(folder / "warm", authority).close()
    moment = 0
    while True:
        here = folder / f"{moment:04d}"
        here.mkdir()
        child = os.fork()
        if child == 0:
            act = SCENARIOS[scenario](here, authority)
            sys.setprofile(Reaper(moment))
            act()
            sys.setprofile(None)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status):
                raise SystemExit("the scenario failed by itself")
            return moment
        moment += 1


if __name__ == "__main__":
    print(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))  # noqa: T201 - the test's answer
