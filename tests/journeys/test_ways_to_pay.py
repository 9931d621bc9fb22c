"""On the phone and by invoice: the case is stored first, and the slip tells the truth about the fee."""

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.paying import PayWay
from kiosk.domain.effects import Authorise, FollowPayPage, OpenPayPage, SubmitCase
from kiosk.domain.events import (
    CaseStored,
    DeviceChanged,
    PayPageMoved,
    PayPageOpened,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.state import Failed, Money, Walking
from kiosk.domain.transfer import is_creditor_reference
from kiosk.presentation.page import Slip
from kiosk.presentation.receipt import compose_receipt
from tests.journeys.saying import notes
from tests.journeys.test_services import STORED, identifies
from tests.terminal import NOW, TOWN_ACCOUNT, Citizen, page_of, texts

PAGE = "https://pay.example/t1"
OPENED = PayPageOpened("t1", PAGE)


def at_pay(*before: DeviceChanged) -> Citizen:
    citizen = Citizen()
    citizen.happens(*before)
    citizen.presses("touch", "service.meldebescheinigung", "next")
    identifies(citizen)
    citizen.presses("option.employer", "next", "next", "next")
    assert citizen.page.id == "pay.offer"
    return citizen


def money(citizen: Citizen) -> Money:
    stage = citizen.session.stage
    assert isinstance(stage, Walking | Failed)
    return stage.walk.money


def symbol(citizen: Citizen) -> Slip:
    (slip,) = (block for block in citizen.page.blocks if isinstance(block, Slip))
    return slip


def test_every_way_that_works_is_offered_and_cash_at_the_counter() -> None:
    offered = at_pay().offered()
    assert {"next", "pay.pay_page", "pay.invoice", "other_way"} <= offered.keys()


def test_a_broken_card_terminal_leaves_the_other_ways() -> None:
    citizen = at_pay(DeviceChanged(DeviceKind.PAYMENT, "payment.out_of_order"))
    citizen.presses("next")
    assert citizen.wanted(OpenPayPage) == [OpenPayPage(900)]
    assert citizen.wanted(Authorise) == []


def test_on_the_phone_the_case_is_stored_before_anyone_can_pay() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(OPENED)
    (submit,) = citizen.wanted(SubmitCase)
    assert isinstance(submit, SubmitCase)
    assert (submit.way, submit.payment_reference) == (PayWay.PAY_PAGE, "t1")
    assert PAGE not in repr(page_of(citizen.session))
    citizen.happens(STORED)
    assert citizen.page.id == "receipt.paying"
    assert symbol(citizen).link == PAGE
    assert citizen.wanted(FollowPayPage) == [FollowPayPage("t1")]


def test_paid_on_the_phone_is_told_on_screen_and_slip() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(OPENED, STORED, PayPageMoved("paid"))
    assert citizen.page.id == "receipt"
    assert money(citizen) is Money.PAID
    receipt = compose_receipt(citizen.session, texts()["de"], NOW)
    assert "mit dem Handy bezahlt" in dict(receipt.rows)[texts()["de"]("receipt.paid")]
    assert receipt.pay == ""


def test_paid_later_the_slip_carries_the_page_and_says_so() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(OPENED, STORED)
    citizen.presses("next")
    receipt = compose_receipt(citizen.session, texts()["de"], NOW)
    assert "noch zu bezahlen" in dict(receipt.rows)[texts()["de"]("receipt.paid")]
    assert receipt.pay == PAGE
    citizen.happens(PayPageMoved("paid"))
    assert compose_receipt(citizen.session, texts()["de"], NOW).pay == ""


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_declined_on_the_phone_keeps_the_case(state: str) -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(OPENED, STORED, PayPageMoved(state))
    assert texts()["de"]("page.paying.declined") in notes(citizen.page)
    assert money(citizen) is Money.DEMANDED
    citizen.presses("next")
    assert citizen.page.id == "receipt"


def test_a_provider_that_cannot_be_reached_leaves_the_other_ways() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(StepFailed("pay_page.unreachable"))
    assert money(citizen) is Money.NOTHING_PAID
    assert citizen.wanted(SubmitCase) == []
    citizen.presses("pay.invoice")
    assert len(citizen.wanted(SubmitCase)) == 1


def test_a_provider_that_never_answers_does_not_hold_the_citizen() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(TimerExpired(Timer.STEP))
    assert citizen.page.id == "pay.offer"
    citizen.happens(OPENED)
    assert citizen.wanted(SubmitCase) == [], "an answer that came too late"


def test_an_invoice_says_where_how_much_and_until_when() -> None:
    citizen = at_pay()
    citizen.presses("pay.invoice")
    citizen.happens(STORED)
    assert citizen.page.id == "receipt.paying"
    code = symbol(citizen).link.splitlines()
    assert code[:4] == ["BCD", "002", "1", "SCT"]
    assert code[6] == TOWN_ACCOUNT.iban
    assert code[7] == "EUR9.00"
    assert is_creditor_reference(code[9])
    assert STORED.number.replace("-", "") in code[9]
    receipt = compose_receipt(citizen.session, texts()["de"], NOW)
    rows = dict(receipt.rows)
    assert rows["IBAN"] == "DE89 3704 0044 0532 0130 00"
    assert rows[texts()["de"]("page.paying.due")] == "05.12.2026"
    assert receipt.pay == symbol(citizen).link


def test_what_could_not_be_stored_is_never_to_be_paid() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(OPENED, StepFailed("store.disk_full"))
    assert isinstance(citizen.session.stage, Failed)
    assert PAGE not in repr(citizen.page)
    citizen.happens(CaseStored("K7M4-2XQ9", "https://example.test/q/token"))
    assert citizen.wanted(FollowPayPage) == []
