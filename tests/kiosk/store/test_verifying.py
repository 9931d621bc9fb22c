"""Whoever touches the log is found out, with nothing but the public key."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.store import Store
from kiosk.store.checkpoints import Checkpoint, sign
from kiosk.store.events import content_of
from kiosk.store.failures import StoreFailed, StoreFault
from kiosk.store.merkle import consistency_proof, extends, includes, inclusion_proof, leaf_hash
from kiosk.store.signing import load_device_key
from kiosk.store.verifying import Flaw, leaves, verify
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import SETTINGS

EVENTS = 80
SIGNED = (1, 33, 65, EVENTS)


@pytest.fixture
def key(device_key: Path) -> Ed25519PrivateKey:
    return load_device_key(device_key)


@pytest.fixture
def public(key: Ed25519PrivateKey) -> Ed25519PublicKey:
    return key.public_key()


@pytest.fixture
def log(database: Path, key: Ed25519PrivateKey, clock: FakeClock) -> Path:
    with Store.open(database, clock, SETTINGS, key=key) as store:
        for number in range(EVENTS - 1):
            event = "consent.given" if number % 2 else "service.completed"
            store.record(event, service="meldebescheinigung")
    return database


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as somebody who is root: triggers out, hand in, triggers back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for trigger in triggers:
            connection.execute(f"DROP TRIGGER {trigger['name']}")
        yield connection
        for trigger in triggers:
            connection.execute(trigger["sql"])


def rehash(connection: sqlite3.Connection) -> None:
    """Mend the chain after a change, as a forger without the device's key can."""
    previous = bytes(32)
    for row in connection.execute("SELECT * FROM events ORDER BY seq").fetchall():
        content = content_of({**dict(row), "previous": previous})
        digest = hashlib.sha256(content).digest()
        connection.execute(
            "UPDATE events SET previous = ?, hash = ? WHERE seq = ?",
            (previous, digest, row["seq"]),
        )
        previous = digest


def flaws(path: Path, public: Ed25519PublicKey, anchor: str | None = None) -> set[Flaw]:
    return {finding.flaw for finding in verify(path, public, anchor).findings}


def test_an_untouched_log_holds_and_says_how_much_is_signed(
    log: Path, public: Ed25519PublicKey
) -> None:
    report = verify(log, public)
    assert report.holds
    assert (report.records, report.signed, report.heads) == (EVENTS, EVENTS, len(SIGNED))
    assert report.origin == SETTINGS.origin


def test_tampering_alone_finds_nothing(log: Path, public: Ed25519PublicKey) -> None:
    with tampering(log):
        pass
    assert verify(log, public).holds


CHANGES = {
    "seq": "seq = 1000",
    "at": "at = '2026-11-21T09:00:00.001Z'",
    "actor": "actor = 'system'",
    "event": "event = 'service.chosen'",
    "attributes": """attributes = '{"service":"eid-pin"}'""",
    "previous": "previous = zeroblob(32)",
    "hash": "hash = zeroblob(32)",
}


def test_every_column_has_its_change(log: Path) -> None:
    with closing(sqlite3.connect(log)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
    assert columns == list(CHANGES)


@pytest.mark.parametrize("seq", [1, 2, 40, EVENTS])
@pytest.mark.parametrize(
    ("column", "mended"),
    [
        *((column, False) for column in CHANGES),
        # Mending the chain undoes a change of the chain.
        *((column, True) for column in CHANGES if column not in ("previous", "hash")),
    ],
)
def test_a_change_in_any_column_of_any_event_is_found(
    log: Path, public: Ed25519PublicKey, *, column: str, seq: int, mended: bool
) -> None:
    if column == "event" and seq == 1:
        change = "event = 'session.started'"
    elif column == "actor" and seq == 1:
        change = "actor = 'citizen'"
    elif column == "previous" and seq == 1:
        change = "previous = randomblob(32)"
    else:
        change = CHANGES[column]
    with tampering(log) as connection:
        connection.execute(f"UPDATE events SET {change} WHERE seq = {seq}")  # noqa: S608 - a test's own
        if mended:
            rehash(connection)
    assert flaws(log, public)


@pytest.mark.parametrize(
    "attributes",
    ['{"service": "meldebescheinigung"}', "{", "[]", '{"service":"meldebescheinigung","a":1.5}'],
)
def test_attributes_in_another_form_are_found(
    log: Path, public: Ed25519PublicKey, attributes: str
) -> None:
    with tampering(log) as connection:
        connection.execute("UPDATE events SET attributes = ? WHERE seq = 5", (attributes,))
    assert Flaw.UNREADABLE in flaws(log, public)


@pytest.mark.parametrize("mended", [False, True])
@pytest.mark.parametrize("seq", [1, 2, 40])
def test_a_missing_event_is_found(
    log: Path, public: Ed25519PublicKey, *, seq: int, mended: bool
) -> None:
    with tampering(log) as connection:
        connection.execute("DELETE FROM events WHERE seq = ?", (seq,))
        if mended:
            connection.execute("UPDATE events SET seq = -seq WHERE seq > ?", (seq,))
            connection.execute("UPDATE events SET seq = -seq - 1 WHERE seq < 0")
            rehash(connection)
    assert flaws(log, public) & ({Flaw.HEAD_DIFFERS, Flaw.CUT} if mended else {Flaw.GAP})


def test_a_slipped_in_event_is_found(log: Path, public: Ed25519PublicKey) -> None:
    with tampering(log) as connection:
        connection.execute("UPDATE events SET seq = -seq - 1 WHERE seq >= 40")
        connection.execute("UPDATE events SET seq = -seq WHERE seq < 0")
        connection.execute(
            "INSERT INTO events SELECT 40, at, actor, 'step.passed', attributes, previous, hash "
            "FROM events WHERE seq = 39"
        )
        rehash(connection)
    assert Flaw.HEAD_DIFFERS in flaws(log, public)


def test_two_events_in_each_others_place_are_found(log: Path, public: Ed25519PublicKey) -> None:
    with tampering(log) as connection:
        connection.execute("UPDATE events SET seq = -1 WHERE seq = 30")
        connection.execute("UPDATE events SET seq = 30 WHERE seq = 31")
        connection.execute("UPDATE events SET seq = 31 WHERE seq = -1")
        rehash(connection)
    assert Flaw.HEAD_DIFFERS in flaws(log, public)


def test_a_cut_end_is_found_by_the_head_that_vouches_for_it(
    log: Path, public: Ed25519PublicKey
) -> None:
    with tampering(log) as connection:
        connection.execute("DELETE FROM events WHERE seq > 70")
    assert flaws(log, public) == {Flaw.CUT}


def test_a_log_cut_with_its_heads_is_found_by_a_head_kept_elsewhere(
    log: Path, public: Ed25519PublicKey, key: Ed25519PrivateKey, clock: FakeClock
) -> None:
    with Store.open(log, clock, SETTINGS, key=key) as store:
        anchor = store.events.latest_head()
    assert anchor is not None
    with tampering(log) as connection:
        connection.execute("DELETE FROM events WHERE seq > 65")
        connection.execute("DELETE FROM tree_heads WHERE size > 65")
    assert verify(log, public).holds, "what the heads cannot prove is not claimed"
    assert flaws(log, public, anchor) == {Flaw.CUT}


def test_a_history_signed_anew_is_found_by_a_head_kept_elsewhere(
    log: Path, public: Ed25519PublicKey, key: Ed25519PrivateKey, clock: FakeClock, tmp_path: Path
) -> None:
    with Store.open(log, clock, SETTINGS, key=key) as store:
        anchor = store.events.latest_head()
    other = tmp_path / "other.db"
    with Store.open(other, clock, SETTINGS, key=key) as store:
        for _ in range(EVENTS):
            store.record("session.started")
    assert verify(other, public).holds
    assert Flaw.HEAD_DIFFERS in flaws(other, public, anchor)


def test_an_anchor_of_another_key_is_no_anchor(log: Path, public: Ed25519PublicKey) -> None:
    note = sign(Checkpoint(SETTINGS.origin, 1, leaf_hash(b"")), Ed25519PrivateKey.generate())
    assert flaws(log, public, note) == {Flaw.HEAD_FORGED}


def test_another_devices_key_vouches_for_nothing(log: Path) -> None:
    found = flaws(log, Ed25519PrivateKey.generate().public_key())
    assert found == {Flaw.HEAD_FORGED}


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ("size = 66", Flaw.HEAD_FORGED),
        ("root = zeroblob(32)", Flaw.HEAD_FORGED),
        ("peaks = zeroblob(length(peaks))", Flaw.HEAD_DIFFERS),
        ("note = replace(note, 'buergerterminal', 'buergertermina1')", Flaw.HEAD_FORGED),
    ],
)
def test_a_change_in_any_column_of_a_head_is_found(
    log: Path, public: Ed25519PublicKey, change: str, flaw: Flaw
) -> None:
    with tampering(log) as connection:
        connection.execute(f"UPDATE tree_heads SET {change} WHERE size = 65")  # noqa: S608 - a test's own
    assert flaws(log, public) == {flaw}


def test_a_head_of_another_log_by_the_same_device_is_found(
    log: Path, public: Ed25519PublicKey, key: Ed25519PrivateKey
) -> None:
    with tampering(log) as connection:
        root = connection.execute("SELECT root FROM tree_heads WHERE size = 65").fetchone()[0]
        note = sign(Checkpoint("another", 65, root), key)
        connection.execute("UPDATE tree_heads SET note = ? WHERE size = 65", (note,))
    assert flaws(log, public) == {Flaw.HEAD_FORGED}


def test_a_log_without_any_head_is_not_vouched_for(log: Path, public: Ed25519PublicKey) -> None:
    with tampering(log) as connection:
        connection.execute("DELETE FROM tree_heads")
    assert flaws(log, public) == {Flaw.UNSIGNED}


def test_a_guard_that_was_taken_out_is_missed(log: Path, public: Ed25519PublicKey) -> None:
    with closing(sqlite3.connect(log)) as connection:
        connection.execute("DROP TRIGGER events_no_update")
    assert flaws(log, public) == {Flaw.GUARD_MISSING}


def test_events_after_the_last_head_are_named_as_unsigned(
    log: Path, public: Ed25519PublicKey, clock: FakeClock
) -> None:
    with Store.open(log, clock, SETTINGS) as courier:
        courier.record("session.started")
        report = verify(log, public)
    assert (report.records, report.signed) == (EVENTS + 1, EVENTS)


def test_any_record_and_any_earlier_state_can_be_proved_to_somebody_who_has_only_heads(
    log: Path, public: Ed25519PublicKey
) -> None:
    whole = leaves(log)
    report = verify(log, public)
    assert includes(report.root, report.signed, 7, whole[7], inclusion_proof(whole, 7))
    with closing(sqlite3.connect(log)) as connection:
        old = connection.execute("SELECT root FROM tree_heads WHERE size = 33").fetchone()[0]
    proof = consistency_proof(whole, 33)
    assert extends(33, old, report.signed, report.root, proof)
    assert leaves(log, 33) == whole[:33]


def test_a_file_that_is_no_log_is_refused_in_words(
    tmp_path: Path, public: Ed25519PublicKey
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(StoreFailed, match="no database") as failed:
        verify(path, public)
    assert failed.value.failure is StoreFault.CORRUPT


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_single_byte_of_what_an_event_says_can_change_unseen(
    log: Path, public: Ed25519PublicKey, tmp_path: Path, data: st.DataObject
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(log, copy)
    seq = data.draw(st.integers(1, EVENTS))
    column = data.draw(st.sampled_from(["at", "actor", "event", "attributes", "previous", "hash"]))
    with tampering(copy) as connection:
        value = connection.execute(
            f"SELECT CAST({column} AS BLOB) FROM events WHERE seq = {seq}"  # noqa: S608 - a test's own
        ).fetchone()[0]
        place = data.draw(st.integers(0, len(value) - 1)) if value else 0
        forged = bytearray(value)
        forged[place] ^= 1 << data.draw(st.integers(0, 6))
        put: object = bytes(forged)
        if column not in ("previous", "hash"):
            put = bytes(forged).decode("latin-1")
        connection.execute(f"UPDATE events SET {column} = ? WHERE seq = ?", (put, seq))  # noqa: S608 - a test's own
    assert not verify(copy, public).holds
