"""The disk is full: nothing half is kept, the citizen is told, and what lies there still goes out."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.contracts.captures import Rendition
from kiosk.store import CaseDraft, Store, StoreFailed, StoreFault, StoreSettings
from kiosk.store.sealing import AuthorityKey
from tests.fake_clock import FakeClock
from tests.kiosk.store.conftest import SETTINGS

ROOT = Path(__file__).resolve().parents[3]
DRAFT = CaseDraft("s1", "fuehrungszeugnis", "folder", {"purpose": "x" * 50_000})

# Own mount and user namespaces: a small disk that vanishes with the process.
ON_A_SMALL_DISK = ["unshare", "--user", "--map-root-user", "--mount"]


def has_namespaces() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*ON_A_SMALL_DISK, "true"], capture_output=True, check=False)
    return tried.returncode == 0


needs_namespaces = pytest.mark.skipif(
    not has_namespaces(), reason="this system lets nobody make a mount namespace"
)


def limit_pages(store: Store, more: int) -> None:
    pages = store._database.rows("PRAGMA page_count")[0]["page_count"]
    store._database.rows(f"PRAGMA max_page_count = {pages + more}")


def rows(store: Store) -> dict[str, int]:
    return {
        table: store._database.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608
        for table in ("cases", "parts", "outbox", "events", "payments", "captures", "renditions")
    }


@pytest.mark.parametrize("more", range(8))
def test_a_case_that_does_not_fit_is_wholly_absent(store: Store, more: int) -> None:
    before = rows(store)
    limit_pages(store, more)
    with pytest.raises(StoreFailed) as failed:
        store.store_case(DRAFT)
    assert failed.value.failure is StoreFault.DISK_FULL
    assert rows(store) == before
    limit_pages(store, 10_000)
    store.store_case(DRAFT)
    assert rows(store)["cases"] == 1


def test_a_capture_whose_third_rendition_does_not_fit_is_wholly_absent_and_the_earlier_one_stays(
    store: Store,
) -> None:
    small = (Rendition("interchange", "image/jpeg", b"x" * 3000),)
    first = store.seal_capture("s1", "photo", small, {}, destination="folder")
    before = rows(store)
    pages = store._database.rows("PRAGMA page_count")[0]["page_count"]
    store._database.rows(f"PRAGMA max_page_count = {pages + 20}")
    three = (
        *small,
        Rendition("production", "image/jp2", b"y" * 3000),
        Rendition("chip", "image/jp2", b"z" * 200_000),
    )
    with pytest.raises(StoreFailed) as failed:
        store.seal_capture("s1", "photo", three, {}, destination="folder")
    assert failed.value.failure is StoreFault.DISK_FULL
    assert rows(store) == before
    store.seal_capture("s1", "photo", three[:2], {}, destination="folder")
    store._database.rows(f"PRAGMA max_page_count = {pages + 10_000}")
    with pytest.raises(StoreFailed):
        store.store_case(CaseDraft("s1", "s", "folder", {}, captures=(first,)))


def test_an_earlier_capture_goes_with_the_case_after_a_better_one_did_not_fit(store: Store) -> None:
    first = store.seal_capture(
        "s1", "photo", (Rendition("interchange", "image/jpeg", b"x" * 3000),), {},
        destination="folder",
    )  # fmt: skip
    limit_pages(store, 5)
    large = (Rendition("interchange", "image/jpeg", b"z" * 200_000),)
    with pytest.raises(StoreFailed):
        store.seal_capture("s1", "photo", large, {}, destination="folder")
    limit_pages(store, 10_000)
    assert store.store_case(CaseDraft("s1", "s", "folder", {}, captures=(first,)))


def test_the_last_megabytes_are_not_for_new_cases_but_for_delivery_journal_and_log(
    database: Path, clock: FakeClock, authority: AuthorityKey
) -> None:
    settings = StoreSettings(reserve_bytes=2**60)
    with Store.open(database, clock, settings, authorities={"folder": authority}) as store:
        for ask in (
            store.check,
            lambda: store.store_case(DRAFT),
            lambda: store.seal_capture(
                "s1",
                "photo",
                (Rendition("interchange", "image/jpeg", b""),),
                {},
                destination="folder",
            ),
        ):
            with pytest.raises(StoreFailed) as failed:
                ask()
            assert failed.value.failure is StoreFault.DISK_FULL
        store.record("session.started")
    with Store.open(database, clock, SETTINGS, authorities={"folder": authority}) as store:
        store.check()


@needs_namespaces
def test_on_a_real_full_disk_each_case_is_there_or_absent_and_delivery_makes_room(
    tmp_path: Path,
) -> None:
    script = 'mount -t tmpfs -o size=20m tmpfs "$1" && exec "$2" -m tests.kiosk.store.small_disk "$1" "$3"'
    disk, other = tmp_path / "small", tmp_path / "delivered"
    disk.mkdir()
    other.mkdir()
    done = subprocess.run(
        [*ON_A_SMALL_DISK, "sh", "-c", script, "sh", disk, sys.executable, other],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "all is well"


@needs_namespaces
def test_a_log_on_a_read_only_medium_is_verified(tmp_path: Path) -> None:
    disk, original = tmp_path / "medium", tmp_path / "original"
    disk.mkdir()
    code = (
        "import sys, shutil, subprocess\n"
        "from pathlib import Path\n"
        "from kiosk.clock import SystemClock\n"
        "from kiosk.store import Store\n"
        "from kiosk.store.signing import make_device_key\n"
        "from kiosk.store.verifying import verify\n"
        "disk, original = map(Path, sys.argv[1:])\n"
        "key = make_device_key(original / 'device.pem')\n"
        "Store.open(original / 'terminal.db', SystemClock(), key=key).close()\n"
        "shutil.copy(original / 'terminal.db', disk)\n"
        "subprocess.run(['mount', '-o', 'remount,ro', disk], check=True)\n"
        "assert verify(disk / 'terminal.db', key.public_key()).holds\n"
        "print('holds')\n"
    )
    script = 'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" -c "$3" "$1" "$4"'
    done = subprocess.run(
        [*ON_A_SMALL_DISK, "sh", "-c", script, "sh", disk, sys.executable, code, original],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == "holds\n", done.stderr
