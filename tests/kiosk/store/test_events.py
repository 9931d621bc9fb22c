"""The event log: what it takes, how it chains, when it signs."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, PublicFormat

from kiosk.store import PaymentState, Store, StoreSettings
from kiosk.store.catalogue import EventRefused
from kiosk.store.checkpoints import read
from kiosk.store.events import GENESIS, content_of
from kiosk.store.failures import KeyRefused
from kiosk.store.signing import load_device_key, load_public_key, make_device_key
from kiosk.store.verifying import verify
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import SETTINGS


def rows(database: Path, table: str) -> list[dict[str, object]]:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608
    connection.close()
    return found


def test_the_log_begins_with_its_opening_and_each_event_holds_the_hash_of_the_one_before(
    store: Store, database: Path
) -> None:
    store.record("session.started")
    store.record("consent.given", service="meldebescheinigung")
    events = rows(database, "events")
    assert [event["event"] for event in events] == [
        "log.opened",
        "session.started",
        "consent.given",
    ]
    assert [event["actor"] for event in events] == ["system", "citizen", "citizen"]
    assert [event["previous"] for event in events] == [
        GENESIS,
        events[0]["hash"],
        events[1]["hash"],
    ]
    for event in events:
        assert event["hash"] == hashlib.sha256(content_of(event)).digest()


def test_what_is_hashed_is_canonical_json(store: Store, database: Path) -> None:
    store.record("consent.given", service="meldebescheinigung")
    assert content_of(rows(database, "events")[1]) == (
        b'{"actor":"citizen","at":"2026-11-21T09:00:00.000Z",'
        b'"attributes":{"service":"meldebescheinigung"},"event":"consent.given","previous":"'
        + bytes(rows(database, "events")[0]["hash"]).hex().encode()  # type: ignore[call-overload]
        + b'","seq":2}'
    )


def test_an_event_that_is_refused_leaves_no_trace(store: Store, database: Path) -> None:
    with pytest.raises(EventRefused):
        store.record("consent.given", service="Erika Mustermann")
    assert len(rows(database, "events")) == 1


def test_a_head_is_signed_at_the_start_every_32_events_and_at_close(
    database: Path, device_key: Path, clock: FakeClock
) -> None:
    store = Store.open(database, clock, SETTINGS, key=load_device_key(device_key))
    for _ in range(70):
        store.record("session.started")
    store.close()
    heads = rows(database, "tree_heads")
    assert [head["size"] for head in heads] == [1, 33, 65, 71]
    public = load_public_key(device_key.with_suffix(".pub"))
    assert [read(str(head["note"]), public).size for head in heads] == [1, 33, 65, 71]


def test_a_process_without_the_key_is_covered_by_the_next_that_has_it(
    database: Path, device_key: Path, clock: FakeClock
) -> None:
    with Store.open(database, clock, SETTINGS) as courier:
        for _ in range(40):
            courier.record("session.started")
        assert courier.events.latest_head() is None
    public = load_public_key(device_key.with_suffix(".pub"))
    assert not verify(database, public).holds
    with Store.open(database, clock, SETTINGS, key=load_device_key(device_key)):
        report = verify(database, public)
    assert report.holds
    assert report.signed == 41


def test_a_log_keeps_the_name_that_it_began_with(
    database: Path, device_key: Path, clock: FakeClock
) -> None:
    key = load_device_key(device_key)
    for name in ("first", "second"):
        settings = type(SETTINGS)(origin=name)
        with Store.open(database, clock, settings, key=key) as store:
            store.record("session.started")
    report = verify(database, key.public_key())
    assert report.holds
    assert report.origin == "first"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET at = at",
        "DELETE FROM events WHERE seq = 2",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 1",
        "INSERT INTO events SELECT seq + 2, at, actor, event, attributes, previous, hash FROM events",
        "UPDATE tree_heads SET note = note",
        "DELETE FROM tree_heads",
        "INSERT OR REPLACE INTO tree_heads SELECT * FROM tree_heads",
        "UPDATE payments SET state = 'confirmed'",
        "DELETE FROM payments",
        "INSERT OR REPLACE INTO payments SELECT * FROM payments",
    ],
)
def test_the_database_itself_refuses_changes_whoever_asks(
    store: Store, database: Path, statement: str
) -> None:
    store.record("session.started")
    store.journal("P-1", PaymentState.INTENT, 1300)
    connection = sqlite3.connect(database, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


def test_the_device_makes_its_key_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "device.pem"
    first, second = make_device_key(path), make_device_key(path)
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_public_key(tmp_path / "keys" / "device.pub") == first.public_key()
    assert [each.name for each in sorted(path.parent.iterdir())] == ["device.pem", "device.pub"]


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (None, 0o600, "No such file"),
        (b"", 0o600, "no private key"),
        (
            b"-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n",
            0o600,
            "no private",
        ),
        (b"", 0o644, "others may read"),
    ],
)
def test_a_device_key_that_is_unfit_is_refused(
    tmp_path: Path, content: bytes | None, mode: int, reason: str
) -> None:
    path = tmp_path / "device.pem"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(KeyRefused, match=reason):
        load_device_key(path)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    other = ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(
        other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    path.chmod(0o600)
    with pytest.raises(KeyRefused, match="not Ed25519"):
        load_device_key(path)
    path.write_bytes(
        other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(KeyRefused, match="not Ed25519"):
        load_public_key(path)


def test_a_log_whose_end_cannot_be_signed_closes_all_the_same(
    database: Path, device_key: Path, clock: FakeClock
) -> None:
    store = Store.open(
        database, clock, StoreSettings(busy_seconds=0.05), key=load_device_key(device_key)
    )
    store.record("session.started")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.close()
        store.close()
    report = verify(database, load_public_key(device_key.with_suffix(".pub")))
    assert (report.holds, report.records, report.signed) == (True, 2, 1)
