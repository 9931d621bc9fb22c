"""The real AusweisApp under the real driver: API levels, addresses after the end, a client that hangs."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from hardware.eid import EidClient
from hardware.eid.ausweisapp.conversation import Conversation
from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.process import AusweisAppProcess
from hardware.eid.ausweisapp.settings import Settings
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.identity import IdentityService
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import (
    Broken,
    CardReport,
    Connecting,
    Finished,
    InsertCard,
    PinTask,
    SecretKind,
)
from kiosk.contracts.identity import Attribute, IdentityRequest
from tests.hardware.eid.citizen import Answer, Citizen
from tests.hardware.watching import watching

pytestmark = pytest.mark.real_eid

CLOCK = SystemClock()
REQUEST = IdentityRequest((Attribute.FAMILY_NAME,), ())
PIN, NEW_PIN = SecretKind.PIN, SecretKind.NEW_PIN
PACE = 0x86


@pytest.fixture(scope="module")
async def opened() -> AsyncIterator[Laboratory]:
    reason = availability()
    if reason:
        pytest.skip(reason)
    lab = Laboratory(CLOCK)
    await lab.open()
    yield lab
    await lab.close()


@pytest.fixture
def lab(opened: Laboratory) -> Laboratory:
    opened.card.renew()
    opened.reader.remove_card()
    return opened


@pytest.fixture
async def client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AusweisAppProcess]:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    client = AusweisAppProcess("", CLOCK, preverification=False)
    yield client
    await client.stop()


async def asked(url: str, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer what the client says to each command; news of readers are left out."""
    async with connect(url, proxy=None, compression=None) as link:
        answers = []
        for command in commands:
            await link.send(json.dumps(command))
            while (answer := json.loads(await link.recv()))["msg"] == "READER":
                pass
            answers.append(answer)
        return answers


@asynccontextmanager
async def speaking_at_most(level: int, url: str) -> AsyncIterator[str]:
    """Stand before the client, and say of higher API levels what an older client says."""

    async def pass_on(driver: ServerConnection) -> None:
        async with connect(url, proxy=None, compression=None) as behind:
            back = asyncio.create_task(_forward(behind, driver))
            async for frame in driver:
                command = json.loads(frame)
                if command["cmd"] == "SET_API_LEVEL" and command["level"] > level:
                    refusal = {"msg": "API_LEVEL", "error": "Unknown level", "current": level}
                    await driver.send(json.dumps(refusal))
                else:
                    await behind.send(frame)
            back.cancel()

    async with serve(pass_on, "127.0.0.1", 0, compression=None) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/eID-Kernel"


async def _forward(source: Any, sink: Any) -> None:
    try:
        async for frame in source:
            await sink.send(frame)
    except ConnectionClosed:
        return


async def test_the_level_of_the_last_connection_is_not_ours(client: AusweisAppProcess) -> None:
    url = f"ws://127.0.0.1:{await client.start()}/eID-Kernel"
    set_one = {"cmd": "SET_API_LEVEL", "level": 1}
    get = {"cmd": "GET_API_LEVEL"}
    [_, status] = await asked(url, set_one, {"cmd": "GET_STATUS"})
    assert status == {"msg": "UNKNOWN_COMMAND", "error": "GET_STATUS"}
    [level] = await asked(url, get)
    assert level["current"] == 1, "the client keeps the level of whoever came before"
    conversation = await Conversation.open(url, CLOCK)
    await conversation.close()
    [level] = await asked(url, get)
    assert level["current"] == max(level["available"])


@pytest.mark.parametrize("level", [1, 2])
async def test_all_is_done_at_every_level(
    lab: Laboratory, client: AusweisAppProcess, level: int
) -> None:
    port = await client.start()
    async with speaking_at_most(level, f"ws://127.0.0.1:{port}/eID-Kernel") as url:
        driver = AusweisApp(Settings(replay=url), CLOCK)
        await driver.open()
        service = make_driver(DeviceKind.IDENTITY, lab.describe()["identity"], CLOCK)
        last, _ = await authenticated(lab, driver, service, "000000", "123456")
        assert isinstance(last, Finished)
        types: dict[SecretKind, list[Answer]] = {PIN: ["123456"], NEW_PIN: ["654321"]}
        citizen = Citizen(lab.reader.insert_card, types)
        assert await citizen.walk(driver.manage_pin(PinTask.CHANGE)) == Finished()
        assert lab.card.passwords.pin == "654321"
        citizen = Citizen(lab.reader.insert_card)
        await citizen.walk(driver.manage_pin(PinTask.CHECK))
        assert CardReport(3, deactivated=False, blocked=False) in citizen.prompts
        await driver.close()


async def authenticated(
    lab: Laboratory, eid: EidClient, service: IdentityService, *pins: Answer
) -> tuple[object, str]:
    """Answer the last prompt and the eID service's own URL of the authentication."""
    started = await service.start(REQUEST)
    citizen = Citizen(lab.reader.insert_card, {PIN: list(pins)})
    return await citizen.walk(eid.authenticate(started.tc_token_url)), started.tc_token_url


@pytest.fixture
async def eid(
    lab: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[EidClient]:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    table = lab.describe()["eid"] | {"client_seconds": 3.0}
    eid: EidClient = make_driver(DeviceKind.EID, table, CLOCK)
    await eid.open()
    yield eid
    await eid.close()


async def test_only_success_tells_where_a_portals_browser_goes_on(
    lab: Laboratory, eid: EidClient
) -> None:
    service = make_driver(DeviceKind.IDENTITY, lab.describe()["identity"], CLOCK)
    last, url = await authenticated(lab, eid, service, None)
    assert last == Broken("eid.cancelled")
    lab.card.pull_at(PACE)
    last, url = await authenticated(lab, eid, service, "123456")
    assert last == Broken("eid.card_removed")
    last, url = await authenticated(lab, eid, service, "123456")
    assert isinstance(last, Finished)
    session = url.partition("session=")[2]
    origin = url.partition("/tctoken")[0]
    assert last.refresh.startswith(f"{origin}/done?session={session}")
    assert session not in repr(last)


async def test_a_client_that_hangs_is_ended_and_the_next_citizen_served(
    lab: Laboratory, eid: EidClient
) -> None:
    [stuck] = _clients()
    async with watching(eid.manage_pin(PinTask.CHANGE).prompts()) as prompts:
        assert await anext(prompts) == Connecting()
        assert await anext(prompts) == InsertCard()
        os.kill(stuck.pid, signal.SIGSTOP)
    # Leaving the dialogue cancels it; a client that stands still does not let go.
    types: dict[SecretKind, list[Answer]] = {PIN: ["123456"], NEW_PIN: ["654321"]}
    citizen = Citizen(lab.reader.insert_card, types)
    assert await citizen.walk(eid.manage_pin(PinTask.CHANGE)) == Finished()
    assert not stuck.is_running()
    assert len(_clients()) == 1


def _clients() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "websocket" in child.cmdline()]
