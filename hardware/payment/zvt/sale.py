"""One payment from the order to its end; between the bank's yes and "booked" it hangs in the balance."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from hardware.failures import DeviceFailed
from hardware.patience import done_within
from hardware.payment import (
    Authorisation,
    PaymentFault,
    PaymentOutcome,
    PaymentProgress,
    Slip,
)
from hardware.payment.zvt import codes
from hardware.payment.zvt.apdu import Apdu
from hardware.payment.zvt.connection import Connection
from hardware.payment.zvt.dialogue import (
    ACKNOWLEDGED,
    NEGATIVE,
    Lost,
    Outcome,
    Refused,
    carry_out,
    stop,
)
from hardware.payment.zvt.line import Line
from hardware.payment.zvt.orders import Authorise
from hardware.payment.zvt.reports import News, Status
from kiosk.contracts.clock import Clock

# BMP 01 and 02: so many seconds the terminal waits for "booked", and asks so often.
PATIENCE = 30
MOST_STATUSES = 6
# Before its patience ends it is told to ask again (84 9C), and once less than it would.
ANSWER_WITHIN = 10.0
NOT_BOOKED = Apdu(NEGATIVE << 8 | codes.ABORTED)
ASK_AGAIN = Apdu(NEGATIVE << 8 | codes.WAIT)
# A terminal that says no more than "aborted" after such a silence was not stopped by anybody.
NOBODY_CAME = 20.0
TIME_OUT_WORDS = ("zeit", "time")


class Verdict(StrEnum):
    KEEP = "keep"
    GIVE_BACK = "give_back"


class Sale:
    """Runs as a task of its own, whoever waits for it; `outcome` is what is known of it now."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        reference: str,
        cents: int,
        report: Callable[[PaymentProgress], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        self.reference = reference
        self.cents = cents
        self.outcome = PaymentOutcome.UNKNOWN
        self.slip = Slip()
        self._connection = connection
        self._clock = clock
        self._report = report
        self._line: Line | None = None
        self._approved: asyncio.Future[Authorisation] = loop.create_future()
        self._verdict: asyncio.Future[Verdict] = loop.create_future()
        self._asked_to_stop = False
        self._news_at = clock.monotonic()
        self._waits = 0
        self.running = asyncio.create_task(self._run(), name="card payment")
        self.running.add_done_callback(self._finish)

    @property
    def held(self) -> Authorisation | None:
        """Answer the bank's yes if it was heard."""
        known = self._approved
        heard = known.done() and not known.cancelled() and known.exception() is None
        return known.result() if heard else None

    async def approved(self) -> Authorisation:
        """Answer the bank's yes. Raises DeviceFailed; if the wait is cancelled, the payment is stopped."""
        try:
            return await asyncio.shield(self._approved)
        except asyncio.CancelledError:
            self._decide(Verdict.GIVE_BACK)
            self.stop()
            raise

    async def keep(self) -> None:
        """Tell the terminal that the case is booked, and wait until it has stored the payment."""
        self._decide(Verdict.KEEP)
        await self._ended()
        if self.outcome is not PaymentOutcome.CONFIRMED:
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)

    async def give_back(self) -> None:
        self._decide(Verdict.GIVE_BACK)
        self.stop()
        await self._ended()

    def stop(self) -> None:
        """Ask the terminal to stop; once the bank has said yes, the verdict stops it."""
        self._asked_to_stop = True
        if self._line is not None and self.held is None:
            stop(self._line)

    async def _ended(self) -> None:
        await asyncio.wait({self.running})

    def _decide(self, verdict: Verdict) -> None:
        if not self._verdict.done():
            self._verdict.set_result(verdict)

    async def _run(self) -> None:
        order = Authorise(self.cents, PATIENCE, MOST_STATUSES)
        try:
            async with self._connection.turn() as line:
                self._line = line
                done = await carry_out(
                    line,
                    order,
                    self._connection.timers,
                    report=self._hear,
                    answering=self._answer,
                )
        except Refused as refused:
            self.outcome = PaymentOutcome.NEVER_AUTHORISED
            raise DeviceFailed(codes.fault(refused.result)) from None
        except Lost:
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN) from None
        except DeviceFailed:  # it was not even reached
            self.outcome = PaymentOutcome.NEVER_AUTHORISED
            raise
        finally:
            self._line = None
        self._conclude(done)

    def _conclude(self, done: Outcome) -> None:
        if done.result == codes.DONE and self.held is not None:
            self.outcome = PaymentOutcome.CONFIRMED
            self.slip = Slip(done.slip)
        elif done.result == codes.DONE:
            # Done, but with what? The terminal is asked before anybody believes anything.
            raise DeviceFailed(PaymentFault.OUTCOME_UNKNOWN)
        elif self.held is not None:
            self.outcome = PaymentOutcome.REVERSED
        else:
            self.outcome = PaymentOutcome.NEVER_AUTHORISED
            raise DeviceFailed(self._why(done))

    def _why(self, done: Outcome) -> PaymentFault:
        failed = [status for status in done.statuses if status.result != codes.DONE]
        result = failed[-1].result if failed else done.result
        fault = codes.fault(result)
        if fault is not PaymentFault.CANCELLED or self._asked_to_stop:
            return fault
        words = failed[-1].text.casefold() if failed else ""
        late = self._clock.monotonic() - self._news_at >= NOBODY_CAME
        timed_out = any(word in words for word in TIME_OUT_WORDS) or (not words and late)
        return PaymentFault.TIMED_OUT if timed_out else fault

    def _finish(self, running: asyncio.Task[None]) -> None:
        """Tell whoever still waits for the bank's yes why there will be none."""
        error = None if running.cancelled() else running.exception()
        if not self._approved.done():
            self._approved.set_exception(error or DeviceFailed(PaymentFault.OUTCOME_UNKNOWN))
            self._approved.exception()  # perhaps nobody waits

    def _hear(self, news: News) -> None:
        self._news_at = self._clock.monotonic()
        self._report(codes.progress(news.code))

    async def _answer(self, status: Status) -> Apdu:
        """Answer a yes only once it is decided, or tell the terminal to ask again in two seconds."""
        if status.result != codes.DONE:
            return ACKNOWLEDGED
        if status.cents != self.cents:
            return NOT_BOOKED
        if not self._approved.done():
            self._approved.set_result(
                Authorisation(self.reference, self.cents, status.card_name.strip(), status.voucher)
            )
        return await self._decided()

    async def _decided(self) -> Apdu:
        if self._line is not None:
            ending = asyncio.ensure_future(self._line.ends())
            news: set[asyncio.Future[Any]] = {self._verdict, ending}
            either = asyncio.ensure_future(asyncio.wait(news, return_when=asyncio.FIRST_COMPLETED))
            try:
                await done_within(self._clock, ANSWER_WITHIN, either)
            finally:
                either.cancel()
                ending.cancel()
                await asyncio.gather(either, ending, return_exceptions=True)
        if self._verdict.done():
            return ACKNOWLEDGED if self._verdict.result() is Verdict.KEEP else NOT_BOOKED
        self._waits += 1
        return ASK_AGAIN if self._waits < MOST_STATUSES else NOT_BOOKED
