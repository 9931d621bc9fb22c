"""terminal.db: private, durable, migrated as a whole, and clear about what is wrong with it."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.store import Store, StoreFailed, StoreFault, StoreSettings
from kiosk.store.database import TerminalDatabase
from kiosk.store.failures import NewerSchema
from kiosk.store.verifying import verify
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import SETTINGS

ROOT = Path(__file__).resolve().parents[3]


def test_nobody_else_can_read_any_of_its_files(database: Path) -> None:
    mask = os.umask(0)
    try:
        opened = TerminalDatabase(database)
    finally:
        os.umask(mask)
    files = {path.name: path.stat().st_mode & 0o777 for path in database.parent.iterdir()}
    assert files == dict.fromkeys(["terminal.db", "terminal.db-wal", "terminal.db-shm"], 0o600)
    assert database.parent.stat().st_mode & 0o777 == 0o700
    opened.close()


def test_a_file_that_was_left_readable_is_closed_to_others(database: Path) -> None:
    TerminalDatabase(database).close()
    database.chmod(0o644)
    TerminalDatabase(database).close()
    assert database.stat().st_mode & 0o777 == 0o600


def test_a_courier_of_another_account_comes_in_by_the_group(database: Path) -> None:
    TerminalDatabase(database, mode=0o660).close()
    assert database.stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("trusted_schema", 0),
        ("auto_vacuum", 2),
        ("busy_timeout", 5000),
    ],
)
def test_the_connection_is_set_for_durability(database: Path, pragma: str, value: object) -> None:
    opened = TerminalDatabase(database)
    assert opened.rows(f"PRAGMA {pragma}")[0].popitem()[1] == value
    opened.close()


def test_a_newer_programs_file_is_refused_and_left_alone(database: Path) -> None:
    TerminalDatabase(database).close()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('terminal', 'm0099_what_we_do_not_know', '2030')"
        )
        connection.commit()
    before = database.read_bytes()
    with pytest.raises(NewerSchema, match=r"newer version.*m0099_what_we_do_not_know.*install"):
        TerminalDatabase(database)
    assert database.read_bytes() == before


def test_a_migration_that_breaks_off_leaves_nothing(database: Path) -> None:
    database.parent.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE payments (already TEXT)")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        TerminalDatabase(database)
    with closing(sqlite3.connect(database)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert tables == {"payments"}


def test_opening_again_changes_nothing(database: Path) -> None:
    TerminalDatabase(database).close()
    before = database.read_bytes()
    TerminalDatabase(database).close()
    assert database.read_bytes() == before


def test_two_processes_that_open_for_the_first_time_at_once_both_succeed(database: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kiosk.clock import SystemClock; "
        "from kiosk.store import Store; sys.stdin.readline(); "
        "Store.open(Path(sys.argv[1]), SystemClock()).close()"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, database], cwd=ROOT, stdin=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in both:
        process.communicate(b"\n", timeout=60)
    assert [process.returncode for process in both] == [0, 0, 0]
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT event FROM events").fetchall() == [("log.opened",)]


@pytest.mark.parametrize("content", [b"not a database at all" * 300, b"\0" * 8192])
def test_a_file_that_is_no_database_is_named_as_damaged(database: Path, content: bytes) -> None:
    database.parent.mkdir()
    database.write_bytes(content)
    with pytest.raises(StoreFailed, match=r"terminal\.db") as failed:
        TerminalDatabase(database)
    assert failed.value.failure is StoreFault.CORRUPT
    assert database.read_bytes() == content, "what may still be saved is not overwritten"


def test_damage_inside_is_named_as_damaged(database: Path, clock: FakeClock) -> None:
    with Store.open(database, clock, SETTINGS) as store:
        for _ in range(200):
            store.record("session.started")
    content = bytearray(database.read_bytes())
    content[4096 * 3 :] = os.urandom(len(content) - 4096 * 3)
    database.write_bytes(content)
    with pytest.raises(StoreFailed) as failed, Store.open(database, clock, SETTINGS) as store:
        store.record("session.started")
    assert failed.value.failure is StoreFault.CORRUPT


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="File exists") as failed:
        TerminalDatabase(tmp_path / "file" / "terminal.db")
    assert failed.value.failure is StoreFault.UNAVAILABLE


def test_a_lock_that_another_process_keeps_too_long_is_named(
    database: Path, clock: FakeClock
) -> None:
    settings = StoreSettings(busy_seconds=0.05)
    with (
        Store.open(database, clock, settings) as store,
        closing(sqlite3.connect(database, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed) as failed:
            store.record("session.started")
        other.execute("ROLLBACK")
        store.record("session.started")
    assert failed.value.failure is StoreFault.LOCKED


def test_a_mistake_of_ours_is_not_dressed_up_as_a_fault_of_the_disk(database: Path) -> None:
    opened = TerminalDatabase(database)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        opened.rows("SELECT * FROM citizens")
    opened.close()


def test_what_breaks_off_in_the_middle_is_not_kept(database: Path) -> None:
    opened = TerminalDatabase(database)
    row = {"seq": 1, "reference": "P", "state": "intent", "cents": 1, "at": "", "case_number": None}

    def break_off() -> None:
        with opened.transaction():
            opened.insert("payments", row)
            with opened.transaction():
                opened.insert("payments", {**row, "seq": 2})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert opened.rows("SELECT * FROM payments") == []
    with opened.transaction():
        opened.insert("payments", row)
    assert len(opened.rows("SELECT * FROM payments")) == 1
    opened.close()


def test_calls_from_many_threads_take_turns(store: Store, database: Path) -> None:
    def log() -> None:
        for _ in range(25):
            store.record("session.started")

    threads = [threading.Thread(target=log) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    key = store.events._key
    assert key is not None
    report = verify(database, key.public_key())
    assert report.holds
    assert report.records == 101
