"""Everything that can happen to a card and its reader, with the real AusweisApp between it and us."""

import os
import signal
from typing import Any

import psutil
import pytest

from hardware.eid.lab import card_files, card_issuer
from hardware.eid.lab.card import Kind, Moment
from hardware.simulation.acts import ImpossibleAct
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from tests.mishaps.citizen import Citizen
from tests.mishaps.eid_bench import (
    CAN,
    JOURNEY,
    NEW_PIN,
    PIN,
    PUK,
    READ,
    WRONG,
    Acts,
    Bench,
    Step,
    failure,
    walks,
)

pytestmark = pytest.mark.real_eid

REMOVED, UNCERTAIN = "eid.card_removed", "eid.pin_uncertain"
PIN_JOURNEY: dict[str, Any] = {"journey": "eid-pin", "task": "change"}
CHANGES = {"card.pin": PIN, "card.new_pin": NEW_PIN, "card.repeat_new_pin": NEW_PIN}


def changes(**instead: Step) -> Acts:
    """Answer what is typed to change the PIN; `instead` names what is done at a page instead."""
    return {page: [instead.get(page.partition(".")[2], digits)] for page, digits in CHANGES.items()}


# --- taken away

MOMENTS = (
    (Moment.PACE, 1, False),
    (Moment.PACE, 4, True),
    (Moment.CERTIFICATES, 1, False),
    (Moment.TERMINAL_AUTHENTICATION, 1, True),
    (Moment.CHIP_AUTHENTICATION, 1, False),
    (Moment.COMPARING, 1, False),
    (Moment.READING, 1, False),
    (Moment.READING, 3, True),
)


@pytest.mark.parametrize(("moment", "nth", "after"), MOMENTS)
async def test_a_card_taken_away_at_any_moment_sends_nothing(
    bench: Bench, moment: Moment, nth: int, *, after: bool
) -> None:
    bench.stage.snatch_card(moment, nth, after=after)
    assert await bench.fails() == REMOVED
    assert not bench.lab.reader.card_present


async def test_a_card_taken_away_before_it_was_known_is_asked_for_again(bench: Bench) -> None:
    bench.stage.snatch_card(Moment.BEING_LOOKED_AT)
    async with bench.citizen() as visit:
        await walks(visit, bench, {}, until="card.insert")
        await bench.stage.lay_card()
        await visit.citizen.sees(lambda: not bench.lab.reader.card_present, "the snatching")
        await walks(visit, bench, {"card.pin": [PIN]}, until=READ)


async def test_a_card_taken_away_at_the_pin_is_told(bench: Bench) -> None:
    def takes_card(_citizen: Citizen) -> None:
        bench.lab.reader.remove_card()

    assert await bench.fails({"card.pin": [takes_card]}) == REMOVED
    await bench.serves_the_next()


@pytest.mark.parametrize(
    ("moment", "nth", "after", "told", "pin"),
    [
        (Moment.PACE, 1, False, REMOVED, PIN),
        (Moment.WRITING_PIN, 1, False, UNCERTAIN, PIN),
        (Moment.WRITING_PIN, 1, True, UNCERTAIN, NEW_PIN),
    ],
)
async def test_nobody_claims_a_new_pin_of_a_card_that_was_taken_away(
    bench: Bench, moment: Moment, nth: int, told: str, pin: str, *, after: bool
) -> None:
    bench.stage.snatch_card(moment, nth, after=after)
    assert await bench.fails(changes(), **PIN_JOURNEY) == told
    assert bench.lab.card.passwords.pin == pin
    await bench.serves_the_next()


# --- a card that refuses


async def test_from_the_first_wrong_pin_to_the_puk_and_back(bench: Bench) -> None:
    acts: Acts = {
        "card.pin": [WRONG, WRONG, WRONG, PIN],
        "card.can": ["999999", CAN],
        "card.puk": ["1111111111", PUK],
    }
    async with bench.citizen() as visit:
        await walks(visit, bench, acts, until=READ)
    assert not any(acts.values())
    assert bench.lab.card.passwords.retries == 3


async def test_a_card_switched_off_is_told_without_asking_for_a_pin(bench: Bench) -> None:
    bench.stage.switch_online_function_off()
    assert await bench.fails({}) == "eid.deactivated"
    await bench.serves_the_next()


async def test_a_card_whose_puk_is_used_up_is_told(bench: Bench) -> None:
    bench.stage.use_up_puk()
    bench.stage.mistype_pin(3)
    assert await bench.fails({"card.puk": [PUK]}) == "eid.puk_used_up"


async def test_a_card_out_of_date_is_refused_by_the_service(bench: Bench) -> None:
    bench.stage.outdate_card()
    assert await bench.fails() == "eid.provider_refused"


async def test_a_forged_card_is_refused_by_the_service(bench: Bench) -> None:
    genuine = bench.lab.card.files
    bench.lab.card.files = card_files.card_files(card_issuer.card_issuer(SystemClock().now()))
    try:
        assert await bench.fails() == "eid.provider_refused"
    finally:
        bench.lab.card.files = genuine
    await bench.serves_the_next()


async def test_a_new_pin_that_the_chip_cannot_keep_is_not_claimed(bench: Bench) -> None:
    def is_told_of_success(_citizen: Citizen) -> None:
        pytest.fail("a new PIN is claimed that the card does not have")

    bench.stage.wear_card_out()
    acts: Acts = {**changes(), "pin_done": [is_told_of_success]}
    assert await bench.fails(acts, **PIN_JOURNEY) == "eid.pin_not_changed"
    passwords = bench.lab.card.passwords
    assert (passwords.pin, passwords.retries) == (PIN, 2)
    await bench.serves_the_next()


async def test_a_chip_that_answers_nothing_of_use_cannot_be_read(bench: Bench) -> None:
    bench.stage.choose_card(Kind.BROKEN)
    async with bench.citizen() as visit:
        await walks(visit, bench, {}, until="failure")
        assert failure(visit.citizen) == "eid.card_unreadable"


async def test_what_is_no_id_card_is_told_and_can_be_taken_back(bench: Bench) -> None:
    bench.stage.choose_card(Kind.OTHER_CARD)
    async with bench.citizen() as visit:
        await walks(visit, bench, {}, until="card.unknown")
        await bench.stage.take_card()
        bench.stage.choose_card(Kind.ID_CARD)
        await walks(visit, bench, {"card.pin": [PIN]}, until=READ)


async def test_a_slow_card_is_waited_for(bench: Bench) -> None:
    bench.stage.slow_card(0.05)
    async with bench.citizen() as visit:
        await walks(visit, bench, {"card.pin": [PIN]}, until=READ)


# --- the reader, the client, the citizen


async def test_a_reader_unplugged_while_a_card_is_asked_for_is_told(bench: Bench) -> None:
    async with bench.citizen() as visit:
        await walks(visit, bench, {}, until="card.pin")
        await bench.stage.unplug_reader()
        await visit.citizen.at("failure")
        assert failure(visit.citizen) == "eid.no_reader"
        assert DeviceKind.CARD_READER in visit.citizen.session.faults
    await bench.serves_the_next()


async def test_without_a_reader_the_service_is_not_offered(bench: Bench) -> None:
    await bench.stage.unplug_reader()
    async with bench.citizen() as visit:
        citizen = visit.citizen
        await citizen.sees(lambda: DeviceKind.CARD_READER in citizen.session.faults, "the fault")
        await citizen.presses("touch")
        assert f"service.{JOURNEY}" not in citizen.offered
        with pytest.raises(ImpossibleAct):
            await bench.stage.lay_card()


async def test_a_client_that_is_killed_frees_the_card(bench: Bench) -> None:
    async with bench.citizen() as visit:
        await walks(visit, bench, {}, until="card.pin")
        for child in psutil.Process().children(recursive=True):
            if child.name().startswith("AusweisApp"):
                os.kill(child.pid, signal.SIGKILL)
        await visit.citizen.at("failure")
        assert failure(visit.citizen) == "eid.client_lost"
        await bench.released()
    await bench.serves_the_next()


@pytest.mark.parametrize("page", ["card.insert", "card.pin"])
async def test_a_citizen_who_waits_too_long_is_told_and_the_card_is_free(
    bench: Bench, page: str
) -> None:
    bench.eid = {"citizen_seconds": 1.5}
    waits: Acts = {page: [lambda _citizen: None]}
    assert await bench.fails(waits) == "eid.timed_out"


def test_every_moment_of_a_card_is_tried() -> None:
    elsewhere = {Moment.BEING_LOOKED_AT, Moment.WRITING_PIN}
    assert {moment for moment, _, _ in MOMENTS} | elsewhere == set(Moment)
