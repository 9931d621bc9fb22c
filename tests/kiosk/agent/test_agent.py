"""The agent over its real socket: newest wins, silence is noticed, strangers and nonsense are not heard."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from kiosk.agent.agent import Agent
from kiosk.agent.health import HealthUnreadable, Presence, read_health
from kiosk.config.model import Agent as AgentSettings
from kiosk.contracts.devices import DeviceKind
from kiosk.sd_notify import ServiceNotifier
from kiosk.session.conditions import ConditionPublisher
from tests.fake_clock import FakeClock, settle

DRIVERS = {DeviceKind.PRINTER: "escpos_tcp", DeviceKind.CAMERA: "v4l2"}
PATIENCE = 20.0


@pytest.fixture
def settings(tmp_path: Path) -> AgentSettings:
    return AgentSettings(tmp_path / "run" / "conditions.sock", tmp_path / "health.json", 30)


@pytest.fixture
def systemd(tmp_path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "notify"))
    listening.setblocking(False)
    return listening


@pytest.fixture
async def agent(
    settings: AgentSettings, clock: FakeClock, systemd: socket.socket
) -> AsyncIterator[Agent]:
    notifier = ServiceNotifier({"NOTIFY_SOCKET": systemd.getsockname()})
    made = Agent("0042", settings, clock, notifier)
    running = asyncio.create_task(made.run())
    while not settings.socket.exists():
        await settle()
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    notifier.close()
    systemd.close()


@pytest.fixture
async def publisher(
    agent: Agent, settings: AgentSettings, clock: FakeClock
) -> AsyncIterator[ConditionPublisher]:
    assert agent.health.presence is Presence.NEVER_HEARD
    made = ConditionPublisher(settings.socket, DRIVERS, clock)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def until(clock: FakeClock, holds: Callable[[], bool]) -> None:
    """Let little time pass until something real has happened."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await clock.advance(0.05)


def faults(agent: Agent) -> dict[str, str | None]:
    return {condition.kind: condition.fault for condition in agent.health.conditions}


async def test_the_newest_conditions_are_known(
    agent: Agent, publisher: ConditionPublisher, clock: FakeClock
) -> None:
    await until(clock, lambda: faults(agent) == {"printer": None, "camera": None})
    publisher.show(DeviceKind.PRINTER, "printer.paper_out")
    await until(clock, lambda: faults(agent)["printer"] == "printer.paper_out")
    publisher.show(DeviceKind.PRINTER, None)
    publisher.show_phase("session")
    await until(clock, lambda: faults(agent)["printer"] is None)
    assert agent.health.presence is Presence.PRESENT
    assert agent.health.report is not None
    assert agent.health.report.phase == "session"


async def test_since_tells_when_the_fault_came_and_not_when_it_was_told(
    agent: Agent, publisher: ConditionPublisher, clock: FakeClock
) -> None:
    publisher.show(DeviceKind.CAMERA, "camera.unplugged")
    came = clock.now()
    await clock.advance(100)
    publisher.show(DeviceKind.CAMERA, "camera.unplugged")
    await until(clock, lambda: faults(agent).get("camera") == "camera.unplugged")
    assert {c.kind: c.since for c in agent.health.conditions}[DeviceKind.CAMERA] == came


async def test_it_is_written_for_the_technician_the_worst_first(
    agent: Agent, publisher: ConditionPublisher, settings: AgentSettings, clock: FakeClock
) -> None:
    assert agent.health.terminal == "0042"
    publisher.show(DeviceKind.CAMERA, "camera.unplugged")

    def written() -> bool:
        return settings.health.exists() and bool(read_health(settings.health)["devices"])

    await until(clock, written)
    body = read_health(settings.health)
    assert body["terminal"] == "0042"
    assert body["presence"] == "present"
    assert isinstance(body["devices"], list)
    assert [device["fault"] for device in body["devices"]] == ["camera.unplugged", None]
    assert settings.health.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in settings.health.parent.glob(".*")] == []


async def test_silence_is_noticed_and_the_last_word_kept(
    agent: Agent, publisher: ConditionPublisher, settings: AgentSettings, clock: FakeClock
) -> None:
    publisher.show(DeviceKind.CAMERA, "camera.unplugged")
    await until(clock, lambda: faults(agent).get("camera") == "camera.unplugged")
    publisher._socket = Path("/nowhere")
    for line in tuple(agent._socket._lines):
        line.transport.abort()
    await until(clock, lambda: agent.health.presence is Presence.SILENT)
    await until(clock, settings.health.exists)
    await until(clock, lambda: read_health(settings.health)["presence"] == "silent")
    assert faults(agent)["camera"] == "camera.unplugged"


async def test_a_terminal_that_says_the_same_stays_present(
    agent: Agent, publisher: ConditionPublisher, clock: FakeClock
) -> None:
    assert publisher is not None
    await until(clock, lambda: agent.health.presence is Presence.PRESENT)
    for _ in range(60):
        await clock.advance(5)
        heard_at = agent.health.heard_at
        assert heard_at is not None
        await until(clock, lambda: agent.health.presence is Presence.PRESENT)


async def test_the_publisher_finds_an_agent_that_comes_late(
    settings: AgentSettings, clock: FakeClock
) -> None:
    publisher = ConditionPublisher(settings.socket, DRIVERS, clock)
    publishing = asyncio.create_task(publisher.run())
    await clock.advance(60)
    publisher.show(DeviceKind.PRINTER, "printer.cover_open")
    agent = Agent("0042", settings, clock, ServiceNotifier({}))
    running = asyncio.create_task(agent.run())
    await until(clock, lambda: faults(agent).get("printer") == "printer.cover_open")
    for task in (publishing, running):
        task.cancel()
    await asyncio.gather(publishing, running, return_exceptions=True)


async def test_the_newest_line_wins_while_an_old_terminal_still_leaves(
    agent: Agent, publisher: ConditionPublisher, settings: AgentSettings, clock: FakeClock
) -> None:
    publisher.show(DeviceKind.PRINTER, "printer.paper_out")
    await until(clock, lambda: faults(agent).get("printer") == "printer.paper_out")
    successor = ConditionPublisher(settings.socket, DRIVERS, clock)
    running = asyncio.create_task(successor.run())
    await until(clock, lambda: faults(agent)["printer"] is None)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("nonsense", [b"hello\n", b"\xff\n", b"x" * 100_000, b'{"phase":1}\n'])
async def test_nonsense_changes_nothing(
    agent: Agent,
    publisher: ConditionPublisher,
    settings: AgentSettings,
    clock: FakeClock,
    nonsense: bytes,
) -> None:
    publisher.show(DeviceKind.PRINTER, "printer.paper_out")
    await until(clock, lambda: faults(agent).get("printer") == "printer.paper_out")
    reader, writer = await asyncio.open_unix_connection(settings.socket)
    writer.write(nonsense)
    async with asyncio.timeout(PATIENCE):
        try:
            assert await reader.read() == b""
        except ConnectionResetError:
            assert len(nonsense) > 16_384
    writer.close()
    assert faults(agent)["printer"] == "printer.paper_out"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
async def test_another_account_is_turned_away(
    agent: Agent, settings: AgentSettings, tmp_path: Path
) -> None:
    settings.socket.chmod(0o666)
    # pytest's folders are for their owner only
    for folder in (settings.socket.parent, tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    code = (
        "import os, socket, sys; os.setuid(65534); s = socket.socket(socket.AF_UNIX); "
        's.connect(sys.argv[1]); s.sendall(b\'{"phase":"attract","devices":[]}\\n\'); '
        "print(s.recv(1))"
    )
    stranger = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, str(settings.socket)), stdout=subprocess.PIPE
    )
    told, _ = await stranger.communicate()
    assert told.strip() in (b"b''", b"")
    assert agent.health.presence is Presence.NEVER_HEARD


async def test_the_watchdog_is_fed_only_while_health_can_be_written(
    agent: Agent, settings: AgentSettings, clock: FakeClock, systemd: socket.socket
) -> None:
    lines: list[str] = []

    def told(line: str) -> bool:
        try:
            while True:
                lines.append(systemd.recv(200).decode())
        except BlockingIOError:
            return any(known.startswith(line) for known in lines)

    assert agent.health.report is None
    await until(clock, lambda: told("READY=1"))
    await until(clock, lambda: told("WATCHDOG=1"))
    settings.health.unlink()
    settings.health.mkdir()
    await until(clock, lambda: told("STATUS=health.json cannot be written"))
    lines.clear()
    await until(clock, lambda: told("STATUS=health.json cannot be written"))
    assert "WATCHDOG=1" not in lines


async def test_a_socket_left_behind_is_replaced(settings: AgentSettings, clock: FakeClock) -> None:
    settings.socket.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(settings.socket))
    agent = Agent("0042", settings, clock, ServiceNotifier({}))
    publisher = ConditionPublisher(settings.socket, DRIVERS, clock)
    tasks = [asyncio.create_task(agent.run()), asyncio.create_task(publisher.run())]
    await until(clock, lambda: agent.health.presence is Presence.PRESENT)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"format":"other"}'])
def test_what_is_no_health_file_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "health.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(HealthUnreadable, match=r"health\.json"):
        read_health(path)
