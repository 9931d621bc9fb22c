"""Keeps the till in order while nobody is there: open payments settled, the day closed when it is due."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hardware.failures import DeviceFailed
from hardware.latest import Latest
from hardware.payment import DayTotals, PaymentFault, PaymentStatus, PaymentTerminal, Voucher
from kiosk.contracts.clock import Clock
from kiosk.session.records import Records
from kiosk.session.till_work import settle
from kiosk.store import OpenPayment, StoreFailed
from kiosk.store.closings import Closing, ClosingState

log = logging.getLogger(__name__)
LOOK_EVERY = 5.0
SETTLE_EVERY = 30.0
# A terminal that could not close its day is not asked again at once, whoever orders it.
CLOSE_PAUSE = 600.0
UNSETTLED = PaymentStatus(PaymentFault.OUTCOME_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Nightly:
    """A time of day in the site's time zone."""

    at: time
    zone: ZoneInfo

    def last_before(self, now: datetime) -> datetime:
        """Answer when it was that time last."""
        today = now.astimezone(self.zone)
        due = datetime.combine(today.date(), self.at, self.zone)
        return (
            due if due <= today else datetime.combine(due - timedelta(days=1), self.at, self.zone)
        )


class TillKeeper:
    """`nobody_here` tells whether the attract screen stands: only then it touches the terminal.

    The day is closed when the terminal needs it, when somebody ordered it, and every night if told.
    """

    def __init__(
        self,
        terminal: PaymentTerminal,
        records: Records,
        clock: Clock,
        nobody_here: Callable[[], bool],
    ) -> None:
        self._nightly: Nightly | None = None
        self._terminal = terminal
        self._records = records
        self._clock = clock
        self._nobody_here = nobody_here
        self._told = PaymentStatus()
        self._shown: Latest[PaymentStatus | None] = Latest(None)
        self._unsettled = False
        self._unheard = False
        self._settle_at = 0.0
        self._close_at = 0.0

    def close_nightly(self, nightly: Nightly) -> None:
        """Close the day by itself, too, as soon as nobody is here after that time."""
        self._nightly = nightly

    async def take_over(self, payments: Sequence[OpenPayment]) -> None:
        """Settle what the process before left open; what stays open blocks card payments.

        So does a closing whose end was not heard: a payment after it would be of a day nobody knows.
        """
        if payments:
            self._unsettled = not await settle(payments, self._terminal, self._records, self._clock)
            self._settle_at = self._clock.monotonic() + SETTLE_EVERY
        begun = await self._records.closing(lambda closings: closings.interrupted())
        self._unheard = begun is not None
        if self._unsettled or self._unheard:
            self._show()

    async def watch(self) -> AsyncGenerator[PaymentStatus, None]:
        """Yield the terminal's condition; while a payment is open, that it is unclear is its condition."""
        async for status in self._shown.watch():
            if status is not None:
                yield status

    async def follow(self) -> None:
        """Follow the terminal's own condition; never returns."""
        async for status in self._terminal.watch():
            self._told = status
            self._show()

    async def keep(self) -> None:
        """Settle and close as long as nobody is here; never returns."""
        while True:
            if self._nobody_here() and self._told.fault is not PaymentFault.UNREACHABLE:
                try:
                    await self._settle_again()
                    await self._close_if_due()
                except (DeviceFailed, StoreFailed) as failed:
                    log.warning("till.not_kept cause=%s", type(failed).__name__)
            await self._clock.sleep(LOOK_EVERY)

    async def _settle_again(self) -> None:
        if not self._unsettled or self._clock.monotonic() < self._settle_at:
            return
        payments = await self._records.unresolved_payments()
        await self.take_over(payments)
        self._unsettled = self._unsettled and bool(payments)
        self._show()

    async def _close_if_due(self) -> None:
        last = await self._records.closing(lambda closings: closings.last())
        ordered = last is not None and last.state is ClosingState.ORDERED
        if self._unsettled or not (ordered or await self._is_due(last)):
            return
        if not ordered and self._clock.monotonic() < self._close_at:
            return
        self._close_at = self._clock.monotonic() + CLOSE_PAUSE
        ended = await close_day(self._terminal, self._records)
        self._unheard = ended.state is ClosingState.BEGUN
        if self._unheard:
            self._close_at = self._clock.monotonic() + SETTLE_EVERY
        self._show()

    async def _is_due(self, last: Closing | None) -> bool:
        if self._told.fault is PaymentFault.END_OF_DAY_NEEDED:
            return True
        if last is not None and last.state is ClosingState.BEGUN:
            return True
        if self._nightly is None or self._told.fault is not None:
            return False
        oldest = await self._records.closing(lambda closings: closings.oldest())
        return oldest is not None and oldest < self._nightly.last_before(self._clock.now())

    def _show(self) -> None:
        own = self._told.fault is None and (self._unsettled or self._unheard)
        self._shown.show(UNSETTLED if own else self._told)


async def close_day(terminal: PaymentTerminal, records: Records) -> Closing:
    """Close the card terminal's day and write down both sides' sums; the day may turn out not closed.

    A closing whose end an earlier process did not hear is looked for first. Raises StoreFailed.
    """
    interrupted = await records.closing(lambda closings: closings.interrupted())
    if interrupted is not None:
        return await _find_end(terminal, records, interrupted)
    try:
        before = await _last_before(terminal)
    except DeviceFailed as failed:
        return await _failed(records, failed)
    begun = await records.closing(lambda closings: closings.begin(before))
    try:
        totals = await terminal.close_day()
    except DeviceFailed as failed:
        unheard = failed.fault is PaymentFault.OUTCOME_UNKNOWN
        return begun if unheard else await _failed(records, failed)
    return await records.closing(lambda closings: closings.close(begun, totals))


async def _find_end(terminal: PaymentTerminal, records: Records, begun: Closing) -> Closing:
    """End a closing whose end was not heard; until the terminal answers, it stays begun."""
    try:
        totals = await _heard_of(terminal, begun) or await terminal.close_day()
    except DeviceFailed as failed:
        log.warning("till.closing_still_open fault=%s", failed.fault)
        return begun
    return await records.closing(lambda closings: closings.close(begun, totals))


async def _failed(records: Records, failed: DeviceFailed) -> Closing:
    return await records.closing(lambda closings: closings.fail(str(failed.fault)))


async def _last_before(terminal: PaymentTerminal) -> Voucher:
    try:
        return await terminal.last()
    except DeviceFailed as failed:
        if failed.fault is not PaymentFault.END_OF_DAY_NEEDED:
            raise
        return Voucher()  # it says nothing else until its day is closed


async def _heard_of(terminal: PaymentTerminal, begun: Closing) -> DayTotals | None:
    """Answer the totals if the day was closed since `begun`, as the terminal's last transaction says."""
    totals = await terminal.last_closing()
    fresh = totals is not None and totals.voucher != begun.voucher
    return totals if fresh else None
