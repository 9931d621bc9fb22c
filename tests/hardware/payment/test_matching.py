"""Whose was the last transaction? Ours is told from anybody else's, and from none."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hardware.payment import PaymentOutcome, Sought, Voucher
from hardware.payment.zvt.matching import recognise, same
from hardware.payment.zvt.reports import Status
from hardware.payment.zvt.totals import Totals

BERLIN = ZoneInfo("Europe/Berlin")
TID = "28004869"
BEFORE = Voucher(TID, 41, 141, "1121095800")
OURS = Voucher(TID, 42, 142, "1121100012")
NEXT = Voucher(TID, 43, 143, "1121100400")
ASKED = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
UNHEARD = Sought("pay-1", 13_00, ASKED, BEFORE)
HEARD = replace(UNHEARD, voucher=OURS)
MINE = Status(cents=13_00, voucher=OURS)

NEVER, CONFIRMED = PaymentOutcome.NEVER_AUTHORISED, PaymentOutcome.CONFIRMED
REVERSED, UNKNOWN = PaymentOutcome.REVERSED, PaymentOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("last", "unheard", "heard"),
    [
        (MINE, CONFIRMED, CONFIRMED),
        (Status(cents=20_00, voucher=BEFORE), NEVER, REVERSED),
        (replace(MINE, result=0x6C), NEVER, REVERSED),
        (replace(MINE, cents=13_01), UNKNOWN, UNKNOWN),
        (replace(MINE, cents=None), UNKNOWN, UNKNOWN),
        (Status(cents=13_00, voucher=NEXT), CONFIRMED, UNKNOWN),
        (Status(cents=13_00, voucher=NEXT, original_trace=142), REVERSED, REVERSED),
        (Status(cents=13_00, voucher=NEXT, original_trace=9), REVERSED, UNKNOWN),
        (Status(cents=13_00, voucher=replace(NEXT, at="1121093000")), UNKNOWN, UNKNOWN),
        (Status(cents=13_00, voucher=replace(NEXT, at="1121103000")), UNKNOWN, UNKNOWN),
        (Status(cents=13_00, voucher=replace(NEXT, at="")), UNKNOWN, UNKNOWN),
        (Status(cents=13_00, voucher=replace(NEXT, at="0231000000")), UNKNOWN, UNKNOWN),
        (Status(cents=13_00, voucher=NEXT, totals=Totals(1, 42, ())), NEVER, UNKNOWN),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_what_became_of_it(
    last: Status | None, unheard: PaymentOutcome, heard: PaymentOutcome
) -> None:
    assert recognise(UNHEARD, last, TID, BERLIN) is unheard
    assert recognise(HEARD, last, TID, BERLIN) is heard


def test_a_terminal_that_never_did_anything_has_not_kept_it() -> None:
    fresh = replace(UNHEARD, before=Voucher(TID))
    assert recognise(fresh, None, TID, BERLIN) is NEVER
    assert recognise(replace(fresh, voucher=OURS), None, TID, BERLIN) is REVERSED


@pytest.mark.parametrize("last", [MINE, None, Status(cents=1, voucher=BEFORE)])
def test_another_terminal_cannot_know(last: Status | None) -> None:
    assert recognise(UNHEARD, last, "28004870", BERLIN) is UNKNOWN
    assert recognise(HEARD, last, "28004870", BERLIN) is UNKNOWN


def test_around_new_year_the_terminals_date_has_no_year() -> None:
    asked = datetime(2026, 12, 31, 22, 59, 50, tzinfo=UTC)
    late = replace(UNHEARD, at=asked)
    after = Status(cents=13_00, voucher=Voucher(TID, 42, 142, "0101000010"))
    assert recognise(late, after, TID, BERLIN) is CONFIRMED
    before = Status(cents=13_00, voucher=Voucher(TID, 42, 142, "1231235950"))
    assert recognise(replace(late, at=datetime(2026, 12, 31, 23, 0, 10, tzinfo=UTC)), before, TID, BERLIN) is CONFIRMED  # fmt: skip


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (OURS, True),
        (Voucher("", 42, 142, ""), True),
        (Voucher("", 42, 0, ""), False),
        (Voucher(TID, 42, 143, "1121100012"), False),
        (Voucher(TID, 42, 142, "1121100013"), False),
        (Voucher(), False),
    ],
)
def test_two_vouchers_are_one_only_if_enough_agrees(other: Voucher, *, is_same: bool) -> None:
    assert same(OURS, other) is is_same
