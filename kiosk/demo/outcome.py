"""What a headless run leaves: opened cases, and a report of every journey."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from kiosk.demo.autopilot import Walked
from kiosk.demo.places import Places
from kiosk.store.opening import OpeningFailed, open_delivery, write_opened
from kiosk.store.signing import load_public_key
from kiosk.store.unsealing import PrivateKey
from kiosk.store.verifying import verify


def ended_sessions(database: Path) -> tuple[str, ...]:
    """Answer how the sessions so far ended, oldest first, as the event log has it."""
    if not database.exists():
        return ()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as log:
        rows = log.execute(
            "SELECT attributes FROM events WHERE event = 'session.ended' ORDER BY seq"
        )
        return tuple(str(json.loads(row[0])["outcome"]) for row in rows)


def undelivered(database: Path) -> int:
    """Answer how many cases still wait in the outbox."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store:
        return int(
            store.execute("SELECT count(*) FROM outbox WHERE state = 'pending'").fetchone()[0]
        )


def open_cases(places: Places, out: Path) -> tuple[str, ...]:
    """Open every delivered case with the demo authority's key into `out/cases`; answer their numbers."""
    key = PrivateKey(json.loads(places.private_key.read_text("utf-8")))
    numbers = []
    for folder in sorted(path.parent for path in places.delivered.rglob("manifest.json")):
        case = open_delivery(folder, key)
        write_opened(case, out / "cases" / folder.name)
        numbers.append(folder.name)
    return tuple(numbers)


def report(places: Places, out: Path, walks: Iterable[Walked], tell: Callable[[str], None]) -> bool:
    """Write `report.json`; answer whether every journey was completed and the log holds."""
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
        "receipts": sorted(file.name for file in places.slips.glob("*.png")),
        "event_log": {"holds": log.holds, "records": log.records, "signed": log.signed},
    }
    (out / "report.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    return log.holds and all(walk.outcome == "completed" for walk in walks)
