"""Plays the demo: sets it up, lets a person or the autopilot walk, and clears away."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hardware.simulation import WorldControl
from kiosk.clock import SystemClock
from kiosk.demo import counter, glass
from kiosk.demo.autopilot import Autopilot, Walked
from kiosk.demo.fitting import display_table, screen_room
from kiosk.demo.hand import Hand, HandGone
from kiosk.demo.outcome import ended_sessions, report, standings, undelivered, waiting
from kiosk.demo.places import Places
from kiosk.demo.processes import Processes, ProcessFailed
from kiosk.demo.scripts import AT_PORTALS, BIRTHDAY, SCRIPTS, Script

COMING_UP = 30.0
LOOK = 0.05
HOME = Path("~/.local/state/buergerterminal-demo")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for."""

    camera: str
    journeys: tuple[str, ...]
    language: str
    landscape: bool
    eid: str
    out: Path


async def play_windowed(wishes: Wishes) -> int:
    """Run until the person ends the terminal or the demo."""
    places = Places(await asyncio.to_thread(HOME.expanduser))
    display = display_table(landscape=wishes.landscape, room=screen_room())
    async with _set_up(places, wishes, "", display) as (processes, world):
        await processes.start_dock(world["control"], int(str(display["width"])))
        _say("The terminal and its dock are open. End with Ctrl-C.")
        await processes.terminal_ended()
    return 0


async def play_headless(wishes: Wishes) -> int:
    """Let the autopilot walk every journey; answer 0 if all were completed."""
    clock = SystemClock()
    with TemporaryDirectory(prefix="buergerterminal-") as home:
        places = Places(Path(home), wishes.out)
        stagehand = f"127.0.0.1:{_free_port()}"
        display = display_table(landscape=wishes.landscape, room=None)
        async with _set_up(places, wishes, stagehand, display) as (_, world):
            control = WorldControl(world["control"], clock)
            await control.act("payment", "automate")
            hand = Hand(stagehand)
            size = int(str(display["width"])), int(str(display["height"]))
            pilot = Autopilot(hand, control, clock, wishes.out, _say, size)
            scripts = [
                script for script in (*SCRIPTS, *AT_PORTALS) if script.journey in wishes.journeys
            ]
            if unseen := _unreachable(world):
                _say(unseen)
                scripts = [script for script in scripts if script not in AT_PORTALS]
            walks = [await _walk(pilot, hand, script, places, clock) for script in scripts]
            await _fetch(places, world["counter"], clock)
            await _until(clock, lambda: undelivered(places.database) == 0)
        for number, destination, standing in standings(places.database):
            _say(f"{number}: {standing} ({destination})")
        good = await asyncio.to_thread(report, places, wishes.out, walks, _say)
    for walk in walks:
        _say(f"{walk.journey}: {walk.outcome} in {walk.seconds} s, {len(walk.screens)} screens")
    _say(f"Pictures, receipts, cases and report.json: {wishes.out}")
    return 0 if good else 1


def _unreachable(world: Mapping[str, Any]) -> str | None:
    """Answer in one sentence why no portal can be walked here, None if they can."""
    if not world["portals"]:
        return "Journeys at portals of others are left out: they need Chromium and the real eID client."
    lacking = glass.missing()
    return f"Journeys at portals of others are left out: {lacking}" if lacking else None


async def _walk(
    pilot: Autopilot, hand: Hand, script: Script, places: Places, clock: SystemClock
) -> Walked:
    """Walk one journey in a fresh session; its outcome is what the event log says of it."""
    before = len(ended_sessions(places.database))
    if not await _until(clock, lambda: _is_up(hand)):
        raise ProcessFailed(f"The terminal did not come up; {places.logs}/terminal.log says why.")
    walked = await pilot.walk(script)
    await hand.close()
    if walked.outcome != "stuck":
        await _until(clock, lambda: len(ended_sessions(places.database)) > before)
        walked.outcome = ended_sessions(places.database)[-1]
    return walked


async def _fetch(places: Places, url: str, clock: SystemClock) -> None:
    """Be the clerk to whom the citizen goes with the code."""
    await _until(clock, lambda: waiting(places.database) is not None)
    if codes := waiting(places.database):
        await asyncio.to_thread(counter.fetch, url, codes, BIRTHDAY)
        _say(f"Fetched at the counter: {', '.join(codes)}")


async def _is_up(hand: Hand) -> bool:
    try:
        return await hand.page() == "attract"
    except HandGone:
        return False


async def _until(clock: SystemClock, holds: Any) -> bool:
    deadline = clock.monotonic() + COMING_UP
    while clock.monotonic() < deadline:
        answer = holds()
        if await answer if asyncio.iscoroutine(answer) else answer:
            return True
        await clock.sleep(LOOK)
    return False


@asynccontextmanager
async def _set_up(
    places: Places, wishes: Wishes, stagehand: str, display: Mapping[str, object]
) -> AsyncIterator[tuple[Processes, Any]]:
    await asyncio.to_thread(places.make)
    if await asyncio.to_thread(places.make_authority):
        _say("Made the demo authority's keys.")
    processes = Processes(places)
    try:
        settings = await asyncio.to_thread(counter.settle_in, places)
        opening = asyncio.create_task(_open_counter(processes, settings))
        world = await processes.start_world(wishes.camera, wishes.eid)
        for note in world["notes"]:
            _say(note)
        intake = await processes.start_authority()
        at_counter = await opening
        _say(f"The clerk's page: {at_counter} ({counter.CLERK}, {counter.PASSWORD})")
        places.configure(
            world["devices"],
            stagehand=stagehand,
            display=display,
            language=wishes.language,
            intake=intake,
            handover=counter.destination(places, at_counter),
            portals=world["portals"],
        )
        await processes.start_terminal(waits_for=places.intake_key)
        yield processes, {**world, "counter": at_counter}
    finally:
        await processes.stop()


async def _open_counter(processes: Processes, settings: Path) -> str:
    url = await processes.start_counter(settings)
    await asyncio.to_thread(counter.add_clerk, settings)
    return url


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
