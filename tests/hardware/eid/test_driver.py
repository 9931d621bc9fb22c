"""The driver between its client's whims and the citizen: waits that end, pauses that grow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from hardware.eid import EidFault, EidStatus
from hardware.eid.ausweisapp.driver import AusweisApp
from hardware.eid.ausweisapp.settings import Settings
from hardware.eid.lab.sessions import Session
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.failures import DeviceFailed
from kiosk.clock import SystemClock
from kiosk.contracts.eid import (
    Broken,
    Cancel,
    Connecting,
    Finished,
    InsertCard,
    PinTask,
    SecretKind,
)
from kiosk.contracts.identity import Attribute, IdentityRequest
from tests.fake_clock import FakeClock
from tests.hardware.eid.citizen import Citizen
from tests.hardware.passing_time import passing
from tests.hardware.watching import watching

CLOCK = SystemClock()
LEVEL = '{"msg":"API_LEVEL","current":3}'
INFO = '{"msg":"INFO","VersionInfo":{"Implementation-Version":"9.0"}}'
LIST = '{"msg":"READER_LIST","readers":[{"name":"R","attached":true,"card":null}]}'
NO_READER = '{"msg":"READER_LIST","readers":[]}'


class Client:
    """Greets as AusweisApp does, then says nothing more; counts those who come."""

    def __init__(self) -> None:
        self.came = 0
        self.commands: list[str] = []
        self.readers = LIST
        self.refuses = False
        self.silent = False
        self.connections: set[ServerConnection] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        async with serve(
            self._serve, "127.0.0.1", 0, process_request=self._admit, close_timeout=0.1
        ) as server:
            yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/eID-Kernel"

    def _admit(self, connection: ServerConnection, _request: Request) -> Response | None:
        self.came += 1
        if self.refuses:
            return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, "")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        async for frame in connection:
            command = str(frame).split('"')[3]
            self.commands.append(command)
            said = {"SET_API_LEVEL": LEVEL, "GET_INFO": INFO, "GET_READER_LIST": self.readers}
            if command in said and not self.silent:
                await connection.send(said[command])
        self.connections.discard(connection)


def session_url(rehearsal: Rehearsal) -> str:
    request = IdentityRequest((Attribute.FAMILY_NAME,), ())
    session: Session = rehearsal.sessions.open(request)
    return f"https://localhost/tctoken?session={session.id}"


async def test_a_citizen_who_leaves_is_not_waited_for_and_the_next_is_served() -> None:
    rehearsal = Rehearsal(CLOCK, pace=0)
    await rehearsal.open()
    address = str(rehearsal.describe()["eid"]["replay"])
    driver = AusweisApp(Settings(replay=address, citizen_seconds=0.3), CLOCK)
    await driver.open()
    left = Citizen(lambda: None)
    assert await left.walk(driver.authenticate(session_url(rehearsal))) == Broken("eid.timed_out")
    assert InsertCard() in left.prompts
    next_one = Citizen(rehearsal.reader.insert_card, {SecretKind.PIN: ["123456"]})
    assert isinstance(await next_one.walk(driver.authenticate(session_url(rehearsal))), Finished)
    await driver.close()
    await rehearsal.close()


async def test_a_client_that_falls_silent_is_cut_off_and_met_anew() -> None:
    client = Client()
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url, client_seconds=0.2), CLOCK)
        await driver.open()
        citizen = Citizen(lambda: None)
        last = await citizen.walk(driver.authenticate("https://localhost/"))
        assert last == Broken("eid.provider_unreachable")
        async with asyncio.timeout(5):
            while client.came < 2:
                await CLOCK.sleep(0.01)
        await driver.close()
    assert "RUN_AUTH" in client.commands


async def test_closing_ends_a_running_dialogue() -> None:
    client = Client()
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), CLOCK)
        await driver.open()
        async with watching(driver.manage_pin(PinTask.CHANGE).prompts()) as prompts:
            assert await anext(prompts) == Connecting()
            await driver.close()
            assert await anext(prompts) == Broken("eid.cancelled")
        async with watching(driver.watch()) as statuses:
            assert (await anext(statuses)).fault is EidFault.NOT_RUNNING


async def test_a_dialogue_cancelled_before_its_turn_never_reaches_the_client() -> None:
    client = Client()
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url, client_seconds=0.2), CLOCK)
        await driver.open()
        first, second = driver.manage_pin(PinTask.CHANGE), driver.manage_pin(PinTask.CHANGE)
        async with watching(first.prompts()) as one, watching(second.prompts()) as two:
            assert await anext(one) == Connecting()
            waiting = asyncio.ensure_future(anext(two))
            await CLOCK.sleep(0.01)
            await second.reply(Cancel())
            await first.reply(Cancel())
            assert await waiting == Broken("eid.cancelled")
        assert client.commands.count("RUN_CHANGE_PIN") == 1
        await driver.close()


async def test_a_client_without_reader_says_so_after_its_first_look(clock: FakeClock) -> None:
    client = Client()
    client.readers = NO_READER
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), clock)
        await passing(clock, driver.open())
        async with watching(driver.watch()) as statuses:
            assert (await anext(statuses)).fault is None
            told = await passing(clock, anext(statuses))
            assert told.fault is EidFault.NO_READER
        async with watching(driver.manage_pin(PinTask.CHANGE).prompts()) as prompts:
            assert await passing(clock, anext(prompts)) == Broken("eid.no_reader")
        await passing(clock, driver.close())


async def test_the_pauses_before_a_client_that_does_not_come_up_grow(clock: FakeClock) -> None:
    client = Client()
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), clock)
        await passing(clock, driver.open())
        client.refuses = True
        for connection in tuple(client.connections):
            await connection.close()
        for _ in range(600):
            await clock.advance(0.1)
            await CLOCK.sleep(0)
        assert 4 <= client.came <= 9
        async with watching(driver.watch()) as statuses:
            assert (await anext(statuses)).fault is EidFault.REFUSED
        await passing(clock, driver.close())


async def test_opening_fails_by_name_and_closing_leaves_nothing_running() -> None:
    client = Client()
    client.refuses = True
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), CLOCK)
        before = asyncio.all_tasks()
        with pytest.raises(DeviceFailed) as failed:
            await driver.open()
        assert failed.value.fault is EidFault.REFUSED
        assert client.came == 1
        await driver.close()
        assert asyncio.all_tasks() <= before


async def test_a_client_that_failed_at_first_is_tried_until_it_comes_up(clock: FakeClock) -> None:
    client = Client()
    client.refuses = True
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), clock)
        with pytest.raises(DeviceFailed):
            await passing(clock, driver.open())
        async with watching(driver.watch()) as statuses:
            assert (await anext(statuses)).fault is EidFault.REFUSED
            client.refuses = False
            assert await passing(clock, anext(statuses)) == EidStatus(None, "9.0", rehearsal=True)
        await passing(clock, driver.close())


async def test_a_citizen_does_not_wait_for_the_pause_before_the_next_try() -> None:
    client = Client()
    client.refuses = True
    clock = FakeClock()  # stands still: no pause ends by itself
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), clock)
        with pytest.raises(DeviceFailed):
            await driver.open()
        async with (
            asyncio.timeout(5),
            watching(driver.manage_pin(PinTask.CHANGE).prompts()) as prompts,
        ):
            assert await anext(prompts) == Broken("eid.refused")
        client.refuses = False
        async with watching(driver.manage_pin(PinTask.CHANGE).prompts()) as prompts:
            assert await anext(prompts) == Connecting()
        await driver.close()


async def test_an_idle_client_that_stands_still_is_met_anew(clock: FakeClock) -> None:
    client = Client()
    async with client.listening() as url:
        driver = AusweisApp(Settings(replay=url), clock)
        await passing(clock, driver.open())
        for _ in range(600):
            await clock.advance(0.1)
        assert client.came == 1
        client.commands.clear()
        client.silent = True
        async with watching(driver.watch()) as statuses:
            assert (await anext(statuses)).fault is None
            told = await passing(clock, anext(statuses), at_most=60)
        assert told.fault is EidFault.NOT_RUNNING
        assert client.commands == ["GET_INFO"]
        client.silent = False
        await passing(clock, driver.close())
