"""Fixtures for screens: a display of our own, and a running stage on it.

Kivy makes its window while it is imported, one for the process: the display must stand before the
first test module is.
"""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from screens import environment
from screens.theme import PORTRAIT


def start_display() -> subprocess.Popen[bytes] | None:
    """Start a virtual display that holds both orientations; None where Xvfb is not installed."""
    if shutil.which("Xvfb") is None:
        return None
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1920x1920x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
    return server


SERVER = start_display()
if SERVER is None and not os.environ.get("DISPLAY"):
    pytest.skip("neither Xvfb nor a display is here", allow_module_level=True)
environment.prepare(PORTRAIT)

from tests.screens.driver import Driver  # noqa: E402 - imports Kivy, after its environment is set


def pytest_sessionfinish() -> None:
    if SERVER is not None:
        SERVER.terminate()
        SERVER.wait(timeout=10)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A second display, for the windows of programs that tests start: nothing else stands on it."""
    own = os.environ["DISPLAY"]
    server = start_display()
    yield os.environ["DISPLAY"]
    os.environ["DISPLAY"] = own
    if server is not None:
        server.terminate()
        server.wait(timeout=10)


@pytest_asyncio.fixture
async def driver() -> AsyncIterator[Driver]:
    running = Driver()
    await running.open()
    yield running
    await running.close()
