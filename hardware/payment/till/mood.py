"""What is wrong with the simulated card terminal, or will be with the next payment."""

from enum import StrEnum

from hardware.payment.till.hands import Failed
from hardware.payment.zvt import codes

TERMINAL = "28004869"


class Trouble(StrEnum):
    """Conditions that a terminal tells of by its status code (chapter 11)."""

    NONE = "none"
    BUSY = "busy"
    OUT_OF_ORDER = "out_of_order"
    CARD_LEFT = "card_left"
    NEEDS_END_OF_DAY = "needs_end_of_day"
    NEEDS_DIAGNOSIS = "needs_diagnosis"
    NEEDS_INITIALISATION = "needs_initialisation"


class Refusal(StrEnum):
    """What the bank, or the terminal, says of the next card."""

    DECLINED = "declined"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    UNKNOWN_CARD = "unknown_card"
    WRONG_PIN = "wrong_pin"
    TOO_MUCH = "too_much"
    NO_CONNECTION = "no_connection"
    READER_BROKEN = "reader_broken"


CONDITIONS = {
    Trouble.NONE: codes.READY,
    Trouble.BUSY: codes.WAIT,
    Trouble.OUT_OF_ORDER: 0xDF,
    Trouble.CARD_LEFT: 0xDC,
    Trouble.NEEDS_END_OF_DAY: 0xF0,
    Trouble.NEEDS_DIAGNOSIS: 0xC2,
    Trouble.NEEDS_INITIALISATION: 0x51,
}
REFUSALS = {
    Refusal.DECLINED: Failed(0x05, "Karte abgelehnt"),
    Refusal.EXPIRED: Failed(0x78, "Karte verfallen"),
    Refusal.UNREADABLE: Failed(0x64, "Karte nicht lesbar"),
    Refusal.UNKNOWN_CARD: Failed(0x7A, "Karte unbekannt"),
    Refusal.WRONG_PIN: Failed(0x37, "PIN falsch"),
    Refusal.TOO_MUCH: Failed(0xC3, "Betrag zu hoch"),
    Refusal.NO_CONNECTION: Failed(0xA3, "Keine Verbindung"),
    Refusal.READER_BROKEN: Failed(0xE2, "Kartenleser defekt"),
}


class Mood:
    def __init__(self) -> None:
        self.terminal = TERMINAL
        self.trouble = Trouble.NONE
        self.refuses: Failed | None = None
        self.cuts = False
        self.doubles = False

    def condition(self) -> int:
        return CONDITIONS[self.trouble]

    def needs(self) -> int:
        """Answer the low bits of the status byte that ends a registration (table 3)."""
        needed = {Trouble.NEEDS_INITIALISATION: 0x01, Trouble.NEEDS_DIAGNOSIS: 0x02}
        return needed.get(self.trouble, 0)

    def refusal(self) -> int:
        """Answer why no order is taken, 0 where they are."""
        return 0 if self.trouble is Trouble.CARD_LEFT else CONDITIONS[self.trouble]

    def closing_refusal(self) -> int:
        return 0 if self.trouble is Trouble.NEEDS_END_OF_DAY else self.refusal()

    def helped(self, *, initialised: bool) -> None:
        cured = Trouble.NEEDS_INITIALISATION if initialised else Trouble.NEEDS_DIAGNOSIS
        if self.trouble is cured:
            self.trouble = Trouble.NONE

    def ejected(self) -> None:
        if self.trouble is Trouble.CARD_LEFT:
            self.trouble = Trouble.NONE

    def day_closed(self) -> None:
        if self.trouble is Trouble.NEEDS_END_OF_DAY:
            self.trouble = Trouble.NONE

    def next_refusal(self) -> Failed | None:
        refused, self.refuses = self.refuses, None
        return refused

    def cuts_after_approval(self) -> bool:
        cuts, self.cuts = self.cuts, False
        return cuts

    def repeats(self) -> int:
        """Answer how often news and statuses are sent: twice from a terminal that stutters."""
        return 2 if self.doubles else 1
