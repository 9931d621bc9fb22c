"""The courier process: finds new cases, says that it lives, stops cleanly, and is alone."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.config.load import load_configuration
from kiosk.contracts.captures import Rendition
from kiosk.courier.destinations import DestinationRefused
from kiosk.courier.worker import CourierSettings, courier_settings, run
from kiosk.store import Store
from kiosk.store.failures import InUse
from kiosk.store.opening import open_delivery
from kiosk.store.unsealing import PrivateKey
from tests.fake_clock import FakeClock
from tests.kiosk.courier.conftest import store_case


@pytest.fixture
def settings(store: Store, database: Path, target: Path) -> CourierSettings:
    """The store is open beside the courier, as a session's is."""
    assert store.events.latest_head()
    table = {"driver": "folder", "path": str(target)}
    return CourierSettings(database, {"folder": table}, ballast_bytes=100_000)


async def until(clock: FakeClock, holds: Callable[[], bool], seconds: float = 60) -> None:
    """Let the clock run in small steps, and the worker threads work, until it holds."""
    loop = asyncio.get_running_loop()
    for _ in range(int(seconds * 2)):
        if holds():
            return
        await clock.advance(0.5)
        # Let real threads finish what they began.
        await loop.run_in_executor(None, threading.Event().wait, 0.01)
    raise AssertionError("it never came to hold")


def opened(target: Path, private: PrivateKey) -> list[str]:
    return sorted(
        open_delivery(each, private).document["answers"]["q"] for each in target.iterdir()
    )


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_cases_are_found_and_delivered_while_sessions_go_on(
    store: Store,
    settings: CourierSettings,
    clock: FakeClock,
    target: Path,
    private_key: PrivateKey,
) -> None:
    beats: list[float] = []
    task = asyncio.create_task(run(settings, clock, beat=lambda: beats.append(clock.monotonic())))
    for citizen in range(3):
        store_case(store, f"s{citizen}")
        await until(clock, lambda: not store.oversight.cases(state="pending"))
    assert opened(target, private_key) == ["s0", "s1", "s2"]
    assert len(beats) > 3
    await stopped(task)


async def test_while_idle_it_beats_and_keeps_ballast(
    settings: CourierSettings, clock: FakeClock, database: Path
) -> None:
    beats: list[float] = []
    task = asyncio.create_task(run(settings, clock, beat=lambda: beats.append(clock.monotonic())))
    await until(clock, lambda: len(beats) > 10)
    gaps = [later - earlier for earlier, later in pairwise(beats)]
    assert max(gaps) <= settings.beat_seconds
    ballast = database.with_name("terminal.db.ballast")
    assert ballast.stat().st_size == 100_000
    await stopped(task)


async def test_what_is_too_old_is_destroyed_without_any_session(
    store: Store, settings: CourierSettings, clock: FakeClock
) -> None:
    files = (Rendition("interchange", "image/jpeg", b"x"),)
    store.seal_capture("s1", "photo", files, {}, destination="folder")
    store_case(store, "s2")
    store.close()
    away = replace(settings, destinations={}, idle_seconds=60)
    task = asyncio.create_task(run(away, clock))
    await until(clock, lambda: clock.monotonic() > 2)
    await clock.advance(24 * 3600)
    with Store.open(settings.database, clock) as looking:
        await until(clock, lambda: looking.oversight.cases(state="expired") != (), 300)
        assert looking._database.rows("SELECT * FROM captures") == []
    await stopped(task)


async def test_a_second_courier_is_refused(settings: CourierSettings, clock: FakeClock) -> None:
    beats: list[None] = []
    first = asyncio.create_task(run(settings, clock, beat=lambda: beats.append(None)))
    await until(clock, lambda: bool(beats))
    with pytest.raises(InUse):
        await run(settings, clock)
    await stopped(first)
    second = asyncio.create_task(run(settings, clock, beat=lambda: beats.append(None)))
    count = len(beats)
    await until(clock, lambda: len(beats) > count)
    await stopped(second)


async def test_a_wrong_configuration_ends_it_at_once_and_leaves_the_turn_free(
    settings: CourierSettings, clock: FakeClock
) -> None:
    wrong = replace(settings, destinations={"folder": {"driver": "pigeon"}})
    for _ in range(2):
        with pytest.raises(DestinationRefused):
            await run(wrong, clock)


async def test_sigterm_ends_it_quietly(settings: CourierSettings, clock: FakeClock) -> None:
    beats: list[None] = []
    task = asyncio.create_task(run(settings, clock, beat=lambda: beats.append(None)))
    await until(clock, lambda: bool(beats))
    os.kill(os.getpid(), signal.SIGTERM)
    await until(clock, task.done)
    assert task.exception() is None


async def test_a_delivery_that_hangs_stops_the_beat(
    store: Store, settings: CourierSettings, clock: FakeClock, target: Path
) -> None:
    settings = replace(settings, limit_seconds=30)
    number = store_case(store)
    (line,) = store.oversight.case(number)
    # A pipe in the case's place: reading the manifest waits for a writer that never comes.
    parcel = store.outbox.claim("folder")
    assert parcel is not None
    trap = target / f"{number}-{parcel.key[:8]}"
    trap.mkdir()
    os.mkfifo(trap / "manifest.json")
    beats: list[float] = []
    task = asyncio.create_task(run(settings, clock, beat=lambda: beats.append(clock.monotonic())))
    await until(clock, lambda: clock.monotonic() > settings.limit_seconds + 60, 800)
    assert beats
    assert settings.limit_seconds - 6 <= beats[-1] < settings.limit_seconds + 6
    # Let the thread go: what comes out of the pipe is no manifest.
    writer = os.open(trap / "manifest.json", os.O_WRONLY)
    os.close(writer)
    await until(clock, lambda: store.oversight.case(number)[0].state == "quarantined")
    assert line.state == "pending"
    await stopped(task)


def test_the_terminals_configuration_says_what_the_courier_does(tmp_path: Path) -> None:
    host = tmp_path / "terminal.toml"
    host.write_text(
        f"""
profile = "demo"
[store]
state_dir = "{tmp_path}"
device_key = "{tmp_path}/device.key"
shared = false
capture_hours = 12
[destinations.intake]
driver = "folder"
path = "{tmp_path}/delivered"
"""
    )
    alone = courier_settings(load_configuration(host))
    assert alone.database == tmp_path / "terminal.db"
    assert alone.signing_key == tmp_path / "device.key"
    assert alone.destinations["intake"] == {"driver": "folder", "path": f"{tmp_path}/delivered"}
    assert (alone.store.capture_hours, alone.store.mode) == (12, 0o600)
    host.write_text(host.read_text().replace("shared = false", "shared = true"))
    shared = courier_settings(load_configuration(host))
    assert (shared.signing_key, shared.store.mode) == (None, 0o660)
