"""A test ID card as it lies in a pocket: what it keeps without power, and what people do to it."""

from collections.abc import Callable

from hardware.eid.lab import curve
from hardware.eid.lab.card_files import CardFiles
from hardware.eid.lab.card_passwords import Passwords
from hardware.eid.lab.person import ERIKA, Holder


class CardPulled(Exception):
    """The card left the field in the middle of a command."""


class PocketCard:
    """What every simulated ID card keeps; counters and digits are plain attributes of `passwords`."""

    def __init__(self) -> None:
        self.passwords = Passwords()

    def renew(self) -> None:
        """Make it the fresh, activated card again."""
        self.passwords = Passwords()

    def await_activation(self) -> None:
        """Make it a card that nobody activated yet: it has the five-digit transport PIN 12345."""
        self.passwords = Passwords(pin="12345")

    def deactivate(self) -> None:
        """Switch the online function off, as the Bürgeramt does at the holder's wish."""
        self.passwords.deactivated = True

    def mistype(self, times: int) -> None:
        """Spend tries of the PIN elsewhere, before the citizen comes to the terminal."""
        self.passwords.retries = max(0, self.passwords.retries - times)

    def use_up_puk(self) -> None:
        self.passwords.puk_uses = 0


class SpecimenCard(PocketCard):
    """A card of the laboratory, with a chip; `root` is the key of the CVCA that it trusts."""

    def __init__(self, files: CardFiles, root: curve.Point, holder: Holder = ERIKA) -> None:
        super().__init__()
        self.files = files
        self.root = root
        self.holder = holder
        self._trap: int | None = None
        self._told: Callable[[], None] = _nobody

    def renew(self) -> None:
        super().renew()
        self._trap = None

    def pull_at(self, instruction: int, told: Callable[[], None] | None = None) -> None:
        """Have the card snatched away at the next command with that instruction byte.

        `told` is called when it happens, in the card's thread.
        """
        self._told = told or _nobody
        self._trap = instruction

    def meet(self, instruction: int) -> None:
        """Tell that a command arrived. Raises CardPulled where the trap was set for it."""
        if self._trap == instruction:
            self._trap = None
            self._told()
            raise CardPulled


def _nobody() -> None:
    """Tell nobody."""
