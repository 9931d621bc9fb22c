"""Captures on disk: sealed at once, replaced, taken over by a case, destroyed in time, without trace."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kiosk.contracts.captures import Rendition
from kiosk.contracts.handover import LARGEST, LARGEST_PART, MOST_PARTS
from kiosk.store import CaseDraft, Store, StoreSettings
from kiosk.store.failures import CaptureGone, InUse, StoreFailed, StoreFault
from kiosk.store.schema import STEPS
from kiosk.store.sealing import AuthorityKey
from kiosk.store.unsealing import PrivateKey
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import SETTINGS

PHOTO = b"\xff\xd8\xff" + b"portrait of a citizen" * 1000
FILES = (
    Rendition("interchange", "image/jpeg", PHOTO),
    Rendition("chip", "image/jp2", PHOTO[:17_000]),
)
REMARKS = {"quality": 81}


def sealed(database: Path) -> list[bytes]:
    with closing(sqlite3.connect(database)) as connection:
        return [
            row[0] for row in connection.execute("SELECT sealed FROM renditions ORDER BY rowid")
        ]


def deletions(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT json_extract(attributes, '$.reason') FROM events "
                "WHERE event = 'capture.deleted' ORDER BY seq"
            )
        ]


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def draft(*captures: str, session: str = "s1") -> CaseDraft:
    return CaseDraft(session, "ausweis-vorerfassung", "folder", {}, captures=captures)


def test_a_capture_lies_on_disk_only_sealed_and_only_the_authority_opens_it(
    store: Store, database: Path, private_key: PrivateKey
) -> None:
    store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    assert [private_key.unseal(token) for token in sealed(database)] == [
        (one.content, one.media_type) for one in FILES
    ]
    assert b"portrait of a citizen" not in on_disk(database.parent)


def test_a_better_one_of_the_same_kind_takes_its_place(store: Store, database: Path) -> None:
    first = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    second = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    store.seal_capture("s1", "finger_right", FILES, REMARKS, destination="folder")
    store.seal_capture("s2", "photo", FILES, REMARKS, destination="folder")
    assert first != second
    assert len(sealed(database)) == 3 * len(FILES)
    assert deletions(database) == ["replaced"]
    with pytest.raises(CaptureGone):
        store.store_case(draft(first))


def test_a_session_that_ends_without_a_case_leaves_no_byte_of_its_captures(
    store: Store, database: Path
) -> None:
    store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    store.seal_capture("s2", "photo", FILES, REMARKS, destination="folder")
    *first, second, _ = sealed(database)
    assert len(first) == len(FILES)
    pieces = [
        token[place : place + 64] for token in first for place in range(1000, len(token) - 64, 1000)
    ]
    there = on_disk(database.parent)
    assert sum(piece in there for piece in pieces) > len(pieces) * 0.9, "a page's border hides some"
    assert store.discard_captures("s1") == 1
    left = on_disk(database.parent)
    # The pages were overwritten, not only given up.
    assert not any(piece in left for piece in pieces)
    assert second[-64:] in left
    assert deletions(database) == ["no_case"]
    assert store.discard_captures("s1") == 0


def test_room_that_captures_took_goes_back_to_the_disk(store: Store, database: Path) -> None:
    store.tidy()  # what the migrations wrote is in the file, and not in its log
    before = database.stat().st_size
    for kind in ("photo", "finger_right", "finger_left"):
        files = (Rendition("interchange", "image/jpeg", PHOTO * 40),)
        store.seal_capture("s1", kind, files, REMARKS, destination="folder")
    store.tidy()
    assert database.stat().st_size > before + 3_000_000
    store.discard_captures("s1")
    assert database.stat().st_size < before + 100_000


def test_a_case_takes_what_it_names_and_the_rest_is_destroyed(store: Store, database: Path) -> None:
    photo = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    store.seal_capture("s1", "signature", FILES, REMARKS, destination="folder")
    store.store_case(draft(photo))
    assert len(sealed(database)) == len(FILES)
    assert deletions(database) == ["no_case"]
    assert store.discard_captures("s1") == 0


def test_another_sessions_capture_is_not_for_the_taking(store: Store) -> None:
    photo = store.seal_capture("s2", "photo", FILES, REMARKS, destination="folder")
    with pytest.raises(CaptureGone):
        store.store_case(draft(photo))


def test_a_capture_that_a_case_names_twice_is_a_mistake(store: Store) -> None:
    photo = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    with pytest.raises(ValueError, match="twice"):
        store.store_case(draft(photo, photo))


def test_a_destination_without_a_key_takes_no_captures(store: Store) -> None:
    with pytest.raises(ValueError, match="no authority's key"):
        store.seal_capture("s1", "photo", FILES, REMARKS, destination="elsewhere")


async def test_a_forgotten_capture_is_gone_after_its_hours(
    store: Store, database: Path, clock: FakeClock
) -> None:
    store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    await clock.advance(24 * 3600 - 1)
    assert store.captures.expire() == 0
    await clock.advance(1)
    assert store.captures.expire() == 1
    assert sealed(database) == []
    assert deletions(database) == ["expired"]


async def test_the_hours_also_run_while_the_terminal_is_off(
    store: Store, database: Path, clock: FakeClock
) -> None:
    store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    store.close()
    await clock.advance(24 * 3600)
    with Store.open(database, clock, SETTINGS) as again:
        assert again.captures.expire() == 1
    assert sealed(database) == []


@pytest.mark.parametrize("hours", [0, -1, 96.5, 1000])
def test_no_setting_stretches_the_legal_hours(
    database: Path, clock: FakeClock, hours: float
) -> None:
    with pytest.raises(ValueError, match="up to 96 hours"):
        Store.open(database, clock, StoreSettings(capture_hours=hours))


def test_what_a_dead_session_left_is_destroyed_before_the_next_citizen(
    store: Store, database: Path, clock: FakeClock, authority: AuthorityKey
) -> None:
    store.recover()
    store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    with Store.open(database, clock, SETTINGS, authorities={"folder": authority}) as spare:
        with pytest.raises(InUse):
            spare.recover()
        assert len(sealed(database)) == len(FILES), (
            "the spare must not touch what the living session has"
        )
        store.close()
        assert spare.recover().captures == 1
        assert spare.recover().captures == 0
    assert sealed(database) == []
    assert deletions(database) == ["recovered"]


def test_captures_that_a_case_has_survive_recovery(
    store: Store, database: Path, clock: FakeClock
) -> None:
    photo = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    store.store_case(draft(photo))
    store.close()
    with Store.open(database, clock, replace(SETTINGS, capture_hours=1)) as again:
        assert again.recover().captures == 0
    assert len(sealed(database)) == len(FILES)


async def test_a_capture_past_its_age_is_no_more_for_a_case(
    store: Store, database: Path, clock: FakeClock
) -> None:
    """Nobody has tidied up yet, and still it cannot be submitted."""
    photo = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    await clock.advance(24 * 3600)
    with pytest.raises(CaptureGone) as gone:
        store.store_case(draft(photo))
    assert gone.value.failure is StoreFault.CAPTURE_GONE
    assert store.oversight.cases() == ()
    assert store.captures.expire() == 1
    assert sealed(database) == []


def test_what_a_hand_over_server_would_refuse_is_refused_at_once_and_the_old_one_stays(
    store: Store, database: Path
) -> None:
    first = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    before = sealed(database)
    many = tuple(Rendition(f"shot_{n}", "image/jpeg", b"x") for n in range(MOST_PARTS))
    large = (Rendition("interchange", "image/jpeg", bytes(LARGEST_PART * 3 // 4)),)
    for renditions in (many, large):
        with pytest.raises(StoreFailed) as failed:
            store.seal_capture("s1", "photo", renditions, REMARKS, destination="folder")
        assert failed.value.failure is StoreFault.CAPTURE_TOO_LARGE
    third = (Rendition("interchange", "image/jpeg", bytes(LARGEST // 4)),)
    for kind in ("finger_right", "finger_left"):
        store.seal_capture("s1", kind, third, REMARKS, destination="folder")
    with pytest.raises(StoreFailed):
        store.seal_capture("s1", "signature", third, REMARKS, destination="folder")
    assert sealed(database)[: len(before)] == before
    assert store.store_case(draft(first))


def test_a_photo_of_the_best_quality_is_well_within_the_limits(store: Store) -> None:
    files = (Rendition("interchange", "image/jpeg", bytes(3_000_000)), *FILES[1:])
    for kind in ("photo", "finger_right", "finger_left", "signature"):
        store.seal_capture("s1", kind, files, REMARKS, destination="folder")


@pytest.mark.parametrize(
    ("renditions", "remarks", "why"),
    [
        ((), {}, "no renditions"),
        ((FILES[0], FILES[0]), {}, "one name"),
        (
            (
                Rendition("raw", "image/png", b"1"),
                Rendition("interchange", "image/png", b"2"),
            ),
            {},
            "one file",
        ),
        ((Rendition("../x", "image/png", b""),), {}, "cannot be named"),
        (FILES, {"sharpness": float("nan")}, "'sharpness'"),
        (FILES, {"face": (1.0, 2.0)}, "'face'"),
    ],
)
def test_what_makes_no_sense_is_a_mistake_and_nothing_is_kept(
    store: Store, database: Path, renditions: tuple[Rendition, ...], remarks: Any, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        store.seal_capture("s1", "photo", renditions, remarks, destination="folder")
    assert sealed(database) == []


def test_the_log_tells_how_much_was_sealed_and_nothing_of_what(
    store: Store, database: Path
) -> None:
    store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    with closing(sqlite3.connect(database)) as connection:
        ((told,),) = connection.execute(
            "SELECT attributes FROM events WHERE event = 'capture.sealed'"
        )
    attributes = json.loads(told)
    assert attributes.pop("capture")
    assert attributes == {"kind": "photo", "renditions": 2, "size": "under_64_kb"}


def test_captures_of_the_time_before_are_their_one_rendition(
    tmp_path: Path, clock: FakeClock, private_key: PrivateKey, authority: AuthorityKey
) -> None:
    path = tmp_path / "terminal.db"
    older = Migrations("terminal")
    for step in STEPS[:5]:
        older()(step)
    token = authority.seal(PHOTO, "image/jpeg")
    with closing(sqlite3.connect(path)) as before:
        older.apply(Database(before))
        before.execute(
            "INSERT INTO cases VALUES ('AAAA-0001', 'k', 's', '2026-11-21T09:00:00.000Z', 'kid', ?, x'00')",
            ("a" * 64,),
        )
        before.execute(
            "INSERT INTO captures VALUES ('c-1', NULL, 'AAAA-0001', 'photo', 'folder', ?, "
            "'2026-11-21T09:00:00.000Z', '2026-11-22T09:00:00.000Z', ?)",
            (hashlib.sha256(token).hexdigest(), token),
        )
        before.execute(
            "INSERT INTO outbox (case_number, destination, next_at) "
            "VALUES ('AAAA-0001', 'folder', '2026-11-21T09:00:00.000Z')"
        )
        before.execute("INSERT INTO parts VALUES (1, 'AAAA-0001', 'case', x'01', NULL)")
        before.commit()
    with Store.open(path, clock) as store:
        parcel = store.outbox.claim("folder")
        assert parcel is not None
        (piece,) = [part for part in parcel.parts if part.name == "c-1"]
        assert private_key.unseal(piece.sealed)[0] == PHOTO
        assert store.retention.erase("AAAA-0001")
    assert sealed(path) == []
