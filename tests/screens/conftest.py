"""Fixtures for screens: a display of our own, laid-out sheets without it, a running stage on it."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from screens import environment
from screens.theme import PORTRAIT

environment.prepare(PORTRAIT)

from tests.screens.driver import Driver  # noqa: E402 - imports Kivy, after its environment is set


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A virtual display that holds both orientations."""
    if shutil.which("Xvfb") is None:
        if not os.environ.get("DISPLAY"):
            pytest.skip("neither Xvfb nor a display is here")
        yield os.environ["DISPLAY"]
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1920x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = f":{number}"
    yield f":{number}"
    if before is None:
        del os.environ["DISPLAY"]
    else:
        os.environ["DISPLAY"] = before
    server.terminate()
    server.wait(timeout=10)


@pytest_asyncio.fixture
async def driver(display: str) -> AsyncIterator[Driver]:
    assert display
    running = Driver()
    await running.open()
    yield running
    await running.close()


@pytest.fixture
def shots(tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: tmp_path / f"{name}.png"
