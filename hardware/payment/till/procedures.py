"""What the simulated card terminal does for an order, to its end (PA00P015 13.08, chapter 2)."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from hardware.payment.till.books import Books, Entry, Fate, Kind, voucher
from hardware.payment.till.hands import Failed, Hand, Hands
from hardware.payment.till.mood import Mood
from hardware.payment.till.paper import receipts
from hardware.payment.till.wire import ANSWERS, Deserted, Wire
from hardware.payment.zvt import codes
from hardware.payment.zvt.orders import Authorise, Reverse
from hardware.payment.zvt.reports import Aborted, Completion, News, Status
from kiosk.contracts.clock import Clock

BANKS_TIME = 0.8
CLOSING_TIME = 2.0
DEFAULT_PATIENCE = 30  # BMP 01, where the till names none
ASK_AGAIN = 2.0
T3 = 5.0
ZONE = ZoneInfo("Europe/Berlin")  # of the clock in the terminal
# Contactless without PIN: up to 50 € (girocard, since 2020).
WITHOUT_PIN = 50_00
PIN_TRIES = 3
CARD_TYPES = {"girocard": 5, "Mastercard": 6, "Visa": 10}


class Procedures:
    """`clock` bounds the wire's waits; hands and bank have the clock of the people."""

    def __init__(
        self, wire: Wire, clock: Clock, people: Clock, books: Books, hands: Hands, mood: Mood
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._people = people
        self._books = books
        self._hands = hands
        self._mood = mood
        self.display: int | None = None

    async def help(self, *, initialise: bool) -> None:
        """Speak with the bank until the terminal is as it should be (06 70, 06 93)."""
        await self.tell(News(0xCA if initialise else 0xC9))
        await self._people.sleep(BANKS_TIME)
        self._mood.helped(initialised=initialise)
        await self.complete()

    async def sell(self, order: Authorise) -> None:
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
            await self.complete()
            return
        await self._auto_reverse(entry)

    async def _approve(self, cents: int) -> Entry:
        """Have the citizen show a card, ask the bank, and answer what is held. Raises Failed."""
        await self.tell(News(0x0A))
        hand = await self._hands.wait(Hand.TAP, Hand.INSERT, Hand.STOP)
        if hand is Hand.INSERT or cents > WITHOUT_PIN:
            await self._ask_pin()
        await self.tell(News(0x04))
        await self._people.sleep(BANKS_TIME)
        refused = self._mood.next_refusal()
        entry = None
        if refused is None:
            entry = self._books.begin(cents, self._hands.card, self._now())
            if self._mood.cuts_after_approval():
                self._wire.cut()
        if hand is Hand.INSERT:
            with suppress(Deserted):
                await self.tell(News(0x4B))
            # A forgotten card changes nothing about money that is taken.
            with suppress(Failed):
                await self._hands.wait(Hand.TAKE)
        if entry is None:
            raise refused or Failed(codes.ABORTED, "")
        with suppress(Deserted):
            await self.tell(News(0x1C))
        return entry

    async def _ask_pin(self) -> None:
        for _ in range(PIN_TRIES):
            await self.tell(News(0x01))
            if await self._hands.wait(Hand.PIN, Hand.WRONG_PIN, Hand.STOP) is Hand.PIN:
                return
            await self.tell(News(0x15))
        raise Failed(0x37, "PIN falsch")

    async def _booked(self, order: Authorise, status: Status) -> bool:
        """Ask the till whether the goods are out, again every two seconds as long as it says "wait"."""
        patience = order.patience or DEFAULT_PATIENCE
        most = order.most_statuses
        asked = 0
        while True:
            for _ in range(self._mood.repeats()):
                answer = await self._wire.tell(status.apdu(), patience)
            kind, result = answer.control >> 8, answer.control & 0xFF
            if kind == ANSWERS[0] or result == codes.DONE:
                return True
            asked += 1
            if result != codes.WAIT or (most is not None and asked > most):
                return False
            await self._clock.sleep(ASK_AGAIN)

    async def _auto_reverse(self, entry: Entry) -> None:
        with suppress(Deserted):
            await self.tell(News(0x05))
        await self._people.sleep(BANKS_TIME)
        self._books.turn(entry, Fate.REVERSED)
        await self._fail(Failed(codes.ABORTED, "Storno"))

    async def take_back(self, order: Reverse) -> None:
        entry = self._books.find(order.receipt)
        if entry is None or entry.cents != order.cents or entry.fate is Fate.HELD:
            await self._fail(Failed(codes.NOT_REVERSIBLE, "Storno nicht möglich"))
            return
        if entry.fate is Fate.REVERSED:
            await self._fail(Failed(codes.ALREADY_REVERSED, "bereits storniert"))
            return
        await self.tell(News(0x04))
        await self._people.sleep(BANKS_TIME)
        undoing = self._books.give_back(entry, self._now())
        await self.tell(self._status(undoing))
        await self._print(undoing)
        await self.complete()

    async def repeat(self) -> None:
        """Send the last transaction's status once more (2.20, service bits 0 and 1)."""
        last = self._books.last()
        if last is None:
            await self.tell(Aborted(codes.NOT_POSSIBLE))
            return
        await self.tell(self._status(last))
        await self.complete()

    async def close_day(self) -> None:
        await self.tell(News(0x0F))
        await self._people.sleep(CLOSING_TIME)
        closing = self._books.close(self._now())
        self._mood.day_closed()
        await self.tell(self._status(closing))
        await self._print(closing)
        await self.complete()

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
            answer = await self._wire.tell(piece.apdu(), T3)
            if answer.control >> 8 == ANSWERS[1] and answer.control & 0xFF != codes.DONE:
                return False
        return True

    async def _fail(self, failed: Failed) -> None:
        voucherless = Status(failed.result, text=failed.text)
        await self.tell(voucherless)
        await self.tell(Aborted(failed.result))

    async def complete(self, data: bytes = b"") -> None:
        await self.tell(Completion(data))

    async def tell(self, report: News | Status | Completion | Aborted) -> None:
        if isinstance(report, News):
            self.display = report.code
        for _ in range(self._mood.repeats() if isinstance(report, News) else 1):
            await self._wire.tell(report.apdu(), T3)
