"""What the simulated card terminal does when ordered, each order to its end (PA00P015 13.08, chapter 2)."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hardware.payment.till.books import Books, Entry, Fate, Kind, voucher
from hardware.payment.till.hands import Failed, Hand, Hands
from hardware.payment.till.mood import Mood
from hardware.payment.till.paper import receipts
from hardware.payment.till.wire import ANSWERS, Deserted, Wire, turn
from hardware.payment.zvt import bmp, codes
from hardware.payment.zvt.apdu import Apdu, ProtocolError
from hardware.payment.zvt.orders import (
    Abort,
    Authorise,
    Diagnose,
    EndOfDay,
    Enquire,
    Initialise,
    LogOff,
    Order,
    Password,
    Register,
    RepeatReceipt,
    Reverse,
    UnknownOrder,
    read_order,
)
from hardware.payment.zvt.reports import Aborted, Completion, News, Status
from kiosk.contracts.clock import Clock

log = logging.getLogger(__name__)
BANKS_TIME = 0.8
CLOSING_TIME = 2.0
DEFAULT_PATIENCE = 30  # BMP 01, where the till names none
ASK_AGAIN = 2.0
T3 = 5.0
ZONE = ZoneInfo("Europe/Berlin")  # of the clock in the terminal
# Contactless without PIN: up to 50 € (girocard, since 2020).
WITHOUT_PIN = 50_00
PIN_TRIES = 3
WORDS_ON_THEIR_WAY = 10
CARD_TYPES = {"girocard": 5, "Mastercard": 6, "Visa": 10}
YES = Apdu(0x8000)


def no(result: int) -> Apdu:
    return Apdu(0x8400 | result)


class Procedures:
    """One order at a time; `wire` timers are the machine's, hands and bank have the people's clock."""

    def __init__(
        self,
        clock: Clock,
        people: Clock,
        books: Books,
        hands: Hands,
        mood: Mood,
        password: Password,
    ) -> None:
        self._clock = clock
        self._people = people
        self._books = books
        self._hands = hands
        self._mood = mood
        self._password = password
        self._registered = False
        self._running: asyncio.Task[None] | None = None
        self._asides: set[asyncio.Task[None]] = set()
        self.wire = Wire(clock, self._ordered, self._deserted)
        self.display: int | None = None

    @property
    def busy(self) -> bool:
        return self._running is not None and not self._running.done()

    async def stop(self) -> None:
        await self.wire.stop()
        running = [*self._asides, *([self._running] if self._running is not None else [])]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def undo_held(self) -> None:
        """Give back what hung in the balance when the power went."""
        for entry in self._books:
            if entry.fate is Fate.HELD:
                self._books.turn(entry, Fate.REVERSED)

    def _ordered(self, apdu: Apdu) -> None:
        try:
            order = read_order(apdu)
        except UnknownOrder:
            self._aside(self.wire.answer(no(codes.NOT_POSSIBLE)))
            return
        except ProtocolError as error:
            log.warning("till simulator: %s", error)
            self._aside(self.wire.answer(no(codes.PROTOCOL_ERROR)))
            return
        if isinstance(order, Abort):
            self._aside(self._stop_by_till())
        else:
            self._aside(self._begin(order))

    async def _begin(self, order: Order) -> None:
        """Begin the order, or say "wait". The till's last word may still be on its way inside."""
        for _ in range(WORDS_ON_THEIR_WAY):
            if not self.busy:
                self._running = asyncio.create_task(self._guarded(self._carry_out(order)))
                return
            await turn()
        await self.wire.answer(no(codes.WAIT))

    def _deserted(self) -> None:
        """Forget who is registered; a hand that is waited for ends what runs."""
        self._registered = False
        if self.busy and self._hands.can(Hand.STOP):
            self._hands.act(Hand.STOP, "")

    async def _stop_by_till(self) -> None:
        if self._hands.can(Hand.STOP):
            self._hands.act(Hand.STOP, "")
            await self.wire.answer(YES)
        else:
            if not self.busy:
                self._mood.ejected()
            await self.wire.answer(no(codes.NOT_POSSIBLE) if self.busy else YES)

    def _aside(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(job))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _guarded(self, job: Coroutine[Any, Any, None]) -> None:
        try:
            await job
        except Deserted:
            pass
        except Exception:
            log.exception("the simulated card terminal broke")
            self.wire.cut()
        finally:
            self.display = None

    async def _carry_out(self, order: Order) -> None:
        refusal = self._refusal(order)
        if refusal:
            await self.wire.answer(no(refusal))
            return
        await self.wire.answer(YES)
        match order:
            case Register():
                self._registered = True
                fields = [
                    (bmp.KIND, bytes((0x10 | self._mood.needs(),))),
                    (bmp.TERMINAL, bytes.fromhex(self._mood.terminal)),
                    (bmp.CURRENCY, bmp.EURO),
                ]
                await self._complete(bmp.encode(fields))
            case Enquire():
                await self._complete(bytes((self._mood.condition(),)))
            case Diagnose() | Initialise():
                await self._tell(News(0xC9 if isinstance(order, Diagnose) else 0xCA))
                await self._people.sleep(BANKS_TIME)
                self._mood.helped(initialised=isinstance(order, Initialise))
                await self._complete()
            case Authorise():
                await self._sell(order)
            case Reverse():
                await self._take_back(order)
            case RepeatReceipt():
                await self._repeat()
            case EndOfDay():
                await self._close_day()
            case LogOff():
                self._registered = False
                await self._complete()
            case _:  # an abort is answered as it comes
                pass

    def _refusal(self, order: Order) -> int:
        """Answer why the order is not even begun, 0 where it is."""
        if isinstance(order, Enquire | LogOff | Diagnose):
            return 0
        if isinstance(order, Authorise):
            return self._mood.refusal() if self._registered else codes.NOT_REGISTERED
        asked = getattr(order, "password", self._password)
        if asked != self._password:
            return codes.NOT_POSSIBLE
        if isinstance(order, Register):
            return 0
        if isinstance(order, EndOfDay | RepeatReceipt):
            return self._mood.closing_refusal()
        return self._mood.refusal()

    async def _sell(self, order: Authorise) -> None:
        try:
            entry = await self._approve(order.cents)
        except Failed as failed:
            await self._fail(failed)
            return
        status = self._status(entry)
        try:
            booked = await self._booked(order, status) and await self._print(entry)
        except Deserted:
            booked = False
        if booked:
            self._books.turn(entry, Fate.STORED)
            await self._complete()
            return
        await self._auto_reverse(entry)

    async def _approve(self, cents: int) -> Entry:
        """Have the citizen show a card, ask the bank, and answer what is held. Raises Failed."""
        await self._tell(News(0x0A))
        hand = await self._hands.wait(Hand.TAP, Hand.INSERT, Hand.STOP)
        if hand is Hand.INSERT or cents > WITHOUT_PIN:
            await self._ask_pin()
        await self._tell(News(0x04))
        await self._people.sleep(BANKS_TIME)
        refused = self._mood.next_refusal()
        entry = None
        if refused is None:
            entry = self._books.begin(cents, self._hands.card, self._now())
            if self._mood.cuts_after_approval():
                self.wire.cut()
        if hand is Hand.INSERT:
            with suppress(Deserted):
                await self._tell(News(0x4B))
            # A forgotten card changes nothing about money that is taken.
            with suppress(Failed):
                await self._hands.wait(Hand.TAKE)
        if entry is None:
            raise refused or Failed(codes.ABORTED, "")
        with suppress(Deserted):
            await self._tell(News(0x1C))
        return entry

    async def _ask_pin(self) -> None:
        for _ in range(PIN_TRIES):
            await self._tell(News(0x01))
            if await self._hands.wait(Hand.PIN, Hand.WRONG_PIN, Hand.STOP) is Hand.PIN:
                return
            await self._tell(News(0x15))
        raise Failed(0x37, "PIN falsch")

    async def _booked(self, order: Authorise, status: Status) -> bool:
        """Ask the till whether the goods are out, again every two seconds as long as it says "wait"."""
        patience = order.patience or DEFAULT_PATIENCE
        most = order.most_statuses
        asked = 0
        while True:
            for _ in range(self._mood.repeats()):
                answer = await self.wire.tell(status.apdu(), patience)
            kind, result = answer.control >> 8, answer.control & 0xFF
            if kind == ANSWERS[0] or result == codes.DONE:
                return True
            asked += 1
            if result != codes.WAIT or (most is not None and asked > most):
                return False
            await self._clock.sleep(ASK_AGAIN)

    async def _auto_reverse(self, entry: Entry) -> None:
        with suppress(Deserted):
            await self._tell(News(0x05))
        await self._people.sleep(BANKS_TIME)
        self._books.turn(entry, Fate.REVERSED)
        await self._fail(Failed(codes.ABORTED, "Storno"))

    async def _take_back(self, order: Reverse) -> None:
        entry = self._books.find(order.receipt)
        if entry is None or entry.cents != order.cents or entry.fate is Fate.HELD:
            await self._fail(Failed(codes.NOT_REVERSIBLE, "Storno nicht möglich"))
            return
        if entry.fate is Fate.REVERSED:
            await self._fail(Failed(codes.ALREADY_REVERSED, "bereits storniert"))
            return
        await self._tell(News(0x04))
        await self._people.sleep(BANKS_TIME)
        undoing = self._books.give_back(entry, self._now())
        await self._tell(self._status(undoing))
        await self._print(undoing)
        await self._complete()

    async def _repeat(self) -> None:
        """Send the last transaction's status once more (2.20, service bits 0 and 1)."""
        last = self._books.last()
        if last is None:
            await self._tell(Aborted(codes.NOT_POSSIBLE))
            return
        await self._tell(self._status(last))
        await self._complete()

    async def _close_day(self) -> None:
        await self._tell(News(0x0F))
        await self._people.sleep(CLOSING_TIME)
        closing = self._books.close(self._now())
        self._mood.day_closed()
        await self._tell(self._status(closing))
        await self._print(closing)
        await self._complete()

    def _now(self) -> datetime:
        return self._clock.now().astimezone(ZONE)

    def _status(self, entry: Entry) -> Status:
        return Status(
            cents=entry.cents,
            voucher=voucher(entry, self._mood.terminal),
            original_trace=entry.undoes or None,
            card_type=CARD_TYPES.get(entry.card),
            card_name=entry.card,
            text="" if entry.kind is Kind.CLOSING else "GEN.NR.:611804",
            totals=entry.totals,
        )

    async def _print(self, entry: Entry) -> bool:
        """Give the till its receipts; a payment is final only when it has taken them all (2.2.8)."""
        for piece in receipts(entry, self._mood.terminal):
            answer = await self.wire.tell(piece.apdu(), T3)
            if answer.control >> 8 == ANSWERS[1] and answer.control & 0xFF != codes.DONE:
                return False
        return True

    async def _fail(self, failed: Failed) -> None:
        voucherless = Status(failed.result, text=failed.text)
        await self._tell(voucherless)
        await self._tell(Aborted(failed.result))

    async def _complete(self, data: bytes = b"") -> None:
        await self._tell(Completion(data))

    async def _tell(self, report: News | Status | Completion | Aborted) -> None:
        if isinstance(report, News):
            self.display = report.code
        for _ in range(self._mood.repeats() if isinstance(report, News) else 1):
            await self.wire.tell(report.apdu(), T3)
