"""Takes a till's orders at the simulated card terminal, one at a time, and says no where it must."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from hardware.payment.till.books import Books, Fate
from hardware.payment.till.hands import Hand, Hands
from hardware.payment.till.mood import Mood
from hardware.payment.till.procedures import Procedures
from hardware.payment.till.wire import Deserted, Wire, turn
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
from kiosk.contracts.clock import Clock

log = logging.getLogger(__name__)
WORDS_ON_THEIR_WAY = 10
VENDING = 0x10  # of the status byte that ends a registration (table 3)
YES = Apdu(0x8000)


def no(result: int) -> Apdu:
    return Apdu(0x8400 | result)


class Reception:
    """One order at a time, from a till that has registered; an abort at any time."""

    def __init__(
        self,
        clock: Clock,
        people: Clock,
        books: Books,
        hands: Hands,
        mood: Mood,
        password: Password,
    ) -> None:
        self._books = books
        self._hands = hands
        self._mood = mood
        self._password = password
        self._registered = False
        self._running: asyncio.Task[None] | None = None
        self._asides: set[asyncio.Task[None]] = set()
        self.wire = Wire(clock, self._ordered, self._deserted)
        self._inside = Procedures(self.wire, clock, people, books, hands, mood)

    @property
    def display(self) -> int | None:
        """Answer the news that the terminal shows now (table 17)."""
        return self._inside.display

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
                self._running = asyncio.create_task(self._run(order))
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

    async def _run(self, order: Order) -> None:
        try:
            await self._guarded(self._carry_out(order))
        finally:
            self._inside.display = None

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
                    (bmp.KIND, bytes((VENDING | self._mood.needs(),))),
                    (bmp.TERMINAL, bytes.fromhex(self._mood.terminal)),
                    (bmp.CURRENCY, bmp.EURO),
                ]
                await self._inside.complete(bmp.encode(fields))
            case Enquire():
                await self._inside.complete(bytes((self._mood.condition(),)))
            case Diagnose() | Initialise():
                await self._inside.help(initialise=isinstance(order, Initialise))
            case Authorise():
                await self._inside.sell(order)
            case Reverse():
                await self._inside.take_back(order)
            case RepeatReceipt():
                await self._inside.repeat()
            case EndOfDay():
                await self._inside.close_day()
            case LogOff():
                self._registered = False
                await self._inside.complete()
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
