"""How soon a citizen sees something, and what the terminal costs while it stands there."""

import asyncio
from pathlib import Path

import psutil

from kiosk.bench.figures import Figure
from kiosk.bench.scene import Actor, NotMeasured, Scene
from kiosk.contracts.supervision import Ended, Shown
from kiosk.demo.autopilot import Autopilot
from kiosk.demo.hand import Hand
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

CAMERA_WALK = next(script for script in SCRIPTS if script.journey == "ausweis-vorerfassung")


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
    """On a whole walk with camera, fingerprints and signature."""
    actor = await scene.on_stage()
    hand = Hand(scene.stagehand)
    autopilot = Autopilot(hand, scene.world, scene.clock, pictures, tell=lambda _line: None)
    walking = asyncio.create_task(autopilot.walk(CAMERA_WALK))
    process, sizes = _process(actor), []
    while not walking.done() and process.is_running():
        sizes.append(process.memory_info().rss / MEGA)
        await scene.clock.sleep(LOOK)
    walked = await walking
    await hand.close()
    await actor.leave()
    if walked.outcome == "stuck":
        raise NotMeasured(f"the walk with the camera got stuck after {walked.screens[-1:]}")
    return Figure(
        "most memory on a walk with the camera", "MB", tuple(sizes), MEMORY_MB, worst=True
    )


def _process(actor: Actor) -> psutil.Process:
    try:
        return psutil.Process(actor.pid)
    except psutil.NoSuchProcess:
        raise NotMeasured("the session process ended by itself") from None


def _cpu_seconds(actor: Actor) -> float:
    process = _process(actor)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(time.user + time.system for time in times)
