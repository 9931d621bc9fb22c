"""Closed days: what the journal had booked stands beside what the card terminal said, and stays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hardware.payment import DayTotals, Voucher
from kiosk.store import PaymentState, Store
from kiosk.store.closings import ClosingState, Turnover
from tests.fake_clock import FakeClock

S = PaymentState
TID = "28004869"
RECEIPTS: Iterator[int] = iter(range(1, 1000))


def pay(store: Store, reference: str, cents: int, *states: PaymentState) -> None:
    receipt = next(RECEIPTS)
    store.journal(reference, S.INTENT, cents, Voucher(TID))
    store.journal(reference, S.AUTHORISED, cents, Voucher(TID, receipt, receipt, "1121100000"))
    for state in states:
        store.journal(reference, state, cents)


def totals(count: int, cents: int) -> DayTotals:
    return DayTotals(Voucher(TID, next(RECEIPTS), 99, "1121233000"), count, cents)


def test_the_turnover_is_what_was_kept_and_not_given_back(store: Store) -> None:
    assert store.closings.turnover() == Turnover(0, 0)
    pay(store, "pay-1", 1300, S.CONFIRMED)
    pay(store, "pay-2", 600, S.CONFIRMED)
    pay(store, "pay-3", 500, S.REVERSED)
    pay(store, "pay-4", 400, S.UNKNOWN)
    pay(store, "pay-5", 300)
    pay(store, "pay-6", 200, S.CONFIRMED, S.REVERSED)
    assert store.closings.turnover() == Turnover(2, 1900)


def test_what_has_no_voucher_is_no_turnover_of_the_card_terminal(store: Store) -> None:
    store.journal("online-1", S.INTENT, 1300)
    store.journal("online-1", S.AUTHORISED, 1300)
    store.journal("online-1", S.CONFIRMED, 1300)
    assert store.closings.turnover() == Turnover(0, 0)


def test_a_day_is_closed_and_the_next_begins_at_nothing(store: Store) -> None:
    pay(store, "pay-1", 1300, S.CONFIRMED)
    begun = store.closings.begin(Voucher(TID, 1, 1, "1121100000"))
    closed = store.closings.close(begun, totals(1, 1300))
    assert (closed.state, closed.booked, closed.closed) == (
        ClosingState.CLOSED,
        Turnover(1, 1300),
        Turnover(1, 1300),
    )
    assert closed.difference == 0
    assert store.closings.turnover() == Turnover(0, 0)
    pay(store, "pay-2", 600, S.CONFIRMED)
    assert store.closings.turnover() == Turnover(1, 600)
    assert store.closings.last() == closed
    assert store.closings.ended_since(begun.seq) == closed
    assert store.closings.ended_since(closed.seq) is None


def test_given_back_after_the_day_was_closed_it_counts_against_the_next(store: Store) -> None:
    pay(store, "pay-1", 1300, S.CONFIRMED)
    store.closings.close(store.closings.begin(Voucher(TID)), totals(1, 1300))
    store.journal("pay-1", S.REVERSED, 1300)
    assert store.closings.turnover() == Turnover(-1, -1300)


@pytest.mark.parametrize(("cents", "difference"), [(1400, 100), (0, -1300)])
def test_a_difference_is_told_to_the_cent(store: Store, cents: int, difference: int) -> None:
    pay(store, "pay-1", 1300, S.CONFIRMED)
    closed = store.closings.close(store.closings.begin(Voucher(TID)), totals(1, cents))
    assert closed.difference == difference


def test_what_is_paid_after_an_interrupted_closing_belongs_to_the_next_day(store: Store) -> None:
    pay(store, "pay-1", 1300, S.CONFIRMED)
    store.closings.begin(Voucher(TID))
    pay(store, "pay-2", 600, S.CONFIRMED)
    begun = store.closings.interrupted()
    assert begun is not None
    assert store.closings.close(begun, totals(1, 1300)).difference == 0
    assert store.closings.turnover() == Turnover(1, 600)
    assert store.closings.interrupted() is None


def test_an_order_stands_until_it_is_taken_up(store: Store) -> None:
    assert not store.closings.is_ordered()
    order = store.closings.order()
    assert store.closings.is_ordered()
    failed = store.closings.fail("payment.busy")
    assert not store.closings.is_ordered()
    assert store.closings.ended_since(order.seq) == failed
    assert failed.fault == "payment.busy"


async def test_the_oldest_payment_of_no_closed_day_is_known(store: Store, clock: FakeClock) -> None:
    assert store.closings.oldest() is None
    pay(store, "pay-1", 1300, S.CONFIRMED)
    assert store.closings.oldest() == clock.now()
    store.closings.close(store.closings.begin(Voucher(TID)), totals(1, 1300))
    assert store.closings.oldest() is None
    await clock.advance(3600)
    pay(store, "pay-2", 1300, S.CONFIRMED)
    assert store.closings.oldest() == clock.now()


@pytest.mark.parametrize(
    "statement", ["UPDATE closings SET closed_cents = 0", "DELETE FROM closings"]
)
def test_nobody_changes_a_closed_day(store: Store, database: Path, statement: str) -> None:
    store.closings.close(store.closings.begin(Voucher(TID)), totals(0, 0))
    with (
        closing(sqlite3.connect(database)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="closings: append-only"),
    ):
        connection.execute(statement)


def test_an_open_payment_keeps_what_the_terminal_calls_it(store: Store) -> None:
    before, own = Voucher(TID, 41, 41, "1121095800"), Voucher(TID, 42, 42, "1121100012")
    store.journal("pay-1", S.INTENT, 1300, before)
    (open_,) = store.unresolved_payments()
    assert (open_.before, open_.voucher) == (before, None)
    store.journal("pay-1", S.AUTHORISED, 1300, own)
    store.journal("pay-1", S.UNKNOWN, 1300)
    (open_,) = store.unresolved_payments()
    assert (open_.before, open_.voucher) == (before, own)
    (line,) = store.payments.lines()
    assert (line.voucher, line.state) == (own, S.UNKNOWN)
    assert list(store.payments.lines("2026-11-22")) == []
