"""The replay: recorded paths join into a graph, and where it ends it says so by hanging up."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hardware.eid import EidClient, EidFault
from hardware.eid.ausweisapp.commands import Continue
from hardware.eid.ausweisapp.link import Link, LinkRefused
from hardware.eid.ausweisapp.messages import ReaderSeen
from hardware.eid.lab.card_passwords import Passwords
from hardware.eid.lab.laboratory import Laboratory
from hardware.eid.lab.surroundings import Surroundings
from hardware.eid.replay.digits import judge
from hardware.eid.replay.graph import CANCEL, REMOVE, Graph, State
from hardware.eid.replay.recording import CONNECT, READER, Said, Trigger
from hardware.eid.replay.rehearsal import Rehearsal, rehearsed
from hardware.identity import IdentityService
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import Broken, EidPrompt, Finished, PinTask, Reading, SecretKind
from kiosk.contracts.identity import Attribute, IdentityRequest
from tests.hardware.eid.citizen import Answer, Citizen
from tests.hardware.watching import watching

CLOCK = SystemClock()
REQUEST = IdentityRequest((Attribute.FAMILY_NAME,), ())
PIN = SecretKind.PIN
FIRST, SECOND, THIRD = (Said(0.0, {"msg": "STATUS", "progress": n}) for n in (1, 2, 3))
ENTER = Said(0.0, {"msg": "ENTER_PIN"})
STARTED = (Trigger(CONNECT), Trigger("RUN_CHANGE_PIN"), ENTER)
ASKED = State("CHANGE_PIN", "ENTER_PIN")


def test_paths_that_pass_the_same_state_are_joined() -> None:
    graph = Graph(
        [
            [*STARTED, Trigger("SET_PIN:right"), FIRST],
            [*STARTED, Trigger("SET_PIN:wrong"), SECOND],
        ]
    )
    assert graph.answer(ASKED, "SET_PIN:right") == (FIRST,)
    assert graph.answer(ASKED, "SET_PIN:wrong") == (SECOND,)
    assert graph.answer(ASKED, "SET_PUK:right") is None


def test_an_answer_that_was_cut_off_gives_way_to_the_whole_one() -> None:
    cut, whole = (FIRST, Trigger(CANCEL), THIRD), (FIRST, SECOND)
    for paths in ((cut, whole), (whole, cut)):
        graph = Graph([*STARTED, Trigger("SET_PIN:right"), *path] for path in paths)
        assert graph.answer(ASKED, "SET_PIN:right") == (FIRST, SECOND)


def test_a_workflow_is_cancelled_and_its_card_lost_wherever_it_stands() -> None:
    lost = Said(0.0, {"msg": "READER", "name": READER, "card": None})
    graph = Graph(
        [
            [*STARTED, Trigger(CANCEL), FIRST],
            [*STARTED, Trigger("SET_PIN:right"), Trigger(REMOVE), lost],
        ]
    )
    assert graph.answer(State("CHANGE_PIN", "ENTER_CAN", "1"), CANCEL) == (FIRST,)
    assert graph.answer(State("CHANGE_PIN", "SET_PUK", "0"), REMOVE) == (lost,)
    assert graph.answer(State("AUTH", "ENTER_PIN", "3"), CANCEL) is None


def test_a_rehearsed_card_counts_as_a_real_one_does() -> None:
    passwords = Passwords()
    assert [judge(passwords, "SET_PIN", "000000") for _ in range(2)] == ["wrong", "wrong"]
    assert passwords.retries == 1
    assert judge(passwords, "SET_CAN", "222222") == "right"
    assert judge(passwords, "SET_PIN", "000000") == "wrong"
    assert passwords.retries == 0
    assert judge(passwords, "SET_PUK", "3333333333") == "right"
    assert passwords.retries == 3
    assert judge(passwords, "SET_NEW_PIN", "654321") == "right"
    assert judge(passwords, "SET_PIN", "654321") == "right"
    passwords.puk_uses = 0
    assert judge(passwords, "SET_PUK", "3333333333") == "used_up"


def test_the_recordings_answer_the_greeting() -> None:
    graph = rehearsed()
    for trigger in (CONNECT, "SET_API_LEVEL:3", "SET_API_LEVEL:2", "GET_INFO", "GET_READER_LIST"):
        assert graph.answer(State(), trigger) is not None


# --- over the wire


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    rehearsal = Rehearsal(CLOCK, pace=0.5)
    await rehearsal.open()
    yield rehearsal
    await rehearsal.close()


@pytest.fixture
async def eid(rehearsal: Rehearsal) -> AsyncIterator[EidClient]:
    eid: EidClient = make_driver(DeviceKind.EID, rehearsal.describe()["eid"], CLOCK)
    await eid.open()
    yield eid
    await eid.close()


async def authenticate(rehearsal: Rehearsal, eid: EidClient, *digits: Answer) -> Citizen:
    service: IdentityService = make_driver(
        DeviceKind.IDENTITY, rehearsal.describe()["identity"], CLOCK
    )
    opened = await service.start(REQUEST)
    citizen = Citizen(rehearsal.reader.insert_card, {PIN: list(digits)})
    await citizen.walk(eid.authenticate(opened.tc_token_url))
    return citizen


def test_laboratory_and_rehearsal_are_handled_alike() -> None:
    surroundings: list[Surroundings] = [Rehearsal(CLOCK), Laboratory(CLOCK)]
    assert len(surroundings) == 2


async def test_a_card_pulled_while_it_is_read_ends_as_recorded(
    rehearsal: Rehearsal, eid: EidClient
) -> None:
    dialogue = eid.authenticate(await token(rehearsal))
    citizen = Citizen(rehearsal.reader.insert_card, {PIN: ["123456"]})
    reading = asyncio.create_task(citizen.walk(dialogue))
    async with asyncio.timeout(10):
        while Reading(20) not in citizen.prompts:
            await CLOCK.sleep(0.005)
        rehearsal.reader.remove_card()
        assert await reading == Broken("eid.card_removed")


async def token(rehearsal: Rehearsal) -> str:
    service: IdentityService = make_driver(
        DeviceKind.IDENTITY, rehearsal.describe()["identity"], CLOCK
    )
    return (await service.start(REQUEST)).tc_token_url


async def test_a_card_that_lies_there_from_the_start_is_used(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.reader.insert_card()
    eid: EidClient = make_driver(DeviceKind.EID, rehearsal.describe()["eid"], CLOCK)
    await eid.open()
    citizen = await authenticate(rehearsal, eid, "123456")
    await eid.close()
    assert isinstance(citizen.prompts[-1], Finished)


async def test_a_client_that_crashes_is_told_and_found_again(
    rehearsal: Rehearsal, eid: EidClient
) -> None:
    async with watching(eid.manage_pin(PinTask.CHECK).prompts()) as prompts:
        await anext(prompts)
        await rehearsal.sdk.hang_up()
        async with asyncio.timeout(5):
            last: EidPrompt = await anext(prompts)
    assert last == Broken("eid.client_lost")
    async with watching(eid.watch()) as statuses, asyncio.timeout(5):
        while (await anext(statuses)).fault is EidFault.NOT_RUNNING:
            pass
    citizen = await authenticate(rehearsal, eid, "123456")
    assert isinstance(citizen.prompts[-1], Finished)


async def test_there_is_room_for_one_client(rehearsal: Rehearsal, eid: EidClient) -> None:
    del eid
    address = rehearsal.describe()["eid"]["replay"]
    with pytest.raises(LinkRefused):
        await Link.open(str(address))


async def test_where_the_recordings_end_the_replay_hangs_up(rehearsal: Rehearsal) -> None:
    link = await Link.open(str(rehearsal.describe()["eid"]["replay"]))
    await link.send(Continue())
    async with asyncio.timeout(5):
        assert all([isinstance(said, ReaderSeen) async for said in link.messages()])
    await link.close()
