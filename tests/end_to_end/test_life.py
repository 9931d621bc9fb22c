"""The supervisor keeps a terminal alive, owns up when it cannot, and leaves nobody behind."""

import os
import signal

import numpy as np
import psutil
from PIL import Image, ImageGrab

from kiosk.config.load import SHIPPED
from kiosk.demo.hand import HandGone
from tests.end_to_end.house import House
from tests.end_to_end.visit import Visit

# The tests of this file live through one terminal's life, in this order.
APOLOGY = "Das Terminal musste neu starten."
CRASHES = 5  # more than these within the window put it out of service (config/terminal.toml)


async def killed(house: House) -> psutil.Process:
    """Kill the process on stage, as a crash would end it."""
    stage = house.actors()[0]
    os.kill(stage.pid, signal.SIGKILL)
    await house.until("the end of the killed process", lambda: not stage.is_running())
    await house.hand.close()
    return stage


async def test_a_crash_within_a_session_is_followed_by_an_apology(house: House) -> None:
    citizen = Visit(house)
    await citizen.begins()
    await citizen.uses("touch", "service.meldebescheinigung", "next")
    await house.until("a spare", lambda: len(house.actors()) == 2)
    spare = house.actors()[1]
    below = house.actors()[0].children(recursive=True)
    began = house.clock.monotonic()
    await killed(house)
    await house.ready()
    assert house.actors()[0] == spare, "the spare has gone on stage"
    assert house.clock.monotonic() - began < 5
    assert APOLOGY in str((await house.hand.tree())["nodes"])
    await house.until("the end of all it had started", lambda: not any(map(runs, below)))


async def test_the_next_citizen_is_served(house: House) -> None:
    citizen = Visit(house)
    await citizen.begins()
    await citizen.uses("touch")
    await citizen.arrives("choose")
    await citizen.is_over_after(lambda: citizen.uses("end"))
    assert APOLOGY not in str((await house.hand.tree())["nodes"])


async def test_too_many_crashes_end_in_the_picture(house: House, display: str) -> None:
    assert out_of_service_share(display) < 0.5
    for _ in range(CRASHES - 1):
        await killed(house)
        await house.ready()
    await killed(house)
    await house.until("the picture", lambda: out_of_service_share(display) > 0.9)
    assert house.actors() == []
    [program] = house.supervisor.children()
    assert any(part.endswith("out_of_service.py") for part in program.cmdline())


async def test_a_technician_brings_it_back(house: House, display: str) -> None:
    house.supervisor.send_signal(signal.SIGUSR1)
    await house.ready()
    await house.until("the terminal's own picture", lambda: out_of_service_share(display) < 0.5)


async def test_sigterm_ends_everything(house: House) -> None:
    citizen = Visit(house)
    await citizen.uses("touch")
    await house.until("a spare", lambda: len(house.actors()) == 2)
    everybody = [house.supervisor, *house.supervisor.children(recursive=True)]
    assert len(everybody) >= 3
    house.supervisor.terminate()
    await house.until("the end", lambda: not any(map(runs, everybody)), 15)
    try:
        await house.hand.page()
    except HandGone:
        return
    raise AssertionError("somebody still serves at the stagehand's port")


def runs(process: psutil.Process) -> bool:
    """Answer whether it lives; one that waits for its parent to notice does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def out_of_service_share(display: str) -> float:
    """Answer how much of the display is as the picture has it, where that is centred."""
    with Image.open(SHIPPED / "out_of_service" / "portrait.png") as picture:
        ground = np.asarray(picture.convert("RGB"))[0, 0]
    seen = np.asarray(ImageGrab.grab(xdisplay=display).convert("RGB"))
    return float((np.abs(seen.astype(int) - ground).max(axis=2) < 8).mean())
