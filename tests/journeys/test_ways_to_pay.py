"""On the phone and by invoice: the case is stored first, and the slip tells the truth about the fee."""

import dataclasses

import pytest

from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.paying import PayWay
from kiosk.domain.effects import (
    Authorise,
    FollowPayPage,
    OpenPayPage,
    ReversePayment,
    StartTimer,
    SubmitCase,
)
from kiosk.domain.events import (
    CaseStored,
    DeviceChanged,
    EndConfirmed,
    EndPressed,
    StepFailed,
    Timer,
    TimerExpired,
)
from kiosk.domain.offers import obstacle
from kiosk.domain.payment_events import PaymentAuthorised, PayPageMoved, PayPageOpened
from kiosk.domain.state import Failed, Leaving, Money, Overlay, Walking
from kiosk.domain.transfer import is_creditor_reference
from kiosk.presentation.page import Slip
from kiosk.presentation.receipt import compose_receipt, fee_paid
from tests.journeys.saying import notes
from tests.journeys.test_services import STORED, identifies
from tests.terminal import NOW, TOWN_ACCOUNT, Citizen, page_of, site, texts

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


def on_the_phone() -> Citizen:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(OPENED, STORED)
    assert citizen.page.id == "receipt.paying"
    return citizen


def test_a_provider_that_fails_too_late_does_not_end_the_payment_by_card() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(TimerExpired(Timer.STEP))
    citizen.presses("next")
    assert citizen.wanted(Authorise) == [Authorise(900)]
    citizen.happens(StepFailed("pay_page.unreachable"))
    assert citizen.page.id == "pay.running"
    citizen.happens(PaymentAuthorised("pay-1", "girocard"), StepFailed("pay_page.unreachable"))
    assert citizen.wanted(ReversePayment) == []
    assert money(citizen) is Money.AUTHORISED


def test_nobody_ends_while_the_case_is_on_its_way_to_the_disk() -> None:
    citizen = at_pay()
    citizen.presses("pay.invoice")
    citizen.happens(EndPressed(), EndConfirmed())
    assert citizen.page.id == "submit"
    citizen.happens(STORED)
    assert citizen.page.id == "receipt.paying"
    citizen.happens(EndPressed(), EndConfirmed())
    assert citizen.session.stage == Leaving("completed")


def test_who_was_about_to_end_before_the_case_was_stored_still_learns_that_it_is() -> None:
    citizen = at_pay()
    citizen.presses("pay.pay_page")
    citizen.happens(EndPressed(), OPENED, EndConfirmed(), STORED)
    assert citizen.page.id == "receipt.paying"


def test_who_pays_on_the_phone_has_time_for_it() -> None:
    citizen = on_the_phone()
    timing = citizen.session.site.timing
    asked = [e for e in citizen.effects if isinstance(e, StartTimer) and e.timer is Timer.IDLE]
    assert asked[-1].seconds == timing.on_the_phone > timing.idle
    citizen.presses("next")
    asked = [e for e in citizen.effects if isinstance(e, StartTimer) and e.timer is Timer.IDLE]
    assert asked[-1].seconds == timing.idle


def test_who_pays_while_asked_whether_they_are_there_is_there() -> None:
    citizen = on_the_phone()
    citizen.happens(TimerExpired(Timer.IDLE))
    assert citizen.session.overlay is Overlay.STILL_THERE
    citizen.happens(PayPageMoved("paid"))
    assert citizen.page.id == "receipt"
    assert citizen.offered()["next"].enabled, "nothing lies over it"


def test_who_never_comes_back_from_the_phone_leaves_a_case_and_no_page() -> None:
    citizen = on_the_phone()
    citizen.happens(TimerExpired(Timer.IDLE))
    for _ in range(citizen.session.countdown):
        citizen.happens(TimerExpired(Timer.SECOND))
    assert citizen.session.stage == Leaving("completed")
    citizen.happens(PayPageMoved("paid"))
    assert PAGE not in repr(citizen.page)


def test_where_to_pay_can_be_looked_at_again() -> None:
    citizen = on_the_phone()
    citizen.presses("next", "symbol", "back")
    assert symbol(citizen).link == PAGE
    citizen.happens(PayPageMoved("paid"))
    assert "back" not in citizen.offered()


def test_a_page_that_came_to_nothing_is_neither_shown_nor_printed() -> None:
    citizen = on_the_phone()
    citizen.happens(PayPageMoved("failed"))
    assert PAGE not in repr(citizen.page)
    receipt = compose_receipt(citizen.session, texts()["de"], NOW)
    assert receipt.pay == ""
    assert "noch zu bezahlen" in dict(receipt.rows)[texts()["de"]("receipt.paid")]
    citizen.happens(PayPageMoved("open"))
    assert symbol(citizen).link == PAGE


def test_a_service_that_nobody_could_pay_is_not_offered() -> None:
    (service,) = (one for one in site().services if one.id == "meldebescheinigung")
    only_phone = dataclasses.replace(service, ways=(PayWay.PAY_PAGE,))
    citizen = Citizen()
    assert obstacle(citizen.session, only_phone) == ""
    citizen.happens(DeviceChanged(DeviceKind.PAY_PAGE, "pay_page.unreachable"))
    assert obstacle(citizen.session, only_phone) == "offer.broken.payment"
    assert obstacle(citizen.session, service) == ""


def test_only_what_was_paid_is_called_paid() -> None:
    stage = on_the_phone().session.stage
    assert isinstance(stage, Walking)
    german = texts()["de"]
    told = {
        fee_paid(german, dataclasses.replace(stage.walk, money=state, way=way))
        for state in set(Money) - {Money.PAID, Money.UNCLEAR}
        for way in PayWay
    }
    assert told == {german("receipt.open", amount=german.money(900))}
