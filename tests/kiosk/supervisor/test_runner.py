"""The supervisor with real processes on real sockets; only the time is ours."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from kiosk.contracts.supervision import (
    Beat,
    Before,
    Begun,
    End,
    Ended,
    EndReason,
    Go,
    Ready,
    Shown,
)
from kiosk.sd_notify import ServiceNotifier
from kiosk.supervisor.environment import session_environment
from kiosk.supervisor.runner import Cast, Supervisor
from kiosk.supervisor.stage import Phase
from tests.fake_clock import FakeClock, settle
from tests.kiosk.supervisor.director import PATIENCE, Director, Player, until_dead
from tests.kiosk.supervisor.limits import LIMITS

APOLOGY = Go(apology=True, before=Before.CRASH)


@pytest.fixture
async def director(tmp_path: Path) -> AsyncIterator[Director]:
    async with Director(tmp_path / "director") as made:
        yield made


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


class Terminal:
    """A running supervisor and what a test needs to follow it."""

    def __init__(self, supervisor: Supervisor, clock: FakeClock, director: Director) -> None:
        self.supervisor = supervisor
        self.clock = clock
        self.director = director
        self.running = asyncio.create_task(supervisor.run())

    async def attract(self) -> Player:
        """Answer the process on stage once it has shown itself."""
        actor = await self.director.next_actor()
        await actor.hears()
        actor.says(Shown())
        await self.until(Phase.ATTRACT)
        return actor

    async def spare(self) -> Player:
        """Answer the spare that comes when the first frame is a while old."""
        await self.clock.advance(LIMITS.spare_delay)
        actor = await self.director.next_actor()
        actor.says(Ready())
        return actor

    async def until(self, phase: Phase) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.supervisor.state.phase is not phase:
                await settle()

    async def beat(self, actor: Player, frames: int, turns: int) -> bool:
        """Have the process on stage beat; answer whether it still is on stage, and sound."""
        serial = self._on_stage()
        actor.says(Beat(frames, turns))
        async with asyncio.timeout(PATIENCE):
            while serial is not None and self._on_stage() == serial:
                stage = self.supervisor.state.stage
                if stage is not None and (stage.frames, stage.turns) == (frames, turns):
                    return True
                await settle()
        return False

    def _on_stage(self) -> int | None:
        stage = self.supervisor.state.stage
        return None if stage is None or stage.doomed else stage.serial

    async def stop(self) -> None:
        if not self.running.done():
            self.supervisor.ask_to_stop()
            self.supervisor.ask_to_stop()
        async with asyncio.timeout(PATIENCE):
            await self.running


@pytest.fixture
async def terminal(
    director: Director, clock: FakeClock, systemd: socket.socket
) -> AsyncIterator[Terminal]:
    cast = Cast(director.command, director.command, session_environment(os.environ))
    notifier = ServiceNotifier(
        {"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "30000000"}
    )
    made = Terminal(Supervisor(cast, LIMITS, clock, notifier), clock, director)
    yield made
    await made.stop()
    notifier.close()


async def test_the_first_process_learns_that_the_terminal_came_up(terminal: Terminal) -> None:
    actor = await terminal.director.next_actor()
    assert await actor.hears() == Go(before=Before.START)


async def test_the_next_citizen_gets_the_warm_spare(terminal: Terminal) -> None:
    actor = await terminal.attract()
    spare = await terminal.spare()
    actor.says(Begun())
    actor.says(Ended(EndReason.FINISHED))
    assert await spare.hears() == Go(before=Before.SESSION)
    actor.tell(b"exit 0")
    await actor.until_gone()
    spare.says(Shown())
    await terminal.until(Phase.ATTRACT)


@pytest.mark.parametrize("order", [b"exit 10", b"exit 1", b"die 11", b"die 9"])
async def test_after_a_crash_the_spare_apologises(terminal: Terminal, order: bytes) -> None:
    actor = await terminal.attract()
    spare = await terminal.spare()
    actor.says(Begun())
    actor.tell(order)
    assert await spare.hears() == APOLOGY


@pytest.mark.parametrize(("frames", "turns"), [(0, 1), (1, 0)])
async def test_one_clock_that_stands_still_is_enough_to_be_killed(
    terminal: Terminal, frames: int, turns: int
) -> None:
    actor = await terminal.attract()
    spare = await terminal.spare()
    for second in range(int(LIMITS.hang)):
        assert await terminal.beat(actor, 1 + second * frames, 1 + second * turns)
        await terminal.clock.advance(1)
    await actor.until_gone()
    assert await spare.hears() == APOLOGY


async def test_both_clocks_that_stand_still_are_killed(terminal: Terminal) -> None:
    actor = await terminal.attract()
    spare = await terminal.spare()
    os.kill(actor.pid, signal.SIGSTOP)
    await terminal.clock.advance(LIMITS.hang)
    await actor.until_gone()
    assert await spare.hears() == APOLOGY


async def test_both_clocks_that_go_are_left_alone(terminal: Terminal) -> None:
    actor = await terminal.attract()
    await terminal.spare()
    for second in range(1, 40):
        assert await terminal.beat(actor, second, second)
        await terminal.clock.advance(1)
    assert terminal.supervisor.state.phase is Phase.ATTRACT


async def test_a_process_that_shows_nothing_is_replaced(terminal: Terminal) -> None:
    slow = await terminal.director.next_actor()
    await slow.hears()
    await terminal.clock.advance(LIMITS.show)
    await slow.until_gone()
    assert await (await terminal.director.next_actor()).hears() == APOLOGY


async def test_nonsense_on_the_line_is_not_believed(terminal: Terminal) -> None:
    actor = await terminal.attract()
    actor.tell(b'say {"say":"ended","reason":"Erika Mustermann"}')
    await settle()
    actor.says(Ended(EndReason.LEFT))
    await terminal.clock.advance(LIMITS.hang)
    await actor.until_gone()
    assert await (await terminal.director.next_actor()).hears() == APOLOGY


async def test_a_spare_that_dies_is_replaced_after_a_pause(terminal: Terminal) -> None:
    await terminal.attract()
    spare = await terminal.spare()
    spare.tell(b"die 11")
    async with asyncio.timeout(PATIENCE):
        while terminal.supervisor.state.spare is not None:
            await settle()
    assert terminal.director.nobody_waits
    await terminal.clock.advance(LIMITS.spare_delay * 2)
    await terminal.director.next_actor()


async def test_children_die_with_their_process(terminal: Terminal) -> None:
    actor = await terminal.attract()
    child = await actor.bears()
    actor.says(Ended(EndReason.LEFT))
    actor.tell(b"exit 0")
    await until_dead(child)


async def test_who_stays_after_the_end_is_killed(terminal: Terminal) -> None:
    actor = await terminal.attract()
    actor.says(Ended(EndReason.LEFT))
    await (await terminal.director.next_actor()).hears()
    await terminal.clock.advance(LIMITS.leave)
    await actor.until_gone()


async def test_its_environment_is_what_it_needs(
    director: Director, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NOTIFY_SOCKET", "LD_PRELOAD_X", "KIVY_HOME", "SECRET_OF_SOMEBODY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("DISPLAY", ":35")
    cast = Cast(director.command, director.command, session_environment(os.environ))
    terminal = Terminal(Supervisor(cast, LIMITS, clock, ServiceNotifier({})), clock, director)
    actor = await director.next_actor()
    assert {"DISPLAY", "PATH", "PYTHONPATH"} <= actor.variables
    assert not actor.variables & {
        *("NOTIFY_SOCKET", "LD_PRELOAD_X", "KIVY_HOME", "SECRET_OF_SOMEBODY", "PYTEST_CURRENT_TEST")
    }
    await terminal.stop()


async def crash_until_out_of_service(terminal: Terminal) -> Player:
    for _ in range(LIMITS.crashes + 1):
        actor = await terminal.attract()
        actor.tell(b"die 11")
        await actor.until_gone()
    return await terminal.director.next_picture()


async def test_one_crash_too_many_brings_the_picture(terminal: Terminal) -> None:
    picture = await crash_until_out_of_service(terminal)
    assert terminal.supervisor.state.phase is Phase.OUT_OF_SERVICE
    os.kill(picture.pid, signal.SIGKILL)
    await picture.until_gone()
    await settle()
    again = asyncio.create_task(terminal.director.next_picture())
    while not again.done():
        await terminal.clock.advance(0.5)
    assert terminal.director.nobody_waits


async def test_the_picture_goes_when_the_terminal_shows_itself_again(terminal: Terminal) -> None:
    picture = await crash_until_out_of_service(terminal)
    terminal.supervisor.ask_to_retry()
    actor = await terminal.director.next_actor()
    assert await actor.hears() == Go(before=Before.CRASH)
    assert terminal.supervisor.state.picture
    actor.says(Shown())
    await picture.until_gone()
    assert terminal.supervisor.state.phase is Phase.ATTRACT


async def test_after_a_while_it_tries_again_by_itself(terminal: Terminal) -> None:
    await crash_until_out_of_service(terminal)
    await terminal.clock.advance(LIMITS.retry_after)
    await terminal.director.next_actor()


async def test_a_program_that_is_not_there_brings_the_picture(
    director: Director, clock: FakeClock
) -> None:
    cast = Cast(["/nowhere/kiosk"], director.command, session_environment(os.environ))
    terminal = Terminal(Supervisor(cast, LIMITS, clock, ServiceNotifier({})), clock, director)
    await director.next_picture()
    await terminal.stop()


async def test_stopping_ends_everybody_in_order(terminal: Terminal) -> None:
    actor = await terminal.attract()
    spare = await terminal.spare()
    terminal.supervisor.ask_to_stop()
    for player in (actor, spare):
        assert await player.hears() == End()
        player.tell(b"exit 0")
    async with asyncio.timeout(PATIENCE):
        await terminal.running


async def test_stopping_kills_who_does_not_listen(terminal: Terminal) -> None:
    actor = await terminal.attract()
    os.kill(actor.pid, signal.SIGSTOP)
    terminal.supervisor.ask_to_stop()
    await settle()
    await terminal.clock.advance(LIMITS.leave)
    async with asyncio.timeout(PATIENCE):
        await terminal.running
    await actor.until_gone()


def told(systemd: socket.socket) -> list[str]:
    lines = []
    while True:
        try:
            lines.append(systemd.recv(200).decode())
        except BlockingIOError:
            return lines


async def test_systemd_is_told_and_its_watchdog_fed(
    terminal: Terminal, systemd: socket.socket
) -> None:
    actor = await terminal.director.next_actor()
    await actor.hears()
    assert "READY=1" not in told(systemd)
    actor.says(Shown())
    await terminal.until(Phase.ATTRACT)
    lines = told(systemd)
    assert "READY=1" in lines
    assert any(line.startswith("STATUS=attract: attract.shown") for line in lines)
    for second in range(1, 25):
        assert await terminal.beat(actor, second, second)
        await terminal.clock.advance(1)
    assert told(systemd).count("WATCHDOG=1") == 2
    await terminal.stop()
    assert told(systemd)[-1] == "STOPPING=1"
