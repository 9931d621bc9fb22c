"""The simulated world as a process: it says where it is, and ends when it should."""

import asyncio
import json
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.simulation import WorldControl
from kiosk.clock import SystemClock

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "hardware.simulation", "--eid", "replay")
PATIENCE = 30

pytestmark = pytest.mark.end_to_end


@asynccontextmanager
async def process(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def first_line(started: asyncio.subprocess.Process) -> dict[str, object]:
    assert started.stdout is not None
    told = json.loads(await started.stdout.readline())
    assert isinstance(told, dict)
    return told


async def test_it_tells_where_it_is_and_ends_at_sigterm(tmp_path: Path) -> None:
    picture, run_dir = tmp_path / "portrait.png", tmp_path / "run"
    await asyncio.to_thread(picture.touch)
    command = (*COMMAND, "--run-dir", str(run_dir), "--camera", str(picture))
    async with process(*command, "--slips", str(tmp_path / "slips")) as started:
        told = await first_line(started)
        written = await asyncio.to_thread((run_dir / "world.json").read_text)
        assert json.loads(written) == told
        assert stat.S_IMODE(os.stat(run_dir / "world.json").st_mode) == 0o600  # noqa: PTH116 - a look at what is there
        devices = told["devices"]
        assert isinstance(devices, dict)
        assert devices["camera"] == {"driver": "opencv", "source": str(picture)}
        assert devices["payment"]["driver"] == "zvt"
        control = WorldControl(str(told["control"]), SystemClock())
        await control.act("keypad", "press", key="help")
        started.send_signal(signal.SIGTERM)
        assert await started.wait() == 0
    assert await asyncio.to_thread(os.listdir, run_dir) == []


async def test_it_ends_when_the_process_that_started_it_is_gone(tmp_path: Path) -> None:
    # The shell waits for the world and is killed: nobody can tell the world any more.
    line = " ".join((*COMMAND, "--camera", "/dev/null", "--run-dir", str(tmp_path), "& wait"))
    async with process("/bin/sh", "-c", line) as shell:
        await first_line(shell)
        shell.kill()
        assert shell.stdout is not None
        assert await shell.stdout.read() == b"", "the world's end of the pipe is closed"
    assert not await asyncio.to_thread((tmp_path / "world.json").exists)


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--camera", "/dev/video99", "There is no camera, picture or video '/dev/video99'."),
        ("--port", "99999", "Port 99999 for world is not free."),
        ("--run-dir", "/proc/nowhere", "'/proc/nowhere' cannot be written."),
    ],
)
async def test_what_cannot_be_is_told_in_one_sentence(
    tmp_path: Path, option: str, value: str, sentence: str
) -> None:
    command = (*COMMAND, "--camera", "/dev/null", "--run-dir", str(tmp_path), option, value)
    assert await complaint_of(command) == f"{sentence}\n"


async def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        command = (*COMMAND, "--camera", "/dev/null", "--run-dir", str(tmp_path), "--port", port)
        assert await complaint_of(command) == f"Port {port} for world is not free.\n"


async def complaint_of(command: tuple[str, ...]) -> str:
    async with process(*command) as started:
        said, complaint = await started.communicate()
        assert (started.returncode, said) == (1, b"")
    return complaint.decode()
