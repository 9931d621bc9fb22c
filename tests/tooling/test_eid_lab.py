"""The laboratory at a terminal: what it tells, what can be typed, and what is left of it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.eid.lab.misbehaviour import Misbehaviour
from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.eid_lab_stage import EidLabStage
from kiosk.clock import SystemClock
from tooling.eid_lab import commands
from tooling.places import ROOT

PATIENCE = 90.0  # other tests on this machine may use the virtual reader before


@pytest.fixture
def needed() -> None:
    if reason := availability():
        pytest.skip(reason)


@asynccontextmanager
async def laboratory(*options: str, path: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **({"PATH": path} if path else {})}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tooling.eid_lab", *options),
        cwd=ROOT, env=environment, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ends(process: asyncio.subprocess.Process, typed: str = "") -> tuple[int, str]:
    async with asyncio.timeout(PATIENCE):
        said, complained = await process.communicate(typed.encode())
    assert process.returncode is not None
    return process.returncode, (said + complained).decode()


@pytest.mark.real_eid
@pytest.mark.usefixtures("needed")
async def test_once_tells_typed_data_and_times() -> None:
    async with laboratory("--once", "--age", "18", "--pseudonym") as process:
        code, said = await ends(process)
    assert code == 0, said
    for word in ("AusweisApp is there", "Mustermann", "age_verified       True", "pseudonym"):
        assert word in said


@pytest.mark.real_eid
@pytest.mark.usefixtures("needed")
async def test_what_is_typed_happens() -> None:
    typed = "state\nfail token-missing\nauth\nmend\nauth 000000\nfail nonsense\nnonsense\n"
    async with laboratory() as process:
        code, said = await ends(process, typed)
    assert code == 0, said
    failed, read = said.split("Mend server and network.")
    assert "PIN 123456" in failed
    assert "eid.provider_unreachable" in failed
    assert "2 tries left, the last one was wrong" in read
    assert "Heidestraße 17" in read
    assert "'wrong' is one of: tls-name" in read
    assert "There is no command 'nonsense'" in read


@pytest.mark.real_eid
@pytest.mark.usefixtures("needed")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_nothing_is_left_when_it_is_stopped(number: signal.Signals, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RUNTIME_DIRECTORY", str(tmp_path))
        async with laboratory() as process:
            assert process.stdout is not None
            async with asyncio.timeout(PATIENCE):
                while b"help" not in (line := await process.stdout.readline()):
                    assert line, "it ended before it was ready"
            started = psutil.Process(process.pid).children(recursive=True)
            assert {child.name() for child in started} >= {"pcscd"}
            assert any(child.name().startswith("AusweisApp") for child in started)
            process.send_signal(number)
            async with asyncio.timeout(PATIENCE):  # its input stays open: an end of it ends it, too
                code = await process.wait()
    assert code == 130
    assert not [child for child in started if child.is_running()]
    assert left_in(tmp_path) == []


async def test_what_is_missing_is_told_with_its_package() -> None:
    async with laboratory("--once", path="/nowhere") as process:
        code, said = await ends(process)
    assert code == 1
    assert "Debian package ausweisapp2" in said


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


# --- the commands by themselves


@pytest.fixture
def stage() -> EidLabStage:
    return EidLabStage(Laboratory(SystemClock()), 0)


def test_every_switch_can_be_typed(stage: EidLabStage) -> None:
    assert commands.choices(stage, "fail") == tuple(Misbehaviour)
    assert commands.choices(stage, "insert") == ()
    listed = commands.listing(stage)
    assert all(f"  {name}" in listed for name in commands.SHORT)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("slow much", "a number"),
        ("slow -1", "faster"),
        ("slow 1 2", "at most 1"),
        ("pull-at reading 1 perhaps", "yes or no"),
        ("pull-after", "needs 'commands'"),
        ('slow "1', "quotation mark"),
    ],
)
async def test_what_makes_no_sense_is_told(stage: EidLabStage, line: str, says: str) -> None:
    with pytest.raises(ImpossibleAct, match=says):
        await commands.act(stage, line)
