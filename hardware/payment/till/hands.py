"""What the citizen's hands do at the simulated card terminal, and how long it waits for them."""

import asyncio
from enum import StrEnum

from hardware.patience import within
from hardware.payment.zvt import codes
from hardware.simulation.acts import ImpossibleAct
from kiosk.contracts.clock import Clock

REACTION = 0.5
CITIZENS_TIME = 30.0


class Card(StrEnum):
    GIROCARD = "girocard"
    MASTERCARD = "Mastercard"
    VISA = "Visa"


class Hand(StrEnum):
    TAP = "tap"
    INSERT = "insert"
    PIN = "pin"
    WRONG_PIN = "wrong_pin"
    TAKE = "take"
    STOP = "stop"


class Failed(Exception):
    """The payment comes to nothing; `result` says why, `text` says it on the receipt."""

    def __init__(self, result: int, text: str) -> None:
        super().__init__(text)
        self.result = result
        self.text = text


class Hands:
    def __init__(self, people: Clock) -> None:
        self._people = people
        self._awaited: tuple[tuple[Hand, ...], asyncio.Future[Hand]] | None = None
        self.card = Card.GIROCARD
        self.automatic = False

    def act(self, hand: Hand, impossible: str) -> None:
        if self._awaited is None or hand not in self._awaited[0] or self._awaited[1].done():
            raise ImpossibleAct(impossible)
        self._awaited[1].set_result(hand)

    def can(self, hand: Hand) -> bool:
        return self._awaited is not None and hand in self._awaited[0]

    async def wait(self, natural: Hand, *others: Hand) -> Hand:
        """Answer what the citizen does. Raises Failed at STOP and after too long a wait."""
        acted: asyncio.Future[Hand] = asyncio.get_running_loop().create_future()
        self._awaited = ((natural, *others), acted)
        try:
            time = REACTION if self.automatic else CITIZENS_TIME
            hand = await within(self._people, time, acted)
        except TimeoutError:
            if not self.automatic:
                raise Failed(codes.ABORTED, "Zeitüberschreitung") from None
            hand = natural
        finally:
            self._awaited = None
        if hand is Hand.STOP:
            raise Failed(codes.ABORTED, "Abbruch durch Kunde")
        return hand
