"""Money at every moment: told truly, given back, never taken twice."""

from kiosk.domain.effects import ReversePayment
from kiosk.domain.events import CaseStored, StepFailed
from kiosk.domain.payment_events import PaymentAuthorised, PaymentReversed
from tests.journeys.saying import notes, told
from tests.journeys.test_citizen_leaves import at_the_card_terminal
from tests.terminal import texts


def test_a_declined_card_can_be_tried_again_and_nothing_was_taken() -> None:
    citizen = at_the_card_terminal()
    citizen.happens(StepFailed("payment.declined"))
    assert texts()["de"]("page.pay.nothing_taken") in notes(citizen.page)
    citizen.presses("retry")
    assert citizen.page.id == "pay.running"


def test_an_unknown_outcome_is_called_unknown_and_never_retried() -> None:
    citizen = at_the_card_terminal()
    citizen.happens(StepFailed("payment.outcome_unknown"))
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.unclear")
    assert "retry" not in citizen.offered()


def test_a_disk_that_fails_after_the_banks_yes_gives_the_money_back() -> None:
    citizen = at_the_card_terminal()
    citizen.happens(PaymentAuthorised("pay-1", "girocard"), StepFailed("store.disk_full"))
    assert citizen.wanted(ReversePayment) == [ReversePayment("pay-1")]
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.authorised")
    citizen.happens(PaymentReversed())
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.reversed")
    assert "retry" not in citizen.offered()


def test_a_reversal_that_fails_is_called_unclear() -> None:
    citizen = at_the_card_terminal()
    citizen.happens(PaymentAuthorised("pay-1", "girocard"), StepFailed("store.disk_full"))
    citizen.happens(StepFailed("payment.unreachable"))
    assert told(citizen.page)["Ihr Geld"] == texts()["de"]("money.unclear")


def test_a_stored_case_stands_when_the_payments_end_is_not_heard() -> None:
    citizen = at_the_card_terminal()
    citizen.happens(PaymentAuthorised("pay-1", "girocard"), CaseStored("A", "https://x/q/t"))
    citizen.happens(StepFailed("payment.unreachable"))
    assert citizen.page.id == "receipt"
    assert "geklärt" in repr(citizen.page)
