"""How the courier empties a long queue: how fast, and whether it grows while it does."""

import random
from pathlib import Path

import psutil

from kiosk.bench.figures import Figure
from kiosk.bench.storing import ANSWERS, IDENTITY
from kiosk.clock import SystemClock
from kiosk.courier.destinations import make_destination
from kiosk.courier.lane import Lane
from kiosk.courier.retries import Backoff
from kiosk.store import CaseDraft, Store
from kiosk.store.ballast import Ballast
from kiosk.store.sealing import authority_key, make_authority_key

QUEUED = 10_000
SETTLED = 1_000
"""Cases after which the courier has everything in memory that it will ever need."""
STEPS = 10
GROWTH_MB = 4.0
EACH_MS = 50.0
MEGABYTE = 1_000_000


def measure_draining(folder: Path, queued: int = QUEUED) -> tuple[Figure, ...]:
    """Queue cases in a fresh database in `folder` and deliver them to a folder beside it."""
    clock = SystemClock()
    _queue(folder, queued)
    table = {"driver": "folder", "path": str(folder / "delivered")}
    destination = make_destination("intake", table, clock)
    chance = random.Random(1)  # noqa: S311 - spreads load, guards nothing
    with Store.open(folder / "terminal.db", clock) as store:
        ballast = Ballast(folder / "terminal.db", 0)
        lane = Lane("intake", destination, store, clock, Backoff(), chance, ballast)
        _deliver(lane, SETTLED)
        before = _megabytes()
        times, growth = [], []
        for _ in range(STEPS):
            share = (queued - SETTLED) // STEPS
            began = clock.monotonic()
            _deliver(lane, share)
            times.append((clock.monotonic() - began) * 1000 / share)
            growth.append(max(0.0, _megabytes() - before))
    destination.close()
    return (
        Figure(f"a case delivered, of {queued} in the queue", "ms", tuple(times), EACH_MS),
        Figure(f"memory grown while {queued} went out", "MB", tuple(growth), GROWTH_MB, worst=True),
    )


def _queue(folder: Path, queued: int) -> None:
    clock = SystemClock()
    _, public = make_authority_key()
    authorities = {"intake": authority_key(public)}
    with Store.open(folder / "terminal.db", clock, authorities=authorities) as store:
        for number in range(queued):
            draft = CaseDraft(f"bench-{number}", "fuehrungszeugnis", "intake", ANSWERS, IDENTITY)
            store.store_case(draft)


def _deliver(lane: Lane, count: int) -> None:
    for _ in range(count):
        if not lane.step():
            raise RuntimeError("the queue ended before all was delivered")


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / MEGABYTE
