"""AusweisApp as our child: it leaves no file, takes no secret along, and never outlives us."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from hardware.eid import EidFault, EidStatus
from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.link import Link, LinkRefused
from hardware.eid.ausweisapp.process import (
    PROGRAMS,
    AusweisAppProcess,
    NotInstalled,
    NotStarted,
    UnsafeSettings,
)
from hardware.eid.ausweisapp.settings import Settings
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock
from kiosk.contracts.eid import Broken, PinTask
from tests.fake_clock import FakeClock
from tests.hardware.eid.far_end import bytes_end
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

ROOT = Path(__file__).resolve().parents[3]
CLOCK = SystemClock()
OPEN_AND_WAIT = """
import asyncio, sys
from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.settings import Settings
from kiosk.clock import SystemClock

async def main():
    driver = AusweisApp(Settings(), SystemClock())
    await driver.open()
    print("open", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""

installed = pytest.mark.skipif(
    not any(map(shutil.which, PROGRAMS)),
    reason="The eID client is missing (Debian package ausweisapp2).",
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    return tmp_path


@pytest.fixture
async def process(home: Path) -> AsyncIterator[AusweisAppProcess]:
    del home
    process = AusweisAppProcess("", CLOCK, preverification=True)
    yield process
    await process.stop()


async def gone(pid: int) -> None:
    async with asyncio.timeout(5):
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            await CLOCK.sleep(0.02)


def clients() -> list[psutil.Process]:
    """Answer the running eID clients that are children of ours."""
    return [child for child in psutil.Process().children() if _is_client(child)]


def _is_client(child: psutil.Process) -> bool:
    return "websocket" in child.cmdline()


def inside(folder: Path, pattern: str = "*") -> list[Path]:
    return list(folder.glob(pattern))


def mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


def settings(folder: Path) -> str:
    """Answer what AusweisApp's settings files below the folder hold."""
    return "\n".join(path.read_text() for path in folder.rglob("*.conf"))


def program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.real_eid
@installed
async def test_the_program_runs_in_a_home_of_its_own_and_leaves_none(
    process: AusweisAppProcess, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_TOKEN", "of ours")
    port = await process.start()
    link = await Link.open(f"ws://127.0.0.1:{port}/eID-Kernel")
    await link.close()
    [own] = inside(home)
    assert mode(own) == 0o700
    assert not inside(own, "*.log")
    assert "enabled=false" not in settings(own)
    assert process.pid is not None
    environment = psutil.Process(process.pid).environ()
    assert "A_TOKEN" not in environment
    assert environment["HOME"] == environment["TMPDIR"] == str(own)
    # Else Qt would also read settings of the system's, which switch the check of providers off.
    nowhere = Path(environment["XDG_CONFIG_DIRS"])
    assert nowhere.parent == own
    assert nowhere not in inside(own)
    assert psutil.Process(process.pid).rlimit(psutil.RLIMIT_CORE) == (1, 1)
    await process.stop()
    assert not inside(home)


@pytest.mark.real_eid
@installed
async def test_the_program_listens_on_loopback_alone(process: AusweisAppProcess) -> None:
    await process.start()
    assert process.pid is not None
    listening = [c for c in psutil.Process(process.pid).net_connections() if c.status == "LISTEN"]
    assert {c.laddr.ip for c in listening} <= {"127.0.0.1", "::1"}


@pytest.mark.real_eid
@installed
async def test_a_second_client_is_refused(process: AusweisAppProcess) -> None:
    url = f"ws://127.0.0.1:{await process.start()}/eID-Kernel"
    first = await Link.open(url)
    with pytest.raises(LinkRefused):
        await Link.open(url)
    await first.close()


@pytest.mark.real_eid
@installed
@pytest.mark.usefixtures("home")
async def test_a_session_that_is_killed_takes_the_program_with_it() -> None:
    session = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OPEN_AND_WAIT, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert session.stdout is not None
    async with asyncio.timeout(30):
        assert await session.stdout.readline() == b"open\n"
    children = [c for c in psutil.Process(session.pid).children() if _is_client(c)]
    assert len(children) == 1
    session.kill()
    await session.wait()
    await gone(children[0].pid)


@pytest.mark.real_eid
@installed
@pytest.mark.usefixtures("home")
async def test_a_program_that_dies_is_started_anew_and_its_dialogue_is_told() -> None:
    driver = AusweisApp(Settings(), CLOCK)
    await driver.open()
    async with (
        watching(driver.watch()) as statuses,
        watching(driver.manage_pin(PinTask.CHECK).prompts()) as prompts,
    ):
        assert (await anext(statuses)).version
        await anext(prompts)
        [child] = clients()
        os.kill(child.pid, signal.SIGKILL)
        async with asyncio.timeout(10):
            assert await anext(prompts) == Broken("eid.client_lost")
            while (await anext(statuses)).fault is not EidFault.NOT_RUNNING:
                pass
            while not (await anext(statuses)).version:
                pass
    await driver.close()
    assert not clients()


async def test_a_program_that_is_not_there_is_told_by_name(home: Path) -> None:
    process = AusweisAppProcess(str(home / "nothing"), CLOCK, preverification=True)
    with pytest.raises(NotInstalled):
        await process.start()
    driver = AusweisApp(Settings(program=str(home / "nothing")), CLOCK)
    with pytest.raises(DeviceFailed) as failed:
        await driver.open()
    assert failed.value.fault is EidFault.NOT_INSTALLED
    async with watching(driver.watch()) as statuses:
        assert await anext(statuses) == EidStatus(EidFault.NOT_INSTALLED)
    async with watching(driver.manage_pin(PinTask.CHECK).prompts()) as prompts:
        assert await anext(prompts) == Broken("eid.not_installed")
    await driver.close()


async def test_a_program_that_ends_at_once_is_told(home: Path) -> None:
    ending = program(home / "ending", "exit 3")
    with pytest.raises(NotStarted):
        await AusweisAppProcess(ending, CLOCK, preverification=True).start()
    assert inside(home) == [home / "ending"]


async def test_the_home_of_a_killed_session_is_removed_by_the_next(home: Path) -> None:
    nobody = 2**22 + 1  # beyond the greatest process id
    left, living = home / f"ausweisapp-{nobody}-x", home / f"ausweisapp-{os.getpid()}-y"
    left.mkdir()
    living.mkdir()
    wanted = "echo 4711 > $TMPDIR/Name.$$.port; exec sleep 60"
    process = AusweisAppProcess(program(home / "program", wanted), CLOCK, preverification=True)
    await process.start()
    await process.stop()
    assert inside(home, "ausweisapp-*") == [living]


async def test_settings_for_tests_are_written_only_when_asked_for(home: Path) -> None:
    wanted = 'port=$TMPDIR/Name.$$.port; echo 4711 > "$port"; exec sleep 60'
    for preverification in (True, False):
        process = AusweisAppProcess(
            program(home / "program", wanted), CLOCK, preverification=preverification
        )
        assert await process.start() == 4711
        assert ("enabled=false" in settings(home)) is not preverification
        await process.stop()


@pytest.mark.parametrize(
    "text",
    [
        "[preverification]\nenabled=false\n",
        "[General]\nx=1\n\n[Preverification]\nEnabled = FALSE\n",
        "[preverification]\nenabled=0\n",
        "[preverification]\nenabled\n",
        "no settings at all",
    ],
)
async def test_settings_that_let_any_provider_in_are_refused(home: Path, text: str) -> None:
    (home / "stray").write_text(text)
    stray = f'mkdir -p "$XDG_CONFIG_HOME/x"; cp {home}/stray "$XDG_CONFIG_HOME/x/AusweisApp2.conf"'
    settled = f"{stray}; echo 4711 > $TMPDIR/Name.$$.port; exec sleep 60"
    path = program(home / "program", settled)
    process = AusweisAppProcess(path, CLOCK, preverification=True)
    with pytest.raises(UnsafeSettings):
        await process.start()
    assert process.pid is None
    assert not inside(home, "ausweisapp-*")
    driver = AusweisApp(Settings(program=path), CLOCK)
    with pytest.raises(DeviceFailed) as failed:
        await driver.open()
    assert failed.value.fault is EidFault.UNSAFE_SETTINGS
    await driver.close()


async def test_settings_that_keep_the_check_of_providers_are_none_to_refuse(home: Path) -> None:
    kept = "[General]\\nversion=2.3.1\\n[preverification]\\nenabled=true\\n"
    wanted = f'mkdir "$XDG_CONFIG_HOME"; printf "{kept}" > "$XDG_CONFIG_HOME/a.conf"'
    settled = f"{wanted}; echo 4711 > $TMPDIR/Name.$$.port; exec sleep 60"
    process = AusweisAppProcess(program(home / "program", settled), CLOCK, preverification=True)
    assert await process.start() == 4711
    await process.stop()


@pytest.mark.parametrize("written", ["", "no port", "65536", "4711 4712", "\\0302\\0262"])
async def test_a_port_file_that_holds_none_is_waited_over(home: Path, written: str) -> None:
    garbage = f'printf "{written}" > $TMPDIR/Name.$$.port; mkdir $TMPDIR/Other.$$.port'
    path = program(home / "program", f"{garbage}; echo noise; echo noise >&2; exec sleep 60")
    await given_up(path)
    assert not inside(home, "ausweisapp-*")


async def test_a_program_that_never_listens_is_given_up(home: Path) -> None:
    assert await given_up(program(home / "program", "exec sleep 60")) > 10
    assert not inside(home, "ausweisapp-*")


async def given_up(path: str) -> float:
    """Answer after how many seconds the start of the program was given up."""
    clock = FakeClock()
    process = AusweisAppProcess(path, clock, preverification=True)
    starting = asyncio.create_task(process.start())
    await CLOCK.sleep(0.3)  # the program writes what it will
    await clock.advance(14)
    assert not starting.done()
    with pytest.raises(NotStarted):
        await passing(clock, starting, at_most=30)
    assert process.pid is None
    return clock.monotonic()


async def test_a_program_whose_port_is_nobodys_is_not_running(home: Path) -> None:
    async with bytes_end(b"") as url:
        port = url.rpartition(":")[2].partition("/")[0]
    path = program(home / "program", f"echo {port} > $TMPDIR/Name.$$.port; exec sleep 60")
    driver = AusweisApp(Settings(program=path), CLOCK)
    with pytest.raises(DeviceFailed) as failed:
        await driver.open()
    assert failed.value.fault is EidFault.NOT_RUNNING
    await driver.close()
    assert not inside(home, "ausweisapp-*")


async def test_a_program_that_does_not_want_to_end_is_ended(home: Path) -> None:
    stubborn = 'trap "" TERM; echo 4711 > $TMPDIR/Name.$$.port; while :; do sleep 1; done'
    process = AusweisAppProcess(program(home / "program", stubborn), CLOCK, preverification=True)
    await process.start()
    pid = process.pid
    assert pid is not None
    await process.stop()
    await gone(pid)
