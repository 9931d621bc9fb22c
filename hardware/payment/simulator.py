"""A card terminal that speaks ZVT 13.08 on TCP, with the citizen's hand, the bank and the cable to play."""

from collections.abc import Mapping
from pathlib import Path

from hardware.payment.till.books import Books, Fate, Kind
from hardware.payment.till.hands import Card, Failed, Hand, Hands
from hardware.payment.till.mood import REFUSALS, Mood, Refusal, Trouble
from hardware.payment.till.reception import Reception
from hardware.payment.zvt import codes
from hardware.payment.zvt.orders import Password
from hardware.simulation.acts import ImpossibleAct
from kiosk.contracts.clock import Clock

SHOWN = 5


class PaymentSimulator:
    """Implements `hardware.simulation.acts.Simulator`; one payment at a time, for one till.

    Its books outlive cut lines, and with a file also its process. What is not confirmed goes back.
    Hands and bank have the clock `people`, where it is another than the wire's.
    """

    def __init__(
        self,
        clock: Clock,
        port: int = 0,
        *,
        people: Clock | None = None,
        books: Path | None = None,
        password: str = "000000",  # noqa: S107 - as terminals are delivered
    ) -> None:
        self._port = port
        self._path = books
        self._books = Books(books)
        self._hands = Hands(people or clock)
        self._mood = Mood()
        self._inside = Reception(
            clock, people or clock, self._books, self._hands, self._mood, Password(password)
        )

    async def start(self) -> None:
        self._inside.undo_held()
        await self._inside.wire.start(self._port)

    async def stop(self) -> None:
        await self._inside.stop()

    def describe(self) -> Mapping[str, object]:
        return {"driver": "zvt", "address": self._inside.wire.address}

    def state(self) -> Mapping[str, object]:
        display, wire, mood = self._inside.display, self._inside.wire, self._mood
        return {
            "plugged": wire.plugged,
            "silent": wire.silent,
            "display": None if display is None else str(codes.progress(display)),
            "trouble": mood.trouble,
            "refuses_next": mood.refuses is not None,
            "cuts_next_line": mood.cuts,
            "in_pieces": wire.piecemeal,
            "stutters": mood.doubles,
            "answers_after": wire.delay,
            "automatic": self._hands.automatic,
            "journal": [
                {
                    "receipt": entry.receipt,
                    "kind": entry.kind,
                    "cents": entry.cents,
                    "outcome": entry.fate,
                }
                for entry in list(self._books)[-SHOWN:]
            ],
        }

    def present_card(self, card: Card = Card.GIROCARD) -> None:
        """Hold a card to the terminal (contactless)."""
        self._hands.act(Hand.TAP, "The card terminal asks for no card now.")
        self._hands.card = card

    def insert_card(self, card: Card = Card.GIROCARD) -> None:
        """Put a card into the slot; it will ask for the PIN."""
        self._hands.act(Hand.INSERT, "The card terminal asks for no card now.")
        self._hands.card = card

    def enter_pin(self) -> None:
        """Type the right PIN at the card terminal."""
        self._hands.act(Hand.PIN, "The card terminal asks for no PIN now.")

    def mistype_pin(self) -> None:
        """Type a wrong PIN at the card terminal."""
        self._hands.act(Hand.WRONG_PIN, "The card terminal asks for no PIN now.")

    def take_card(self) -> None:
        """Take the card out of the slot."""
        if self._mood.trouble is Trouble.CARD_LEFT:
            self._mood.trouble = Trouble.NONE
            return
        self._hands.act(Hand.TAKE, "No card waits in the slot.")

    def press_stop(self) -> None:
        """Press the red key of the card terminal."""
        self._hands.act(Hand.STOP, "There is nothing to stop now.")

    def decline_next(self) -> None:
        """Let the bank say no to the next card."""
        self._mood.refuses = REFUSALS[Refusal.DECLINED]

    def refuse_next(self, reason: Refusal = Refusal.EXPIRED) -> None:
        """Have the next card refused for that reason."""
        self._mood.refuses = REFUSALS[reason]

    def answer_next(self, code: int, text: str = "") -> None:
        """Have the next payment end in that result code of ZVT (chapter 10)."""
        if not 0 < code <= 0xFF:  # noqa: PLR2004 - one byte
            raise ImpossibleAct("A result code that refuses is from 1 to 255.")
        self._mood.refuses = Failed(code, text)

    def cut_after_approval(self) -> None:
        """Cut the line when the bank has said yes to the next card."""
        self._mood.cuts = True

    def become_busy(self) -> None:
        """Let it fetch new software: it takes no orders meanwhile."""
        self._fall_into(Trouble.BUSY)

    def break_down(self) -> None:
        """Let it show that it is out of order."""
        self._fall_into(Trouble.OUT_OF_ORDER)

    def forget_card(self) -> None:
        """Leave a card in the slot and go."""
        self._fall_into(Trouble.CARD_LEFT)

    def fill_up(self) -> None:
        """Let its memory be full: the day must be closed."""
        self._fall_into(Trouble.NEEDS_END_OF_DAY)

    def ask_for_diagnosis(self) -> None:
        """Let it want a diagnosis with the bank."""
        self._fall_into(Trouble.NEEDS_DIAGNOSIS)

    def ask_for_initialisation(self) -> None:
        """Let it want its keys from the bank."""
        self._fall_into(Trouble.NEEDS_INITIALISATION)

    def recover(self) -> None:
        """Let it be ready again."""
        if self._mood.trouble is Trouble.NONE:
            raise ImpossibleAct("The card terminal is ready.")
        self._mood.trouble = Trouble.NONE

    def lose_journal(self) -> None:
        """Exchange it for another one, which knows nothing of earlier payments."""
        if self._inside.busy:
            raise ImpossibleAct("A payment is running.")
        self._books.forget()
        self._mood.terminal = f"{int(self._mood.terminal) + 1:08d}"
        self._inside.wire.cut()

    def unplug(self) -> None:
        """Pull the network cable."""
        if not self._inside.wire.plugged:
            raise ImpossibleAct("The cable is out already.")
        self._inside.wire.unplug()

    def plug_in(self) -> None:
        """Put the network cable back."""
        if self._inside.wire.plugged:
            raise ImpossibleAct("The cable is in already.")
        self._inside.wire.plug_in()

    def fall_silent(self) -> None:
        """Hang: keep the line, answer nothing."""
        if self._inside.wire.silent:
            raise ImpossibleAct("It is silent already.")
        self._inside.wire.silent = True

    def come_to(self) -> None:
        """Answer again after a silence."""
        if not self._inside.wire.silent:
            raise ImpossibleAct("It is not silent.")
        self._inside.wire.silent = False

    def send_in_pieces(self, *, on: bool = True) -> None:
        """Let the network deliver every byte on its own."""
        self._inside.wire.piecemeal = on

    def stutter(self, *, on: bool = True) -> None:
        """Say all news and every result twice."""
        self._mood.doubles = on

    def slow_down(self, seconds: float = 1.0) -> None:
        """Think so long before each word."""
        self._inside.wire.delay = seconds

    def automate(self, *, on: bool = True) -> None:
        """Let a simulated citizen do what the card terminal asks for."""
        self._hands.automatic = on

    def restore(self) -> None:
        """Put everything in order for the next citizen; the books stay."""
        wire, mood = self._inside.wire, self._mood
        mood.trouble, mood.refuses = Trouble.NONE, None
        mood.cuts = mood.doubles = wire.silent = wire.piecemeal = False
        wire.delay = 0.0
        wire.plug_in()

    def kept(self) -> tuple[tuple[int, int], ...]:
        # A docstring would make this a person's act. Receipt number and cents of what was kept.
        return tuple(
            (entry.receipt, entry.cents)
            for entry in self._books
            if entry.kind is Kind.PAYMENT and entry.fate is Fate.STORED
        )

    def _fall_into(self, trouble: Trouble) -> None:
        if self._mood.trouble is trouble:
            raise ImpossibleAct("That it is already.")
        if self._inside.busy:
            raise ImpossibleAct("A payment is running.")
        self._mood.trouble = trouble
