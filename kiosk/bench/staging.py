"""How soon a citizen sees something, and what the terminal costs while it stands there."""

import asyncio
from pathlib import Path

import psutil

from kiosk.bench.figures import Figure
from kiosk.bench.scene import PATIENCE, Actor, NotMeasured, Scene
from kiosk.contracts.clock import Clock
from kiosk.contracts.supervision import Ended, Shown
from kiosk.demo.autopilot import Autopilot
from kiosk.demo.hand import Hand, HandGone
from kiosk.demo.scripts import SCRIPTS

STARTS = 7
CHANGES = 5
FIRST_FRAME_S = 0.6
NEXT_ATTRACT_S = 0.5
IDLE_PERCENT = 3.0
MEMORY_MB = 260.0

SETTLING = 5.0
IDLE_SECONDS = 4.0
IDLE_SAMPLES = 5
LOOK = 0.1
MEGA = 1_000_000
PERCENT = 100

CAMERA_PAGE = "photo.live"
CAMERA_WALK = next(script for script in SCRIPTS if script.journey == "ausweis-vorerfassung")


class Pictureless(Hand):
    """Takes no pictures of the screen: they would cost memory that no citizen's session needs."""

    async def shot(self, file: Path) -> None:
        del file


async def measure_first_frame(scene: Scene) -> Figure:
    """From the start of the process to the first frame on the screen, without a spare."""
    times = []
    for _ in range(STARTS):
        actor = await scene.on_stage()
        times.append(await actor.when(Shown) - actor.began)
        await actor.leave()
    return Figure("process start to first frame", "s", tuple(times), FIRST_FRAME_S)


async def measure_change(scene: Scene) -> Figure:
    """From the end of one session to the next attract screen, a spare waiting."""
    times = []
    old = await scene.on_stage()
    for _ in range(CHANGES):
        spare = await scene.spare()
        old.end()
        ended = await old.when(Ended)
        spare.go()
        times.append(await spare.when(Shown) - ended)
        await old.leave()
        old = spare
    await old.leave()
    return Figure("end to next attract screen", "s", tuple(times), NEXT_ATTRACT_S)


async def measure_idle(scene: Scene) -> Figure:
    """At the attract screen, helper processes included, in percent of one core."""
    actor = await scene.on_stage()
    await scene.clock.sleep(SETTLING)
    shares = []
    for _ in range(IDLE_SAMPLES):
        used, began = _cpu_seconds(actor), scene.clock.monotonic()
        await scene.clock.sleep(IDLE_SECONDS)
        share = (_cpu_seconds(actor) - used) / (scene.clock.monotonic() - began)
        shares.append(share * PERCENT)
    await actor.leave()
    return Figure("idle load at the attract screen", "%", tuple(shares), IDLE_PERCENT)


async def measure_memory(scene: Scene, pictures: Path) -> Figure:
    """While the camera's picture is on the screen, on a whole walk by the autopilot."""
    actor = await scene.on_stage()
    hand, eye = Pictureless(scene.stagehand), Hand(scene.stagehand)
    await _open_for_citizens(eye, scene.clock)
    autopilot = Autopilot(hand, scene.world, scene.clock, pictures, tell=lambda _line: None)
    walking = asyncio.create_task(autopilot.walk(CAMERA_WALK))
    process, sizes = _process(actor), []
    while not walking.done():
        if await _page(eye) == CAMERA_PAGE:
            sizes.append(process.memory_info().rss / MEGA)
        await scene.clock.sleep(LOOK)
    walked = await walking
    await hand.close()
    await eye.close()
    await actor.leave()
    if walked.outcome == "stuck" or not sizes:
        raise NotMeasured("the walk with the camera got stuck")
    return Figure("memory with the camera's picture", "MB", tuple(sizes), MEMORY_MB)


async def _open_for_citizens(eye: Hand, clock: Clock) -> None:
    """Return when the stagehand answers: it comes after the devices have been looked at."""
    deadline = clock.monotonic() + PATIENCE
    while not await _page(eye):
        if clock.monotonic() > deadline:
            raise NotMeasured("the terminal does not open for citizens")
        await clock.sleep(LOOK)


async def _page(eye: Hand) -> str:
    try:
        return await eye.page()
    except HandGone:
        return ""


def _process(actor: Actor) -> psutil.Process:
    try:
        return psutil.Process(actor.pid)
    except psutil.NoSuchProcess:
        raise NotMeasured("the session process ended by itself") from None


def _cpu_seconds(actor: Actor) -> float:
    process = _process(actor)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(time.user + time.system for time in times)
