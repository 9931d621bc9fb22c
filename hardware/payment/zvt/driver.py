"""Drives a card terminal by ZVT 13.08 under vending rules."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from zoneinfo import ZoneInfo

from hardware.failures import DeviceFailed
from hardware.patience import done_within
from hardware.payment import (
    Authorisation,
    DayTotals,
    PaymentFault,
    PaymentOutcome,
    PaymentProgress,
    PaymentStatus,
    Slip,
    Sought,
    Voucher,
)
from hardware.payment.zvt import codes
from hardware.payment.zvt.connection import Connection
from hardware.payment.zvt.dialogue import Lost, Outcome, Refused, carry_out
from hardware.payment.zvt.matching import recognise
from hardware.payment.zvt.orders import EndOfDay, Order, RepeatReceipt, Reverse
from hardware.payment.zvt.reports import Status
from hardware.payment.zvt.sale import Sale
from kiosk.contracts.clock import Clock

FAREWELL = 1.0


class ZvtTerminal:
    """Implements `hardware.payment.PaymentTerminal`.

    What this process itself heard of a payment is believed; of all others the terminal is asked.
    """

    def __init__(self, connection: Connection, clock: Clock, zone: ZoneInfo) -> None:
        self._connection = connection
        self._clock = clock
        self._zone = zone
        self._sale: Sale | None = None
        self._closing = False

    async def last(self) -> Voucher:
        self._refuse_if_occupied()
        status = await self._ask_last()
        number = self._connection.terminal
        return Voucher(terminal=number) if status is None else _of(number, status.voucher)

    async def authorise(
        self, reference: str, cents: int, report: Callable[[PaymentProgress], None]
    ) -> Authorisation:
        known = self._sale
        if known is not None and known.reference == reference:
            return _again(known, cents)
        self._refuse_if_occupied()
        sale = Sale(self._connection, self._clock, reference, cents, report)
        self._sale = sale
        given = await sale.approved()
        number = self._connection.terminal
        return Authorisation(
            given.reference, given.cents, given.card_type, _of(number, given.voucher)
        )

    async def confirm(self, reference: str) -> Slip:
        sale = self._sale
        if sale is None or sale.reference != reference or sale.held is None:
            # Nothing hangs in the balance here: what became of it only `outcome` can tell.
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)
        await sale.keep()
        return sale.slip

    async def reverse(self, sought: Sought) -> None:
        sale = self._sale
        if sale is not None and sale.reference == sought.reference:
            await sale.give_back()
        match await self.outcome(sought):
            case PaymentOutcome.REVERSED | PaymentOutcome.NEVER_AUTHORISED:
                return
            case PaymentOutcome.CONFIRMED:
                await self._take_back(sought)
            case _:
                raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)

    async def outcome(self, sought: Sought) -> PaymentOutcome:
        sale = self._sale
        if sale is not None and not sale.running.done():
            ours = sale.reference == sought.reference and sale.held is not None
            return PaymentOutcome.AUTHORISED if ours else PaymentOutcome.UNKNOWN
        heard = sale is not None and sale.reference == sought.reference
        if sale is not None and heard and sale.outcome is not PaymentOutcome.UNKNOWN:
            return sale.outcome
        try:
            last = await self._ask_last()
        except DeviceFailed as failed:
            if failed.fault is PaymentFault.BUSY:
                return PaymentOutcome.UNKNOWN
            raise
        return recognise(sought, last, self._connection.terminal, self._zone)

    async def close_day(self) -> DayTotals:
        self._refuse_if_occupied()
        self._closing = True
        try:
            done = await self._carry_out(
                EndOfDay(self._connection.password), PaymentFault.OUTCOME_UNKNOWN, busy=True
            )
        finally:
            self._closing = False
        told = [s for s in done.statuses if s.result == codes.DONE and s.cents is not None]
        if done.result != codes.DONE or not told:
            failed = [s.result for s in done.statuses if s.result != codes.DONE]
            result = next(iter(failed), done.result)
            raise DeviceFailed(
                PaymentFault.OUT_OF_ORDER if result == codes.DONE else codes.fault(result)
            )
        return self._totals(told[-1])

    async def last_closing(self) -> DayTotals | None:
        self._refuse_if_occupied()
        last = await self._ask_last()
        return None if last is None or last.totals is None else self._totals(last)

    async def abort(self) -> None:
        if self._sale is not None and not self._sale.running.done():
            self._sale.stop()

    def watch(self) -> AsyncIterator[PaymentStatus]:
        return self._connection.watch()

    async def close(self) -> None:
        sale = self._sale
        if sale is None or sale.running.done():
            return
        giving = asyncio.ensure_future(sale.give_back())
        if not await done_within(self._clock, FAREWELL, giving):
            giving.cancel()
            sale.running.cancel()
        await asyncio.gather(giving, sale.running, return_exceptions=True)

    def _totals(self, told: Status) -> DayTotals:
        count = told.totals.count if told.totals is not None else 0
        return DayTotals(_of(self._connection.terminal, told.voucher), count, told.cents or 0)

    def _refuse_if_occupied(self) -> None:
        if self._closing or (self._sale is not None and not self._sale.running.done()):
            raise DeviceFailed(PaymentFault.BUSY)

    async def _ask_last(self) -> Status | None:
        """Answer the last transaction the terminal knows, None if it knows none."""
        done = await self._carry_out(RepeatReceipt(self._connection.password))
        return done.statuses[-1] if done.statuses else None

    async def _take_back(self, sought: Sought) -> None:
        """Reverse a stored payment by its receipt number (2.9); only the terminal's last one is ours."""
        voucher = sought.voucher
        if voucher is None:
            last = await self._ask_last()
            voucher = Voucher() if last is None else last.voucher
        order = Reverse(self._connection.password, voucher.receipt, sought.cents)
        done = await self._carry_out(order, PaymentFault.OUTCOME_UNKNOWN)
        result = next((s.result for s in done.statuses if s.result != codes.DONE), done.result)
        if result not in (codes.DONE, codes.ALREADY_REVERSED):
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)
        if self._sale is not None and self._sale.reference == sought.reference:
            self._sale.outcome = PaymentOutcome.REVERSED

    async def _carry_out(
        self,
        order: Order,
        lost: PaymentFault = PaymentFault.UNREACHABLE,
        *,
        busy: bool = False,
    ) -> Outcome:
        """Answer what came of an order. Raises DeviceFailed, `lost` where its end was not heard."""
        try:
            async with self._connection.turn() as line:
                with self._connection.busy() if busy else nullcontext():
                    return await carry_out(line, order, self._connection.timers)
        except Refused as refused:
            raise DeviceFailed(codes.fault(refused.result)) from None
        except Lost:
            raise DeviceFailed(lost) from None


def _again(sale: Sale, cents: int) -> Authorisation:
    """Answer the yes that was given to the same question before; no money moves a second time."""
    held = sale.held
    if held is None or cents != sale.cents or sale.outcome is PaymentOutcome.REVERSED:
        raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)
    return held


def _of(terminal: str, voucher: Voucher) -> Voucher:
    """Answer the voucher with its terminal's number, which not every status repeats."""
    return Voucher(voucher.terminal or terminal, voucher.receipt, voucher.trace, voucher.at)
