"""XBezahldienste's messages: sums to the cent, lengths as the standard has them, garbage refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.pay_page import Demand, PayPage, PayPageState
from hardware.pay_page.messages import (
    AnswerGarbled,
    access_token,
    pay_page,
    payment_request,
    state,
)

NOW = datetime(2026, 11, 21, 9, 42, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(st.integers(1, 99_999_999))
def test_the_items_sum_to_the_amount_and_back_to_the_cents(cents: int) -> None:
    body = payment_request(Demand("pay-1", cents, "x"), NOW, "https://town.example/close")
    assert body["grosAmount"] == sum(item["totalNetAmount"] for item in body["items"])
    assert round(body["grosAmount"] * 100) == cents


def test_texts_keep_to_the_standards_lengths() -> None:
    body = payment_request(Demand("pay-1", 1, "x" * 300), NOW, "https://town.example/close")
    assert len(body["purpose"]) == 27
    assert len(body["description"]) == 250
    assert len(body["requestId"]) <= 36


def test_an_answer_is_read_with_and_without_its_wrapper() -> None:
    told = {"transactionReference": "t1", "transactionRedirectUrl": "https://pay.example/t1"}
    assert pay_page(told, 1300) == PayPage("t1", "https://pay.example/t1")
    assert pay_page({"paymentInformation": told | {"grosAmount": 13.0}}, 1300).transaction == "t1"


@pytest.mark.parametrize(
    "body",
    [
        {"transactionReference": "t1", "transactionRedirectUrl": "javascript:alert(1)"},
        {"transactionReference": "", "transactionRedirectUrl": "https://pay.example/t1"},
        {"transactionReference": "t1"},
        {
            "transactionReference": "t1",
            "transactionRedirectUrl": "https://pay.example/",
            "grosAmount": 13.01,
        },
        {
            "transactionReference": "t1",
            "transactionRedirectUrl": "https://pay.example/",
            "grosAmount": "13",
        },
    ],
)
def test_what_cannot_be_paid_at_is_refused(body: object) -> None:
    with pytest.raises(AnswerGarbled):
        pay_page(body, 1300)


@pytest.mark.parametrize("name", ["INITIAL", "PAYED", "FAILED", "CANCELED", "CANCELLED"])
def test_every_state_of_the_standard_is_known(name: str) -> None:
    assert (state({"status": name}) is PayPageState.PAID) is (name == "PAYED")


@given(JSON)
def test_garbage_is_refused_and_never_paid(body: object) -> None:
    for read in (state, access_token, lambda said: pay_page(said, 1)):
        with pytest.raises(AnswerGarbled):
            read(body)
