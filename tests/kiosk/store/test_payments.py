"""The payment journal keeps every state, and knows whose end is open."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.store import CaseDraft, Payment, PaymentState, Store
from kiosk.store.payments import PaymentRefused, may_follow

S = PaymentState


def journal(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT reference, state, cents, case_number FROM payments ORDER BY seq"
        ).fetchall()


def paid_draft(session: str = "s1", reference: str = "P-1", cents: int = 1300) -> CaseDraft:
    return CaseDraft(session, "fuehrungszeugnis", "folder", {}, payment=Payment(reference, cents))


def test_a_payment_runs_from_intent_to_confirmed_and_each_state_stays(
    store: Store, database: Path
) -> None:
    store.journal("P-1", S.INTENT, 1300)
    store.journal("P-1", S.AUTHORISED, 1300)
    number = store.store_case(paid_draft()).number
    store.journal("P-1", S.CONFIRMED, 1300)
    assert journal(database) == [
        ("P-1", "intent", 1300, None),
        ("P-1", "authorised", 1300, None),
        ("P-1", "booked", 1300, number),
        ("P-1", "confirmed", 1300, number),
    ]
    assert store.unresolved_payments() == ()


@pytest.mark.parametrize("states", [(), (S.AUTHORISED,), (S.UNKNOWN,), (S.AUTHORISED, S.UNKNOWN)])
def test_a_payment_whose_end_is_open_is_named(store: Store, states: tuple[S, ...]) -> None:
    store.journal("P-0", S.INTENT, 500)
    store.journal("P-0", S.NEVER_AUTHORISED, 500)
    store.journal("P-1", S.INTENT, 1300)
    for state in states:
        store.journal("P-1", state, 1300)
    (unresolved,) = store.unresolved_payments()
    assert (unresolved.reference, unresolved.cents, unresolved.number) == ("P-1", 1300, None)
    assert unresolved.state == (states[-1] if states else S.INTENT)


def test_a_booked_payment_names_its_case_until_it_is_settled(store: Store) -> None:
    store.journal("P-1", S.INTENT, 1300)
    store.journal("P-1", S.AUTHORISED, 1300)
    number = store.store_case(paid_draft()).number
    assert [(each.state, each.number) for each in store.unresolved_payments()] == [
        (S.BOOKED, number)
    ]
    store.journal("P-1", S.UNKNOWN, 1300)
    assert [(each.state, each.number) for each in store.unresolved_payments()] == [
        (S.UNKNOWN, number)
    ]
    store.journal("P-1", S.REVERSED, 1300)
    assert store.unresolved_payments() == ()


def test_saying_the_same_again_writes_nothing(store: Store, database: Path) -> None:
    for _ in range(3):
        store.journal("P-1", S.INTENT, 1300)
    assert len(journal(database)) == 1


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ((), S.AUTHORISED),
        ((), S.REVERSED),
        ((S.INTENT,), S.BOOKED),
        ((S.INTENT, S.AUTHORISED), S.BOOKED),
        ((S.INTENT, S.AUTHORISED), S.INTENT),
        ((S.INTENT, S.REVERSED), S.CONFIRMED),
        ((S.INTENT, S.NEVER_AUTHORISED), S.AUTHORISED),
        ((S.INTENT, S.AUTHORISED, S.REVERSED), S.UNKNOWN),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_not_written(
    store: Store, database: Path, before: tuple[S, ...], state: S
) -> None:
    for each in before:
        store.journal("P-1", each, 1300)
    with pytest.raises(PaymentRefused):
        store.journal("P-1", state, 1300)
    assert len(journal(database)) == len(before)


def test_another_amount_under_the_same_reference_is_refused(store: Store) -> None:
    store.journal("P-1", S.INTENT, 1300)
    with pytest.raises(PaymentRefused, match="1300, not 1301"):
        store.journal("P-1", S.AUTHORISED, 1301)


def test_what_the_card_terminal_did_is_written_even_where_it_should_not_be_so(
    store: Store,
) -> None:
    store.journal("P-1", S.INTENT, 1300)
    store.journal("P-1", S.UNKNOWN, 1300)
    store.journal("P-1", S.CONFIRMED, 1300)
    store.journal("P-1", S.REVERSED, 1300)
    assert store.unresolved_payments() == ()


def test_every_open_state_can_reach_every_end() -> None:
    for before in (S.INTENT, S.AUTHORISED, S.BOOKED, S.UNKNOWN):
        for end in (S.CONFIRMED, S.REVERSED, S.NEVER_AUTHORISED):
            assert may_follow(end, before)
