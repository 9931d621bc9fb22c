"""Run on a disk of twenty megabytes: fill it with cases, see each refused or kept whole, then deliver."""

import random
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.courier.folder import Folder, Settings
from kiosk.courier.lane import Lane
from kiosk.courier.retries import Backoff
from kiosk.store import CaseDraft, Store, StoreFailed, StoreFault, StoreSettings
from kiosk.store.ballast import Ballast
from kiosk.store.sealing import authority_key
from kiosk.store.signing import make_device_key
from kiosk.store.verifying import verify
from tests.kiosk.store.conftest import TEST_BITS, make_private, public_half


def main(disk: Path, delivered: Path) -> None:
    clock = SystemClock()
    key = make_device_key(disk / "device.pem")
    authority = authority_key(public_half(make_private("a")), minimum_bits=TEST_BITS)
    # The reserve is smaller than a case: some cases get past it and hit the disk's very end.
    settings = StoreSettings(reserve_bytes=500_000)
    store = Store.open(disk / "terminal.db", clock, settings, authorities={"d": authority}, key=key)
    ballast = Ballast(disk / "terminal.db", 8_000_000)
    ballast.take_in()
    stored = fill(store)
    assert stored > 5, stored
    lines = store.oversight.cases()
    assert len(lines) == stored, "what was acknowledged is there, what was refused is not"
    assert verify(disk / "terminal.db", key.public_key()).holds

    chance = random.Random(1)  # noqa: S311 - a test's own
    lane = Lane(
        "d", Folder(Settings(str(delivered))), store, clock, Backoff(0, 0, 0), chance, ballast
    )
    for _ in range(stored * 3):
        lane.step()
    assert len(list(delivered.iterdir())) == stored
    assert not store.oversight.cases(state="pending")
    store.tidy()
    assert fill(store, prefix="again") > 0, "delivery made room"
    store.close()
    assert verify(disk / "terminal.db", key.public_key()).holds
    print("all is well")  # noqa: T201 - what the test waits for


def fill(store: Store, prefix: str = "first") -> int:
    """Store cases until the disk is full, of ever smaller size; answer how many were kept."""
    stored, failures = 0, 0
    size = 900_000
    while failures < 12:
        try:
            store.store_case(
                CaseDraft(f"{prefix}-{stored}-{failures}", "s", "d", {"q": "x" * size})
            )
            stored += 1
        except StoreFailed as failed:
            if failed.failure is not StoreFault.DISK_FULL:
                raise
            failures += 1
            size = size * 2 // 3
    return stored


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
