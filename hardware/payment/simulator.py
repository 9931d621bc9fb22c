"""A card terminal under vending rules, with the citizen's hand, the bank and the cable to play."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum

from hardware.patience import within
from hardware.payment import PaymentFault, PaymentOutcome, PaymentProgress
from hardware.payment.journal import Entry, Journal
from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.device_end import Refusal, Report
from hardware.simulation.lines import Fields, Garbled, field
from hardware.simulation.linked import LinkedSimulator
from kiosk.contracts.clock import Clock

REACTION = 0.5
CITIZENS_TIME = 30.0
BANKS_TIME = 0.8
CONFIRM_WITHIN = 120.0
# Contactless without PIN: up to 50 € (girocard, since 2020).
WITHOUT_PIN = 50_00
MOST = 9_999_99
SHOWN = 5


class Card(StrEnum):
    GIROCARD = "girocard"
    MASTERCARD = "Mastercard"
    VISA = "Visa"


class Hand(StrEnum):
    """What the citizen can do at the card terminal."""

    TAP = "tap"
    INSERT = "insert"
    PIN = "pin"
    TAKE = "take"
    STOP = "stop"


class PaymentSimulator(LinkedSimulator):
    """Takes one card payment at a time; its journal outlives cut lines and restarts of its drivers.

    An authorised payment waits for `confirm`; while it waits there is no other (BUSY), and after
    `confirm_within` seconds the money goes back.
    """

    def __init__(self, clock: Clock, port: int = 0, confirm_within: float = CONFIRM_WITHIN) -> None:
        self._clock = clock
        self._journal = Journal(clock, confirm_within)
        self._fault: PaymentFault | None = None
        self._running: asyncio.Task[Entry] | None = None
        self._display: PaymentProgress | None = None
        self._awaited: tuple[tuple[Hand, ...], asyncio.Future[Hand]] | None = None
        self._card = Card.GIROCARD
        self._declines = False
        self._cuts = False
        self._automatic = False
        answers = {
            "authorise": self._answer_authorise,
            "confirm": self._answer_confirm,
            "reverse": self._answer_reverse,
            "outcome": self._answer_outcome,
            "abort": self._answer_abort,
        }
        super().__init__("payment", answers, port)

    def state(self) -> Mapping[str, object]:
        return {
            **super().state(),
            "display": self._display,
            "fault": self._fault,
            "declines_next": self._declines,
            "cuts_next_line": self._cuts,
            "automatic": self._automatic,
            "journal": [
                {"reference": entry.reference, "cents": entry.cents, "outcome": entry.outcome}
                for entry in self._journal.entries()[-SHOWN:]
            ],
        }

    def present_card(self, card: Card = Card.GIROCARD) -> None:
        """Hold a card to the terminal (contactless)."""
        self._act(Hand.TAP, "The card terminal asks for no card now.")
        self._card = card

    def insert_card(self, card: Card = Card.GIROCARD) -> None:
        """Put a card into the slot; it will ask for the PIN."""
        self._act(Hand.INSERT, "The card terminal asks for no card now.")
        self._card = card

    def enter_pin(self) -> None:
        """Type the right PIN at the card terminal."""
        self._act(Hand.PIN, "The card terminal asks for no PIN now.")

    def take_card(self) -> None:
        """Take the card out of the slot."""
        self._act(Hand.TAKE, "No card waits in the slot.")

    def press_stop(self) -> None:
        """Press the red key of the card terminal."""
        self._act(Hand.STOP, "There is nothing to stop now.")

    def decline_next(self) -> None:
        """Let the bank say no to the next card."""
        self._declines = True

    def cut_after_approval(self) -> None:
        """Cut the line when the bank has said yes to the next card."""
        self._cuts = True

    def become_busy(self) -> None:
        """Let it close its day: it takes no orders meanwhile."""
        self._break(PaymentFault.BUSY)

    def break_down(self) -> None:
        """Let it show that it is out of order."""
        self._break(PaymentFault.OUT_OF_ORDER)

    def recover(self) -> None:
        """Let it be ready again."""
        if self._fault is None:
            raise ImpossibleAct("The card terminal is ready.")
        self._fault = None
        self._tell()

    def lose_journal(self) -> None:
        """Exchange it for another one, which knows nothing of earlier payments."""
        if self._running is not None:
            raise ImpossibleAct("A payment is running.")
        self._journal.lose()

    def automate(self, *, on: bool = True) -> None:
        """Let a simulated citizen do what the card terminal asks for."""
        self._automatic = on

    def restore(self) -> None:
        """Put everything in order for the next citizen; the journal stays."""
        self._fault = None
        self._declines = self._cuts = False
        super().restore()

    def _told(self) -> Fields:
        return {"fault": self._fault or ""}

    def _break(self, fault: PaymentFault) -> None:
        if self._fault is fault:
            raise ImpossibleAct("That it is already.")
        if self._running is not None:
            raise ImpossibleAct("A payment is running.")
        self._fault = fault
        self._tell()

    def _act(self, hand: Hand, impossible: str) -> None:
        if self._awaited is None or hand not in self._awaited[0] or self._awaited[1].done():
            raise ImpossibleAct(impossible)
        self._awaited[1].set_result(hand)

    async def _answer_authorise(self, details: Fields, report: Report) -> Fields:
        reference, cents = field(details, "reference", str), field(details, "cents", int)
        if not reference or not 0 < cents <= MOST:
            raise Garbled("no reference, or an impossible amount")
        self._refuse_if_broken()
        entry = self._journal.find(reference)
        if entry is None:
            if self._running is not None or self._journal.awaits_confirmation():
                raise Refusal(PaymentFault.BUSY)
            entry = await self._run(reference, cents, report)
        elif entry.outcome is PaymentOutcome.REVERSED or entry.cents != cents:
            raise Refusal(PaymentFault.OUTCOME_UNKNOWN)
        return {"reference": reference, "cents": entry.cents, "card_type": entry.card_type}

    async def _answer_confirm(self, details: Fields, _report: Report) -> Fields:
        self._refuse_if_broken()
        self._journal.confirm(field(details, "reference", str))
        return {}

    async def _answer_reverse(self, details: Fields, _report: Report) -> Fields:
        self._refuse_if_broken()
        if self._running is not None:
            raise Refusal(PaymentFault.BUSY)
        self._journal.reverse(field(details, "reference", str))
        return {}

    async def _answer_outcome(self, details: Fields, _report: Report) -> Fields:
        self._refuse_if_broken()
        return {"outcome": self._journal.outcome(field(details, "reference", str))}

    async def _answer_abort(self, _details: Fields, _report: Report) -> Fields:
        with suppress(ImpossibleAct):
            self.press_stop()
        return {}

    def _refuse_if_broken(self) -> None:
        if self._fault is not None:
            raise Refusal(self._fault)

    async def _run(self, reference: str, cents: int, report: Report) -> Entry:
        """Run the payment; a line that breaks before the bank's yes ends it, after it no more."""
        running = asyncio.ensure_future(self._transact(reference, cents, report))
        self._running = running
        try:
            await asyncio.wait({running})
            return running.result()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            self._running = self._display = None

    async def _transact(self, reference: str, cents: int, report: Report) -> Entry:
        self._show(PaymentProgress.PRESENT_CARD, report)
        hand = await self._hand(Hand.TAP, Hand.INSERT, Hand.STOP)
        if hand is Hand.INSERT or cents > WITHOUT_PIN:
            self._show(PaymentProgress.ENTER_PIN, report)
            await self._hand(Hand.PIN, Hand.STOP)
        self._show(PaymentProgress.CONNECTING, report)
        await self._clock.sleep(BANKS_TIME)
        declined, self._declines = self._declines, False
        if not declined:
            entry = self._journal.authorise(reference, cents, self._card)
            if self._cuts:
                self._cuts = False
                self._end.cut()
        if hand is Hand.INSERT:
            self._show(PaymentProgress.REMOVE_CARD, report)
            # A forgotten card changes nothing about money that is taken.
            with suppress(Refusal):
                await self._hand(Hand.TAKE)
        if declined:
            raise Refusal(PaymentFault.DECLINED)
        return entry

    def _show(self, display: PaymentProgress, report: Report) -> None:
        self._display = display
        report({"display": display})

    async def _hand(self, natural: Hand, *others: Hand) -> Hand:
        """Wait for the citizen's hand; STOP and too long a wait end the payment."""
        acted: asyncio.Future[Hand] = asyncio.get_running_loop().create_future()
        self._awaited = ((natural, *others), acted)
        try:
            time = REACTION if self._automatic else CITIZENS_TIME
            hand = await within(self._clock, time, acted)
        except TimeoutError:
            if not self._automatic:
                raise Refusal(PaymentFault.TIMED_OUT) from None
            hand = natural
        finally:
            self._awaited = None
        if hand is Hand.STOP:
            raise Refusal(PaymentFault.CANCELLED)
        return hand
