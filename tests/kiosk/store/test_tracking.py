"""Cases that were handed over: asked after in turn, settled once, kept when they were refused."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.store import CaseDraft, Store
from kiosk.store.oversight import CaseLine
from kiosk.store.schema import m0001_event_log, m0002_payment_journal, m0003_cases
from kiosk.store.tracking import Awaited
from tests.fake_clock import FakeClock


def handed_over(store: Store, session: str = "s1", seconds: float = 60) -> str:
    number = store.store_case(CaseDraft(session, "s", "folder", {})).number
    parcel = store.outbox.claim("folder")
    assert parcel is not None
    store.outbox.remember(parcel, {"submission": "4711", "case": "0815"})
    store.outbox.submitted(parcel, seconds)
    return number


async def due(store: Store, clock: FakeClock) -> Awaited:
    await clock.advance(60)
    (case,) = store.tracking.due("folder", 10)
    return case


def line(store: Store, number: str) -> CaseLine:
    (only,) = store.oversight.case(number)
    return only


def last_event(store: Store) -> tuple[str, dict[str, Any]]:
    row = store._database.rows("SELECT event, attributes FROM events ORDER BY seq DESC LIMIT 1")[0]
    return row["event"], json.loads(row["attributes"])


async def test_a_case_is_asked_after_when_it_is_due_and_not_before(
    store: Store, clock: FakeClock
) -> None:
    number = handed_over(store)
    assert store.outbox.claim("folder") is None
    assert store.tracking.due("folder", 10) == ()
    case = await due(store, clock)
    assert (case.number, case.submitted_at) == (number, "2026-11-21T09:00:00.000Z")
    assert case.remembered == {"submission": "4711", "case": "0815"}
    assert store.tracking.due("another", 10) == ()
    store.tracking.postponed(case, 600)
    assert store.tracking.due("folder", 10) == ()
    await clock.advance(600)
    assert len(store.tracking.due("folder", 10)) == 1


async def test_the_longest_due_come_first_and_no_more_than_asked(
    store: Store, clock: FakeClock
) -> None:
    later, sooner = handed_over(store, "s1", 50), handed_over(store, "s2", 40)
    third = handed_over(store, "s3", 60)
    await clock.advance(60)
    assert [case.number for case in store.tracking.due("folder", 2)] == [sooner, later]
    assert third not in (sooner, later)


@pytest.mark.parametrize(
    ("settle", "state", "standing", "event", "kept"),
    [
        (lambda t, c: t.accepted(c, proven=True), "accepted", "accepted", "case.accepted", False),
        (
            lambda t, c: t.rejected(c, ["hash-mismatch", "b"], "courier.rejected"),
            "rejected",
            "rejected: hash-mismatch, b",
            "case.rejected",
            True,
        ),
        (
            lambda t, c: t.rejected(c, [], "courier.rejected"),
            "rejected",
            "rejected: no reason given",
            "case.rejected",
            True,
        ),
        (
            lambda t, c: t.unclaimed(c, "courier.unclaimed"),
            "unclaimed",
            "timed out",
            "case.unclaimed",
            True,
        ),
        (
            lambda t, c: t.quarantined(c, "courier.receipt_wrong"),
            "quarantined",
            "set aside",
            "case.quarantined",
            True,
        ),
    ],
    ids=["accepted", "rejected", "rejected without reason", "unclaimed", "wrong receipt"],
)
async def test_the_receivers_word_settles_it_and_what_is_refused_is_kept(
    settle: Callable[[Any, Awaited], None],
    state: str,
    standing: str,
    event: str,
    kept: bool,  # noqa: FBT001 - a column of the table above
    store: Store,
    clock: FakeClock,
) -> None:
    number = handed_over(store)
    settle(store.tracking, await due(store, clock))
    now = line(store, number)
    assert (now.state, now.standing, now.size > 0) == (state, standing, kept)
    assert now.settled_at == "2026-11-21T09:01:00.000Z"
    assert last_event(store)[0] == event
    assert number not in json.dumps(last_event(store)[1])
    assert store.tracking.due("folder", 10) == ()
    await clock.advance(40 * 86400)
    assert store.retention.forget(timedelta(days=30)) == (0 if kept else 1)


async def test_what_was_refused_goes_out_again_as_something_new(
    store: Store, clock: FakeClock
) -> None:
    number = handed_over(store)
    store.tracking.rejected(await due(store, clock), ["x"], "courier.rejected")
    assert store.oversight.retry(number) == 1
    parcel = store.outbox.claim("folder")
    assert parcel is not None
    assert parcel.remembered == {}
    assert (line(store, number).problems, line(store, number).submission) == ((), "")


async def test_a_case_that_was_handed_over_is_not_called_back(
    store: Store, clock: FakeClock
) -> None:
    number = handed_over(store)
    assert store.oversight.retry(number) == 0
    assert store.oversight.set_aside(number) == 0
    assert (await due(store, clock)).number == number


def test_a_database_of_the_time_before_keeps_its_cases(tmp_path: Path, clock: FakeClock) -> None:
    """The outbox is rebuilt by its migration; every row must come through."""
    path = tmp_path / "terminal.db"
    older = Migrations("terminal")
    for step in (m0001_event_log, m0002_payment_journal, m0003_cases):
        older()(step)
    with closing(sqlite3.connect(path)) as before:
        older.apply(Database(before))
        for place, state in enumerate(("pending", "delivered", "quarantined"), 1):
            before.execute(
                "INSERT INTO cases VALUES (?, ?, 's', '2026-11-01T00:00:00.000Z', 'kid', ?, ?)",
                (f"AAAA-000{place}", f"key-{place}", "a" * 64, bytes([place])),
            )
            before.execute(
                "INSERT INTO outbox (case_number, destination, state, attempts, next_at, fault) "
                "VALUES (?, 'folder', ?, ?, '2026-11-01T00:00:00.000Z', ?)",
                (f"AAAA-000{place}", state, place, "courier.refused" if place == 3 else None),
            )
        before.commit()
    with Store.open(path, clock) as store:
        lines = store.oversight.cases()
        assert [(each.number, each.state, each.attempts, each.fault) for each in lines] == [
            ("AAAA-0001", "pending", 1, None),
            ("AAAA-0002", "delivered", 2, None),
            ("AAAA-0003", "quarantined", 3, "courier.refused"),
        ]
        (first, *_) = lines
        assert (first.submitted_at, first.problems, first.submission) == (None, (), "")
