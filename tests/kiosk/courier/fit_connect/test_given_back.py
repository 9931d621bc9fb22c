"""A payment that the card terminal took back after the case was stored: the receiver reads it so."""

import json
from typing import Any

import pytest

from kiosk.courier.lane import Lane
from kiosk.demo.fit_connect.double import Double
from kiosk.store import CaseDraft, Payment, PaymentState
from kiosk.store.store import Store
from tests.kiosk.courier.conftest import FILES, REMARKS
from tests.kiosk.courier.fit_connect.conftest import ANSWERS, Taken, drain, state

PAID = "pay-1"


def put_in_paid(store: Store, end: PaymentState) -> str:
    """Store a case that was paid by card, whose payment then came to its end."""
    photo = store.seal_capture("s1", "photo", FILES, REMARKS, destination="folder")
    for moved in (PaymentState.INTENT, PaymentState.AUTHORISED):
        store.journal(PAID, moved, 1300)
    draft = CaseDraft(
        "s1", "fuehrungszeugnis", "folder", ANSWERS, captures=(photo,), payment=Payment(PAID, 1300)
    )
    number = store.store_case(draft).number
    store.journal(PAID, end, 1300)
    return number


def opened(taken: Taken) -> Any:
    (one,) = taken.opened.values()
    return json.loads(one.data)


@pytest.mark.parametrize(
    ("end", "payment"),
    [
        (PaymentState.CONFIRMED, {"reference": PAID, "cents": 1300, "currency": "EUR"}),
        (
            PaymentState.REVERSED,
            {"reference": PAID, "cents": 1300, "currency": "EUR", "state": "reversed"},
        ),
    ],
)
def test_the_receiver_reads_how_the_payment_ended(
    end: PaymentState, payment: object, lane: Lane, store: Store, double: Double, taken: Taken
) -> None:
    number = put_in_paid(store, end)
    drain(lane)
    assert state(store, number) == "submitted"
    assert double.receiver.collect() == 1
    document = opened(taken)
    assert document["payment"] == payment
    assert document["answers"] == ANSWERS
    assert document["number"] == number


def test_what_was_begun_in_one_wording_is_ended_in_it(store: Store) -> None:
    """A wording that changed between two tries would bear other tags than were put down."""
    put_in_paid(store, PaymentState.REVERSED)
    parcel = store.outbox.claim("folder")
    assert parcel is not None
    assert parcel.given_back
    store.outbox.remember(parcel, {"submission": "s"})
    store.outbox.struck(parcel, "courier.unreachable", 0)
    again = store.outbox.claim("folder")
    assert again is not None
    assert (again.given_back, again.parts) == (True, parcel.parts)


def test_the_other_wording_never_leaves_the_terminal(store: Store) -> None:
    put_in_paid(store, PaymentState.CONFIRMED)
    parcel = store.outbox.claim("folder")
    assert parcel is not None
    assert parcel.intact
    assert not [part.name for part in parcel.parts if "given_back" in part.name]
