"""Tells from the terminal's last transaction what became of a payment of ours, and of nobody else's."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hardware.payment import PaymentOutcome, Sought, Voucher
from hardware.payment.zvt import codes
from hardware.payment.zvt.reports import Status

# A payment ends at most so long after it began (T4 and the citizen's time), and clocks differ.
LONGEST = timedelta(minutes=10)
SKEW = timedelta(minutes=5)


def recognise(sought: Sought, last: Status | None, terminal: str, zone: ZoneInfo) -> PaymentOutcome:
    """Answer the outcome, UNKNOWN where the transaction could be another's.

    `last` is None where terminal number `terminal` knows no transaction at all; its clock is in
    `zone`. That nothing happened since `sought.before` proves that the payment was not kept.
    """
    if terminal and terminal != (sought.before.terminal or terminal):
        return PaymentOutcome.UNKNOWN  # another terminal hangs there now
    if last is None:
        if sought.before.receipt or sought.before.trace:
            return PaymentOutcome.UNKNOWN  # it has forgotten what it knew
        heard = sought.voucher is not None
        return PaymentOutcome.REVERSED if heard else PaymentOutcome.NEVER_AUTHORISED
    if sought.voucher is not None:
        return _of_heard(sought, sought.voucher, last)
    return _of_unheard(sought, last, zone)


def same(one: Voucher, other: Voucher) -> bool:
    """Answer whether two vouchers are one transaction's: what both say must agree, and be enough."""
    pairs = ((one.receipt, other.receipt), (one.trace, other.trace), (one.at, other.at))
    told = [(mine, yours) for mine, yours in pairs if mine and yours]
    return len(told) > 1 and all(mine == yours for mine, yours in told)


def _of_heard(sought: Sought, voucher: Voucher, last: Status) -> PaymentOutcome:
    if same(last.voucher, voucher):
        if last.result != codes.DONE:
            return PaymentOutcome.REVERSED
        agrees = last.cents == sought.cents
        return PaymentOutcome.CONFIRMED if agrees else PaymentOutcome.UNKNOWN
    undone = last.original_trace is not None and last.original_trace == voucher.trace
    if undone or same(last.voucher, sought.before):
        return PaymentOutcome.REVERSED
    return PaymentOutcome.UNKNOWN


def _of_unheard(sought: Sought, last: Status, zone: ZoneInfo) -> PaymentOutcome:
    if same(last.voucher, sought.before):
        return PaymentOutcome.NEVER_AUTHORISED
    if last.cents != sought.cents or not _in_time(sought, last.voucher.at, zone):
        return PaymentOutcome.UNKNOWN
    if last.original_trace is not None:
        return PaymentOutcome.REVERSED
    kept = last.result == codes.DONE and last.totals is None
    return PaymentOutcome.CONFIRMED if kept else PaymentOutcome.NEVER_AUTHORISED


def _in_time(sought: Sought, at: str, zone: ZoneInfo) -> bool:
    """Answer whether MMDDhhmmss lies where the payment must; a terminal that says no time may lie."""
    asked = sought.at.astimezone(zone)
    try:
        told = datetime.strptime(f"{asked.year}{at}", "%Y%m%d%H%M%S").replace(tzinfo=zone)
    except ValueError:
        return False
    if told - asked > timedelta(days=180):
        told = told.replace(year=told.year - 1)
    elif asked - told > timedelta(days=180):
        told = told.replace(year=told.year + 1)
    return -SKEW <= told - asked <= LONGEST + SKEW
