"""What the eID client keeps: over recorded messages always, over the real AusweisApp where it is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest

from hardware.eid import EidClient, EidStatus
from hardware.eid.lab.laboratory import Laboratory, availability
from hardware.eid.replay.rehearsal import Rehearsal
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, IdentityService
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import (
    Broken,
    Cancel,
    CardReport,
    Connecting,
    EidPrompt,
    EnterSecret,
    Finished,
    InsertCard,
    PinTask,
    SecretKind,
)
from kiosk.contracts.identity import Address, Attribute, Identity, IdentityRequest
from tests.hardware.eid.citizen import Act, Answer, Citizen
from tests.hardware.watching import watching

KIND = DeviceKind.EID
PIN, NEW_PIN, CAN, PUK = SecretKind.PIN, SecretKind.NEW_PIN, SecretKind.CAN, SecretKind.PUK
TRANSPORT = SecretKind.TRANSPORT_PIN
REQUEST = IdentityRequest(
    (Attribute.FAMILY_NAME, Attribute.GIVEN_NAMES, Attribute.ADDRESS),
    (Attribute.DATE_OF_BIRTH, Attribute.BIRTH_NAME),
    "Meldebescheinigung",
)
ERIKA = Identity(
    family_name="Mustermann",
    given_names="Erika",
    address=Address("Heidestraße 17", "51147", "Köln", "D"),
)
PLAYGROUNDS = [
    pytest.param("replay", id="replay"),
    pytest.param("real", id="real", marks=pytest.mark.real_eid),
]


class Desk:
    """The client, the eID service, and a citizen's hands."""

    def __init__(self, place: Laboratory | Rehearsal) -> None:
        self.place = place
        self.card = place.card
        tables = place.describe()
        clock = SystemClock()
        self.eid: EidClient = make_driver(DeviceKind.EID, tables["eid"], clock)
        self.identity: IdentityService = make_driver(DeviceKind.IDENTITY, tables["identity"], clock)

    async def authenticate(
        self, agrees_to: tuple[str, ...] | None = (), **types: list[Answer]
    ) -> tuple[Citizen, EidPrompt, Callable[[], "asyncio.Future[Identity]"]]:
        opened = await self.identity.start(REQUEST)
        citizen = self.citizen(types, agrees_to)
        last = await citizen.walk(self.eid.authenticate(opened.tc_token_url))
        return citizen, last, lambda: asyncio.ensure_future(self.identity.result(opened))

    async def manage(self, task: PinTask, **types: list[Answer]) -> tuple[Citizen, EidPrompt]:
        citizen = self.citizen(types)
        return citizen, await citizen.walk(self.eid.manage_pin(task))

    def citizen(
        self, types: dict[str, list[Answer]], agrees_to: tuple[str, ...] | None = ()
    ) -> Citizen:
        named = {SecretKind(kind): answers for kind, answers in types.items()}
        return Citizen(self.place.reader.insert_card, named, agrees_to)

    @property
    def take_card(self) -> Act:
        return self.place.reader.remove_card


@pytest.fixture(scope="module", params=PLAYGROUNDS)
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Laboratory | Rehearsal]:
    clock = SystemClock()
    if request.param == "real":
        reason = availability()
        if reason:
            pytest.skip(reason)
        place: Laboratory | Rehearsal = Laboratory(clock)
    else:
        place = Rehearsal(clock, pace=0.1)
    await place.open()
    yield place
    await place.close()


@pytest.fixture(scope="module")
async def opened(place: Laboratory | Rehearsal) -> AsyncIterator[Desk]:
    desk = Desk(place)
    await desk.eid.open()
    yield desk
    await desk.eid.close()


@pytest.fixture
async def desk(opened: Desk) -> AsyncIterator[Desk]:
    """Give a desk with a fresh card beside the reader."""
    opened.card.renew()
    yield opened
    opened.place.reader.remove_card()
    async with asyncio.timeout(5):
        await opened.eid.manage_pin(PinTask.CHECK).reply(Cancel())
        await gone(opened)


async def gone(desk: Desk) -> None:
    """Return when the client, too, has seen that no card lies there."""
    while True:
        dialogue = desk.eid.manage_pin(PinTask.CHECK)
        async for prompt in dialogue.prompts():
            if isinstance(prompt, InsertCard):
                return
            if isinstance(prompt, Finished):
                break
        await SystemClock().sleep(0.05)


async def status(eid: EidClient) -> EidStatus:
    async with watching(eid.watch()) as statuses:
        return await anext(statuses)


async def test_a_person_is_read_typed_and_only_as_agreed(desk: Desk) -> None:
    citizen, last, result = await desk.authenticate(pin=["123456"])
    assert isinstance(last, Finished)
    assert citizen.prompts[0] == Connecting()
    assert InsertCard() in citizen.prompts
    assert await result() == ERIKA


async def test_what_the_citizen_turned_on_is_read_too(desk: Desk) -> None:
    _, last, result = await desk.authenticate(("DateOfBirth",), pin=["123456"])
    assert isinstance(last, Finished)
    read = await result()
    assert (read.date_of_birth, read.birth_name) == ("19640812", "")


async def test_a_result_is_handed_over_once(desk: Desk) -> None:
    _, _, result = await desk.authenticate(pin=["123456"])
    await result()
    with pytest.raises(DeviceFailed) as failed:
        await result()
    assert failed.value.fault is IdentityFault.NO_RESULT


async def test_wrong_pins_lead_over_can_and_puk_to_the_right_one(desk: Desk) -> None:
    citizen, last, result = await desk.authenticate(
        pin=["000000", "000000", "111111", "123456"],
        can=["999999", "222222"],
        puk=["1111111111", "3333333333"],
    )
    assert citizen.asked() == [
        EnterSecret(PIN, 3),
        EnterSecret(PIN, 2, wrong=True),
        EnterSecret(CAN),
        EnterSecret(CAN, wrong=True),
        EnterSecret(PIN, 1),
        EnterSecret(PUK),
        EnterSecret(PUK, wrong=True),
        EnterSecret(PIN, 3),
    ]
    assert isinstance(last, Finished)
    assert await result() == ERIKA


async def test_digits_are_wiped_whatever_happens_and_in_no_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        citizen, _, _ = await desk.authenticate(pin=["000000", "123456"])
    assert [len(secret) for secret in citizen.secrets] == [0, 0]
    for digits in ("000000", "123456"):
        assert f'"{digits}"' not in caplog.text
        assert digits not in repr(citizen.prompts)
    assert "Mustermann" not in caplog.text


async def test_the_pin_is_changed(desk: Desk) -> None:
    citizen, last = await desk.manage(PinTask.CHANGE, pin=["123456"], new_pin=["654321"])
    assert [asked.kind for asked in citizen.asked()] == [PIN, NEW_PIN]
    assert isinstance(last, Finished)
    assert desk.card.passwords.pin == "654321"


async def test_a_new_card_is_activated_with_its_transport_pin(desk: Desk) -> None:
    desk.card.await_activation()
    citizen, last = await desk.manage(
        PinTask.ACTIVATE, transport_pin=["99999", "12345"], new_pin=["654321"]
    )
    assert citizen.asked() == [
        EnterSecret(TRANSPORT, 3),
        EnterSecret(TRANSPORT, 2, wrong=True),
        EnterSecret(NEW_PIN),
    ]
    assert isinstance(last, Finished)
    assert desk.card.passwords.pin == "654321"


async def test_a_blocked_pin_is_unblocked(desk: Desk) -> None:
    desk.card.mistype(3)
    _, last = await desk.manage(PinTask.UNBLOCK, puk=["1111111111", "3333333333"])
    assert isinstance(last, Finished)
    assert desk.card.passwords.retries == 3


async def test_a_pin_that_is_not_blocked_needs_no_puk(desk: Desk) -> None:
    _, last = await desk.manage(PinTask.UNBLOCK)
    assert last == Broken("eid.not_blocked")


async def test_a_puk_used_up_is_told(desk: Desk) -> None:
    desk.card.mistype(3)
    desk.card.use_up_puk()
    _, last = await desk.manage(PinTask.UNBLOCK, puk=["3333333333"])
    assert last == Broken("eid.puk_used_up")


async def test_the_card_check_tells_what_the_card_tells(desk: Desk) -> None:
    desk.card.mistype(1)
    citizen, last = await desk.manage(PinTask.CHECK)
    assert CardReport(2, deactivated=False, blocked=False) in citizen.prompts
    assert isinstance(last, Finished)


async def test_a_deactivated_card_is_not_waited_for(desk: Desk) -> None:
    desk.card.deactivate()
    citizen, last = await desk.manage(PinTask.CHECK)
    assert CardReport(0, deactivated=True, blocked=False) in citizen.prompts
    _, last, _ = await desk.authenticate()
    assert last == Broken("eid.deactivated")
    _, last = await desk.manage(PinTask.CHANGE)
    assert last == Broken("eid.deactivated")


async def test_a_card_taken_while_the_pin_is_asked_for_ends_it(desk: Desk) -> None:
    _, last, result = await desk.authenticate(pin=[desk.take_card])
    assert last == Broken("eid.card_removed")
    with pytest.raises(DeviceFailed):
        await result()


async def test_the_next_citizen_starts_clean_after_a_cancelled_dialogue(desk: Desk) -> None:
    _, last, _ = await desk.authenticate(pin=[None])
    assert last == Broken("eid.cancelled")
    _, last, result = await desk.authenticate(pin=["123456"])
    assert isinstance(last, Finished)
    assert await result() == ERIKA


async def test_whoever_does_not_agree_is_not_asked_for_a_card(desk: Desk) -> None:
    citizen, last, _ = await desk.authenticate(None)
    assert last == Broken("eid.cancelled")
    assert not any(isinstance(prompt, InsertCard | EnterSecret) for prompt in citizen.prompts)


async def test_a_provider_out_of_reach_is_told(desk: Desk) -> None:
    citizen = desk.citizen({})
    last = await citizen.walk(desk.eid.authenticate("https://localhost:9/nothing"))
    assert last == Broken("eid.provider_unreachable")


async def test_a_dialogue_left_at_once_frees_the_card_for_the_next(desk: Desk) -> None:
    for _ in range(5):
        opened = await desk.identity.start(REQUEST)
        left = desk.eid.authenticate(opened.tc_token_url)
        async with watching(left.prompts()) as prompts:
            assert await anext(prompts) == Connecting()
    _, last, _ = await desk.authenticate(pin=["123456"])
    assert isinstance(last, Finished)


async def test_the_status_tells_recorded_messages_from_a_client(
    desk: Desk, place: Laboratory | Rehearsal
) -> None:
    told = await status(desk.eid)
    assert told.fault is None
    assert told.rehearsal is isinstance(place, Rehearsal)
    assert told.version.startswith(("1.", "2."))
