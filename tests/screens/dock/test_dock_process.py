"""The real dock beside a real world: it is seen, and a click of the mouse reaches a device."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.simulation import WorldControl
from hardware.simulation.cast import EidChoice, Wishes, cast
from hardware.simulation.world import World
from kiosk.clock import SystemClock
from screens.dock.model import Dock
from screens.dock.panel import Hands, Panel

ROOT = Path(__file__).resolve().parents[3]
HEIGHT = 1000
PATIENCE = 60

pytestmark = pytest.mark.end_to_end


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = SystemClock()
    world = World(cast(Wishes(camera="/dev/null", eid=EidChoice.REPLAY), clock), clock)
    await world.start()
    yield world
    await world.stop()


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    command = (sys.executable, "-m", "screens.dock", "--height", str(HEIGHT), *arguments)
    started = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await started.communicate()


async def click(dock: Dock, target: str) -> None:
    """Press a target of a dock that stands at the display's upper left, by the real mouse."""
    untouched = Hands(_nothing, _nothing, _nothing, _nothing, _nothing)
    panel = Panel(dock, untouched, HEIGHT, scroll=0, pressed="")
    box = next(each.box for each in panel.sheet.targets if each.id == target)
    place = (str(box.x + box.w // 2), str(box.y + box.h // 2))
    mouse = await asyncio.create_subprocess_exec("xdotool", "mousemove", *place, "click", "1")
    assert await mouse.wait() == 0


def _nothing(*_: object) -> None:
    """The dock of the test process only shows where things are."""


async def test_a_click_reaches_the_device(display: str, world: World) -> None:
    assert display
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    control = WorldControl(world.control_address, SystemClock())
    shown = Dock("").described(await control.describe())
    arguments = ("--control", world.control_address, "--left", "0", "--top", "0")
    async with running(*arguments):
        # Until its window is there, clicks go nowhere.
        while await _paper(control) == "full":
            await click(shown, "paper_out")
            await SystemClock().sleep(0.2)
    assert await _paper(control) == "out"


async def _paper(control: WorldControl) -> object:
    printer = (await control.state())["printer"]
    assert isinstance(printer, dict)
    return printer["paper"]


async def test_it_is_drawn_in_the_colours_of_the_terminal(
    display: str, world: World, tmp_path: Path
) -> None:
    assert display
    cv2 = pytest.importorskip("cv2")
    shot = tmp_path / "dock.png"
    async with running("--control", world.control_address, "--shot", str(shot)) as started:
        assert await started.wait() == 0
    picture = await asyncio.to_thread(cv2.imread, str(shot))
    assert picture.shape == (HEIGHT, 600, 3)
    colours = {tuple(int(part) for part in pixel[::-1]) for row in picture[::4] for pixel in row}
    assert (0xF7, 0xF5, 0xF0) in colours, "paper"
    assert (0xFF, 0xC5, 0x3D) in colours, "sun"
    assert (0xFF, 0xFF, 0xFF) in colours, "cards"


async def test_it_ends_with_the_process_that_started_it(display: str, world: World) -> None:
    assert display
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    line = f"{sys.executable} -m screens.dock --control {world.control_address} & wait"
    shell = await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", line, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    clock = SystemClock()
    async with asyncio.timeout(PATIENCE):
        while not await _windows():
            await clock.sleep(0.1)
        shell.kill()
        _, _ = await shell.communicate()  # the dock holds the pipe as long as it lives
        while await _windows():
            await clock.sleep(0.1)


async def _windows() -> str:
    search = ("xdotool", "search", "--class", "buergerterminal-dock")
    found = await asyncio.create_subprocess_exec(
        *search, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    numbers, _ = await found.communicate()
    return numbers.decode()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--control", "example.org:80"), "loopback only"),
        (("--control", "nowhere"), "HOST:PORT"),
        (("--control", "127.0.0.1:1", "--height", "10"), "from 600 to 4000"),
    ],
)
async def test_what_cannot_be_is_told_in_one_sentence(
    display: str, arguments: tuple[str, ...], sentence: str
) -> None:
    assert display
    async with running(*arguments) as started:
        _, complaint = await started.communicate()
        assert started.returncode == 2
    assert sentence in complaint.decode()
    assert len(complaint.decode().splitlines()) == 1
