"""A test ID card as it lies in a pocket: what it keeps without power, and what people do to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hardware.eid.lab import curve
from hardware.eid.lab.card_files import CardFiles
from hardware.eid.lab.card_passwords import Passwords
from hardware.eid.lab.person import ERIKA, Holder


class CardPulled(Exception):
    """The card left the field in the middle of a command."""


class Kind(StrEnum):
    """What lies on the reader; only the first one is of use."""

    ID_CARD = "id_card"
    OTHER_CARD = "other_card"
    BROKEN = "broken"


class Moment(StrEnum):
    """What a card can be doing when somebody takes it away."""

    BEING_LOOKED_AT = "being_looked_at"
    PACE = "pace"
    CERTIFICATES = "certificates"
    TERMINAL_AUTHENTICATION = "terminal_authentication"
    CHIP_AUTHENTICATION = "chip_authentication"
    COMPARING = "comparing"
    READING = "reading"
    WRITING_PIN = "writing_pin"


@dataclass(frozen=True, slots=True)
class Command:
    """What a card notices of a command: its instruction byte, and what it belongs to, if known."""

    instruction: int
    moment: Moment | None = None


Told = Callable[[], None]


def _nobody() -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Trap:
    """Snaps at the `left`-th command that fits; `after` it the card has acted, but says nothing."""

    fits: Callable[[Command], bool]
    left: int
    after: bool
    told: Told


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
    """A card of the laboratory, with a chip.

    `root` is the key of the CVCA that it trusts, `issued` the last day that it knows of; `delay` is
    how many seconds it takes for each command.
    """

    def __init__(
        self, files: CardFiles, root: curve.Point, issued: date, holder: Holder = ERIKA
    ) -> None:
        super().__init__()
        self.files = files
        self.root = root
        self.issued = issued
        self.holder = holder
        self.kind = Kind.ID_CARD
        self.delay = 0.0
        self._holder = holder
        self._trap: _Trap | None = None

    def renew(self) -> None:
        super().renew()
        self.kind = Kind.ID_CARD
        self.delay = 0.0
        self.holder = self._holder
        self._trap = None

    def pull_at(self, instruction: int, told: Told | None = None) -> None:
        """Have the card snatched away at the next command with that instruction byte.

        `told` is called when it happens, in the card's thread.
        """
        self._set(lambda command: command.instruction == instruction, 1, told)

    def pull(
        self, moment: Moment, nth: int = 1, *, after: bool = False, told: Told | None = None
    ) -> None:
        """Have it snatched away at the `nth` command of that moment, or right `after` it."""
        self._set(lambda command: command.moment is moment, nth, told, after=after)

    def pull_after(self, commands: int, told: Told | None = None) -> None:
        """Have it snatched away once it has answered so many more commands."""
        self._set(lambda _: True, commands + 1, told)

    def spare(self) -> None:
        """Let it lie after all."""
        self._trap = None

    def meet(self, command: Command) -> None:
        """Tell that a command arrived. Raises CardPulled where the trap was set for it."""
        trap = self._trap
        if trap is not None and trap.fits(command):
            trap.left -= 1
            if trap.left == 0 and not trap.after:
                self._snap(trap)

    def leave(self) -> None:
        """Tell that the command was carried out. Raises CardPulled before it is answered."""
        trap = self._trap
        if trap is not None and trap.left == 0:
            self._snap(trap)

    def _set(
        self,
        fits: Callable[[Command], bool],
        nth: int,
        told: Told | None,
        *,
        after: bool = False,
    ) -> None:
        self._trap = _Trap(fits, nth, after, told or _nobody)

    def _snap(self, trap: _Trap) -> None:
        self._trap = None
        trap.told()
        raise CardPulled
