"""The simulated card terminal's memory: every reference charged at most once, unconfirmed money given back."""

from dataclasses import dataclass, replace

from hardware.payment import PaymentFault, PaymentOutcome
from hardware.simulation.device_end import Refusal
from kiosk.contracts.clock import Clock


@dataclass(frozen=True, slots=True)
class Entry:
    reference: str
    cents: int
    card_type: str
    outcome: PaymentOutcome
    confirm_before: float


class Journal:
    """Entries by reference. What is not confirmed in time is reversed (ZVT 13.08, vending rule)."""

    def __init__(self, clock: Clock, confirm_within: float) -> None:
        self._clock = clock
        self._confirm_within = confirm_within
        self._entries: dict[str, Entry] = {}
        self._whole = True

    def entries(self) -> tuple[Entry, ...]:
        """Answer all entries, oldest first, those overdue given back."""
        now = self._clock.monotonic()
        for entry in tuple(self._entries.values()):
            if entry.outcome is PaymentOutcome.AUTHORISED and now >= entry.confirm_before:
                self._turn(entry, PaymentOutcome.REVERSED)
        return tuple(self._entries.values())

    def find(self, reference: str) -> Entry | None:
        return next((entry for entry in self.entries() if entry.reference == reference), None)

    def awaits_confirmation(self) -> bool:
        return any(entry.outcome is PaymentOutcome.AUTHORISED for entry in self.entries())

    def outcome(self, reference: str) -> PaymentOutcome:
        entry = self.find(reference)
        if entry is not None:
            return entry.outcome
        return PaymentOutcome.NEVER_AUTHORISED if self._whole else PaymentOutcome.UNKNOWN

    def authorise(self, reference: str, cents: int, card_type: str) -> Entry:
        """Write down the bank's yes; the only place where money is taken."""
        assert reference not in self._entries  # noqa: S101 - never two charges for one reference
        entry = Entry(
            reference,
            cents,
            card_type,
            PaymentOutcome.AUTHORISED,
            self._clock.monotonic() + self._confirm_within,
        )
        self._entries[reference] = entry
        return entry

    def confirm(self, reference: str) -> None:
        """Keep the money. Refuses with OUTCOME_UNKNOWN where there is none to keep."""
        entry = self.find(reference)
        if entry is None or entry.outcome is PaymentOutcome.REVERSED:
            raise Refusal(PaymentFault.OUTCOME_UNKNOWN)
        self._turn(entry, PaymentOutcome.CONFIRMED)

    def reverse(self, reference: str) -> None:
        """Give the money back; harmless where none was taken, refused where nobody can know."""
        entry = self.find(reference)
        if entry is not None:
            self._turn(entry, PaymentOutcome.REVERSED)
        elif not self._whole:
            raise Refusal(PaymentFault.OUTCOME_UNKNOWN)

    def lose(self) -> None:
        """Forget everything: from now on an unknown reference may have been charged or not."""
        self._entries.clear()
        self._whole = False

    def _turn(self, entry: Entry, outcome: PaymentOutcome) -> None:
        self._entries[entry.reference] = replace(entry, outcome=outcome)
