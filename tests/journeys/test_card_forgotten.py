"""Who goes without their card is called back, and nobody goes on with a card that somebody forgot."""

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import EnterSecret, Finished, InsertCard, SecretKind
from kiosk.domain import left_card
from kiosk.domain.effects import EraseSession, ManagePin, Record, StartTimer
from kiosk.domain.events import (
    CardSeen,
    DeviceChanged,
    EidPrompted,
    Timer,
    TimerExpired,
)
from kiosk.domain.state import Timing
from kiosk.presentation.page import Banner, Tone
from tests.journeys.saying import notes
from tests.terminal import Citizen, texts

TIMING = Timing()


def done_with_the_card() -> Citizen:
    citizen = Citizen()
    citizen.happens(CardSeen(present=False))
    citizen.presses("touch", "service.eid-pin", "task.change")
    citizen.happens(EidPrompted(InsertCard()), CardSeen(present=True))
    citizen.happens(EidPrompted(Finished()))
    citizen.presses("next")
    assert citizen.page.id == "take_card"
    return citizen


def banner(citizen: Citizen) -> Banner:
    return next(block for block in citizen.page.blocks if isinstance(block, Banner))


def test_a_card_taken_in_time_is_no_matter() -> None:
    citizen = done_with_the_card()
    assert banner(citizen).tone is Tone.SUN
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]
    assert Record("card.forgotten") not in citizen.effects


def test_a_card_left_on_the_reader_is_called_for_again_and_again() -> None:
    citizen = done_with_the_card()
    assert StartTimer(Timer.SECOND, TIMING.card_reminder) in citizen.effects
    for call in (1, 2, 3):
        citizen.effects.clear()
        citizen.happens(TimerExpired(Timer.SECOND))
        assert banner(citizen).tone is Tone.BAD
        assert getattr(citizen.session.stage, "reminders", 0) == call
        assert StartTimer(Timer.SECOND, TIMING.card_reminder) in citizen.effects
        assert StartTimer(Timer.STEP, TIMING.take_card) not in citizen.effects, "its time goes on"
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


def test_a_forgotten_card_is_recorded_and_the_session_erased() -> None:
    citizen = done_with_the_card()
    citizen.happens(TimerExpired(Timer.SECOND), TimerExpired(Timer.STEP))
    assert Record("card.forgotten") in citizen.effects
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]


def test_there_is_time_for_several_calls() -> None:
    assert 5 <= TIMING.card_reminder <= 10
    assert TIMING.take_card >= 4 * TIMING.card_reminder


def test_another_kind_of_card_is_called_a_card() -> None:
    citizen = done_with_the_card()
    citizen.happens(CardSeen(present=True, other=True))
    assert citizen.page.title == texts()["de"]("page.take_card.other_title")


def test_the_next_citizen_is_told_of_a_card_and_cannot_go_on_with_it() -> None:
    citizen = Citizen()
    citizen.happens(CardSeen(present=True))
    assert texts()["de"]("page.attract.card_left") in notes(citizen.page)
    citizen.presses("touch")
    assert citizen.page.id == "card_left"
    assert set(citizen.offered()) == {"language", "accessibility", "end", "help"}
    assert Record("card.found") in citizen.effects
    intent = next(
        action.intent for name, action in choosing().offered().items() if name == "service.eid-pin"
    )
    citizen.happens(intent)
    assert citizen.page.id == "card_left"
    citizen.happens(CardSeen(present=False))
    assert citizen.page.id == "choose"
    citizen.presses("service.eid-pin", "task.change")
    assert citizen.wanted(ManagePin) != []


def choosing() -> Citizen:
    citizen = Citizen()
    citizen.presses("touch")
    return citizen


def test_who_lays_the_own_card_down_first_goes_on_with_it() -> None:
    citizen = Citizen()
    citizen.happens(CardSeen(present=False), CardSeen(present=True))
    citizen.presses("touch")
    assert citizen.page.id == "choose"
    assert Record("card.found") not in citizen.effects


@pytest.mark.parametrize("fault", ["card_reader.no_service", "card_reader.not_found"])
def test_a_reader_that_was_out_of_order_has_not_been_seen_empty(fault: str) -> None:
    citizen = Citizen()
    citizen.happens(DeviceChanged(DeviceKind.CARD_READER, fault), CardSeen(present=False))
    citizen.happens(DeviceChanged(DeviceKind.CARD_READER, None), CardSeen(present=True))
    assert left_card.is_left(citizen.session)
    assert left_card.condition(citizen.session) == "card_reader.card_left"


def test_staff_are_told_of_the_card_and_first_of_a_broken_reader() -> None:
    citizen = Citizen()
    assert left_card.condition(citizen.session) is None
    citizen.happens(CardSeen(present=True))
    assert left_card.condition(citizen.session) == "card_reader.card_left"
    citizen.happens(DeviceChanged(DeviceKind.CARD_READER, "card_reader.not_found"))
    assert left_card.condition(citizen.session) == "card_reader.not_found"


def test_a_card_in_the_middle_of_a_service_is_the_citizens_own() -> None:
    citizen = Citizen()
    citizen.happens(CardSeen(present=False))
    citizen.presses("touch", "service.eid-pin", "task.change")
    citizen.happens(EidPrompted(InsertCard()), CardSeen(present=True))
    citizen.happens(EidPrompted(EnterSecret(SecretKind.PIN, 3)))
    assert citizen.page.id == "card.pin"
    assert left_card.condition(citizen.session) is None


def test_a_card_that_is_no_id_card_is_told_at_once_and_waited_for() -> None:
    citizen = Citizen()
    citizen.happens(CardSeen(present=False))
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(EidPrompted(InsertCard()), CardSeen(present=True))
    citizen.effects.clear()
    citizen.happens(CardSeen(present=True, other=True))
    assert citizen.page.id == "card.unknown"
    assert citizen.wanted(StartTimer) == [StartTimer(Timer.IDLE, TIMING.idle)], "no failure comes"
    citizen.happens(CardSeen(present=False))
    assert citizen.page.id == "card.insert"
