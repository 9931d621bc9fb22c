"""SIGKILL before and after every call to the disk: each case is wholly there or wholly absent."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.store import PaymentState, Store
from kiosk.store.opening import open_delivery
from kiosk.store.sealing import AuthorityKey
from kiosk.store.signing import load_device_key, load_public_key
from kiosk.store.unsealing import PrivateKey
from kiosk.store.verifying import verify
from tests.kiosk.store.conftest import public_half
from tests.kiosk.store.dying import RENDITIONS, lane, opened, paid_case

ROOT = Path(__file__).resolve().parents[3]


def deaths(scenario: str, folder: Path, private: dict[str, Any]) -> list[Path]:
    """Answer what each moment's death left behind, in order; in the last one nobody died."""
    key = folder / "authority.jwk"
    key.write_text(json.dumps(public_half(private)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.kiosk.store.dying", scenario, folder, key],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    count = int(done.stdout)
    return [folder / f"{moment:04d}" for moment in range(count + 1)]


def number(folder: Path, sql: str) -> int:
    with closing(sqlite3.connect(folder / "terminal.db")) as connection:
        return int(connection.execute(sql).fetchone()[0])


def told(folder: Path) -> str | None:
    path = folder / "told"
    return path.read_text() if path.exists() else None


def proven(folder: Path) -> bool:
    return verify(folder / "terminal.db", load_device_key(folder / "device.pem").public_key()).holds


def test_a_first_start_that_was_killed_is_taken_up_again(
    tmp_path: Path, private_jwk: dict[str, Any], authority: AuthorityKey
) -> None:
    moments = deaths("first_start", tmp_path, private_jwk)
    assert len(moments) > 30
    for folder in moments:
        with opened(folder, authority) as store:
            store.record("session.started")
        assert proven(folder)
        assert number(folder, "SELECT count(*) FROM events WHERE event = 'log.opened'") == 1
        private = load_device_key(folder / "device.pem")
        assert load_public_key(folder / "device.pub") == private.public_key()


def test_a_capture_is_there_or_not_and_recovery_leaves_none(
    tmp_path: Path, private_jwk: dict[str, Any], private_key: PrivateKey, authority: AuthorityKey
) -> None:
    moments = deaths("seal", tmp_path, private_jwk)
    assert len(moments) > 10
    for folder in moments:
        assert number(folder, "SELECT count(*) FROM captures") == 1
        with closing(sqlite3.connect(folder / "terminal.db")) as connection:
            ((capture,),) = connection.execute("SELECT id FROM captures")
            pieces = connection.execute("SELECT capture, name, sealed FROM renditions").fetchall()
        assert {each[:2] for each in pieces} == {(capture, each.name) for each in RENDITIONS}
        found = {name: private_key.unseal(sealed)[0] for _, name, sealed in pieces}
        assert found == {each.name: each.content for each in RENDITIONS}
        assert told(folder) in (None, capture)
        with opened(folder, authority) as store:
            assert store.recover().captures == 1
        for table in ("captures", "renditions"):
            assert number(folder, f"SELECT count(*) FROM {table}") == 0  # noqa: S608
        assert proven(folder)


def test_a_case_is_wholly_there_or_wholly_absent_and_what_was_said_is_kept(
    tmp_path: Path, private_jwk: dict[str, Any], authority: AuthorityKey
) -> None:
    moments = deaths("store_case", tmp_path, private_jwk)
    assert len(moments) > 30
    outcomes = set()
    for folder in moments:
        there = number(folder, "SELECT count(*) FROM cases")
        outcomes.add(there)
        assert number(folder, "SELECT count(*) FROM parts") == there
        assert number(folder, "SELECT count(*) FROM outbox WHERE state = 'pending'") == there
        assert (
            number(folder, "SELECT count(*) FROM events WHERE event = 'case.stored'")
            == number(folder, "SELECT count(*) FROM payments WHERE state = 'booked'")
            == there
        )
        assert number(folder, "SELECT count(*) FROM captures") == (2 if there else 3)
        assert number(folder, "SELECT count(*) FROM renditions") == (6 if there else 9)
        assert (
            number(folder, "SELECT count(*) FROM captures WHERE case_number NOT NULL") == 2 * there
        )
        if (answer := told(folder)) is not None:
            with closing(sqlite3.connect(folder / "terminal.db")) as connection:
                assert connection.execute("SELECT number FROM cases").fetchall() == [(answer,)]
        check_recovery(folder, authority, there)
    assert outcomes == {0, 1}
    assert told(moments[-1]) is not None


def check_recovery(folder: Path, authority: AuthorityKey, there: int) -> None:
    """See the next process find everything that must still be done."""
    with opened(folder, authority) as store:
        recovery = store.recover()
        assert recovery.captures == (0 if there else 3)
        (payment,) = recovery.payments
        assert payment.state is (PaymentState.BOOKED if there else PaymentState.AUTHORISED)
        assert (payment.number is not None) == bool(there)
        end = PaymentState.CONFIRMED if there else PaymentState.REVERSED
        store.journal(payment.reference, end, payment.cents)
        assert store.unresolved_payments() == ()
        drain(folder, store)
    assert len(list((folder / "delivered").iterdir())) == there
    assert proven(folder)


def drain(folder: Path, store: Store) -> None:
    one_lane = lane(folder, store)
    for _ in range(4):
        one_lane.step()


def test_a_delivery_that_was_killed_ends_in_exactly_one_whole_delivery(
    tmp_path: Path, private_jwk: dict[str, Any], private_key: PrivateKey, authority: AuthorityKey
) -> None:
    moments = deaths("deliver", tmp_path, private_jwk)
    assert len(moments) > 60
    interrupted: set[bool] = set()
    for folder in moments:
        before = [path.name for path in (folder / "delivered").iterdir()]
        interrupted.update(name.startswith(".") for name in before)
        for path in (folder / "delivered").iterdir():
            if not path.name.startswith("."):
                assert len(open_delivery(path, private_key).renditions) == 6, "whole, or not there"
        with opened(folder, authority) as store:
            drain(folder, store)
            (line,) = store.oversight.cases()
            assert (line.state, line.size) == ("delivered", 0)
        (only,) = (folder / "delivered").iterdir()
        case = open_delivery(only, private_key)
        assert [one.content for one in case.renditions] == [one.content for one in RENDITIONS] * 2
        assert number(folder, "SELECT count(*) FROM events WHERE event = 'case.delivered'") == 1
        assert number(folder, "SELECT count(*) FROM captures WHERE case_number NOT NULL") == 0
        assert proven(folder)
    assert interrupted == {False, True}, "some died half way, some between delivery and note"


def test_an_erasure_that_was_killed_is_whole_or_not_begun(
    tmp_path: Path, private_jwk: dict[str, Any]
) -> None:
    moments = deaths("expire", tmp_path, private_jwk)
    outcomes = set()
    for folder in moments:
        there = number(folder, "SELECT count(*) FROM cases")
        outcomes.add(there)
        for table in ("parts", "outbox"):
            assert number(folder, f"SELECT count(*) FROM {table}") == there  # noqa: S608
        assert (
            number(folder, "SELECT count(*) FROM captures WHERE case_number NOT NULL") == 2 * there
        )
        assert (
            number(folder, "SELECT count(*) FROM events WHERE event = 'case.erased'") == 1 - there
        )
        assert proven(folder)
    assert outcomes == {0, 1}


def test_a_power_cut_at_any_byte_of_the_write_ahead_log_leaves_a_whole_state(
    tmp_path: Path, authority: AuthorityKey
) -> None:
    living = tmp_path / "living"
    living.mkdir()
    store = opened(living, authority)
    store.store_case(paid_case(store))
    log = (living / "terminal.db-wal").read_bytes()
    chance = random.Random(20261121)  # noqa: S311 - a test's own
    seen = set()
    for attempt, end in enumerate(sorted(chance.sample(range(len(log)), 60))):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        for name in ("terminal.db", "device.pem"):
            shutil.copy(living / name, folder / name)
        (folder / "terminal.db-wal").write_bytes(log[:end])
        opened(folder, authority).close()
        there = number(folder, "SELECT count(*) FROM cases")
        assert number(folder, "SELECT count(*) FROM outbox") == there
        assert number(folder, "SELECT count(*) FROM payments WHERE state = 'booked'") == there
        assert proven(folder)
        captures = number(folder, "SELECT count(*) FROM captures")
        assert number(folder, "SELECT count(*) FROM renditions") == captures * len(RENDITIONS)
        seen.add((there, captures))
    store.close()
    assert {(0, 0), (0, 3)} <= seen <= {(0, 0), (0, 1), (0, 2), (0, 3), (1, 2)}


@pytest.mark.parametrize("scenario", ["seal", "store_case"])
def test_nothing_of_the_picture_was_ever_written_in_clear(
    tmp_path: Path, private_jwk: dict[str, Any], scenario: str
) -> None:
    for folder in deaths(scenario, tmp_path, private_jwk):
        for path in folder.rglob("*"):
            if path.is_file():
                assert b"portrait of a citizen" not in path.read_bytes(), path
