"""What a headless run leaves: opened cases, and a report of every journey."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from kiosk.demo.autopilot import Walked
from kiosk.demo.fit_connect.keeping import METADATA, open_kept
from kiosk.demo.places import Places
from kiosk.store.opening import OpenedCase, OpeningFailed, open_delivery, write_opened
from kiosk.store.signing import load_public_key
from kiosk.store.unsealing import PrivateKey
from kiosk.store.verifying import verify

MANIFEST = "manifest.json"
ARRIVED = ("delivered", "accepted")
COUNTER = "handover"


def ended_sessions(database: Path) -> tuple[str, ...]:
    """Answer how the sessions so far ended, oldest first, as the event log has it."""
    if not database.exists():
        return ()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as log:
        rows = log.execute(
            "SELECT attributes FROM events WHERE event = 'session.ended' ORDER BY seq"
        )
        return tuple(str(json.loads(row[0])["outcome"]) for row in rows)


def standings(database: Path) -> tuple[tuple[str, str, str], ...]:
    """Answer number, destination and state of every case that was stored, oldest first."""
    if not database.exists():
        return ()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        rows = store.execute("SELECT case_number, destination, state FROM outbox ORDER BY id")
        return tuple((str(number), str(to), str(state)) for number, to, state in rows)


def waiting(database: Path) -> tuple[str, ...] | None:
    """Answer the codes that wait for the counter; None while one is on its way there."""
    there = [row for row in standings(database) if row[1] == COUNTER]
    if any(state == "pending" for _, _, state in there):
        return None
    return tuple(number for number, _, state in there if state == "submitted")


def undelivered(database: Path) -> int:
    """Answer how many cases no authority has for good yet."""
    return sum(state not in ARRIVED for _, _, state in standings(database))


def open_cases(places: Places, out: Path) -> tuple[str, ...]:
    """Open every delivered case with the demo authority's key into `out/cases`; answer their numbers."""
    key = PrivateKey(json.loads(places.private_key.read_text("utf-8")))
    numbers = []
    for folder in deliveries(places.delivered):
        case = open_arrived(folder, key)
        write_opened(case, out / "cases" / folder.name)
        numbers.append(folder.name)
    return tuple(numbers)


def deliveries(delivered: Path) -> tuple[Path, ...]:
    """Answer the folders of delivered cases: by the folder's courier and by FIT-Connect."""
    found = (path.parent for name in (MANIFEST, METADATA) for path in delivered.rglob(name))
    return tuple(sorted(found))


def open_arrived(folder: Path, key: PrivateKey) -> OpenedCase:
    """Open a delivered case, whichever way it came. Raises OpeningFailed."""
    if (folder / METADATA).exists():
        return open_kept(folder, key)
    return open_delivery(folder, key)


def report(places: Places, out: Path, walks: Iterable[Walked], tell: Callable[[str], None]) -> bool:
    """Write `report.json`; answer whether all is well.

    Every journey was completed, every case arrived (and was accepted where a receiver can say so),
    and the event log holds.
    """
    walks = list(walks)
    try:
        cases = open_cases(places, out)
    except OpeningFailed as failed:
        tell(f"A delivered case does not open: {failed}")
        cases = ()
    log = verify(places.database, load_public_key(places.event_key))
    told = {
        "journeys": [
            {
                "id": walk.journey,
                "outcome": walk.outcome,
                "seconds": walk.seconds,
                "screens": walk.screens,
            }
            for walk in walks
        ],
        "cases": list(cases),
        "deliveries": [
            {"number": number, "destination": destination, "state": state}
            for number, destination, state in standings(places.database)
        ],
        "fetched": sorted(folder.name for folder in places.fetched.glob("[!.]*")),
        "receipts": sorted(file.name for file in places.slips.glob("*.png")),
        "event_log": {"holds": log.holds, "records": log.records, "signed": log.signed},
    }
    (out / "report.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    arrived = undelivered(places.database) == 0
    return arrived and log.holds and all(walk.outcome == "completed" for walk in walks)
