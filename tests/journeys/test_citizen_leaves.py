"""The citizen walks off, or stops: at every place they are asked, heard and forgotten."""

import pytest

from kiosk.contracts.eid import Digits, EnterSecret, InsertCard, Reading, SecretKind
from kiosk.contracts.private import Secret
from kiosk.domain.effects import AbortPayment, CancelEid, EraseSession, StartTimer, WipeSecret
from kiosk.domain.events import CardSeen, EidPrompted, EidReplied, StepFailed, Timer, TimerExpired
from kiosk.domain.payment_events import PaymentAuthorised
from tests.journeys.test_services import STORED, identifies
from tests.terminal import Citizen


def seconds_pass(citizen: Citizen, count: int) -> None:
    for _ in range(count):
        citizen.happens(TimerExpired(Timer.SECOND))


def test_nobody_at_the_attract_screen_is_asked_anything() -> None:
    citizen = Citizen()
    citizen.happens(TimerExpired(Timer.IDLE))
    assert citizen.page.id == "attract"


def test_silence_is_asked_about_and_ends_the_session() -> None:
    citizen = Citizen()
    citizen.presses("touch")
    assert StartTimer(Timer.IDLE, 75.0) in citizen.effects
    citizen.happens(TimerExpired(Timer.IDLE))
    assert citizen.page.id == "still_there"
    seconds_pass(citizen, 44)
    assert citizen.wanted(EraseSession) == []
    seconds_pass(citizen, 1)
    assert citizen.wanted(EraseSession) == [EraseSession("timed_out")]


def test_time_can_be_extended_more_than_ten_times() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung")
    for _ in range(15):
        citizen.happens(TimerExpired(Timer.IDLE))
        seconds_pass(citizen, 44)
        citizen.presses("still_here")
        assert citizen.page.id == "consent"


def test_a_card_put_down_is_an_answer_too() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(EidPrompted(InsertCard()), TimerExpired(Timer.IDLE), CardSeen(present=True))
    assert citizen.page.id == "card.insert"


def test_devices_at_work_are_not_interrupted_by_the_question() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(EidPrompted(Reading(10)), TimerExpired(Timer.IDLE))
    assert citizen.page.id == "card.reading"


def test_end_is_asked_once_and_can_be_taken_back() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "end")
    assert citizen.page.id == "confirm_end"
    citizen.presses("close")
    assert citizen.page.id == "consent"
    citizen.presses("end", "end_confirmed")
    assert citizen.wanted(EraseSession) == [EraseSession("left")]


def test_leaving_during_the_card_dialogue_releases_the_card_and_waits_for_it() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(CardSeen(present=True), EidPrompted(EnterSecret(SecretKind.PIN, 3)))
    citizen.presses("end", "end_confirmed")
    assert CancelEid() in citizen.effects
    assert citizen.page.id == "leaving"
    assert citizen.wanted(EraseSession) == []
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("left")]


def test_a_forgotten_card_does_not_keep_the_terminal() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    citizen.happens(CardSeen(present=True), EidPrompted(EnterSecret(SecretKind.PIN, 3)))
    citizen.presses("end", "end_confirmed")
    citizen.happens(TimerExpired(Timer.STEP))
    assert citizen.wanted(EraseSession) == [EraseSession("left")]


def test_half_a_new_pin_is_wiped() -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.eid-pin", "task.change")
    citizen.happens(EidPrompted(EnterSecret(SecretKind.NEW_PIN)))
    typed = Secret(b"123456")
    citizen.does(EidReplied(Digits(SecretKind.NEW_PIN, typed)))
    citizen.presses("end", "end_confirmed")
    assert citizen.wanted(WipeSecret) == [WipeSecret(typed)]


def at_the_card_terminal() -> Citizen:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.presses("option.employer", "next", "next", "next", "next")
    assert citizen.page.id == "pay.running"
    return citizen


def test_nobody_leaves_while_the_card_terminal_is_at_work() -> None:
    citizen = at_the_card_terminal()
    citizen.presses("back")
    assert citizen.wanted(AbortPayment) == [AbortPayment()]
    assert "end" not in citizen.offered()
    citizen.happens(StepFailed("payment.cancelled"))
    assert citizen.page.id == "pay.offer"
    citizen.presses("end", "end_confirmed")
    citizen.happens(CardSeen(present=False))
    assert citizen.wanted(EraseSession) == [EraseSession("left")]


def test_nobody_leaves_between_the_banks_yes_and_the_stored_case() -> None:
    citizen = at_the_card_terminal()
    citizen.happens(PaymentAuthorised("pay-1", "girocard"))
    assert citizen.page.id == "submit"
    assert set(citizen.offered()) == {"help"}


@pytest.mark.parametrize("end", [["next"], ["end", "end_confirmed"]])
def test_who_leaves_after_the_case_is_stored_has_completed_it(end: list[str]) -> None:
    citizen = Citizen()
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.presses("option.pension", "next", "next", "next")
    citizen.happens(STORED, CardSeen(present=False))
    citizen.presses(*end)
    assert citizen.wanted(EraseSession) == [EraseSession("completed")]
