"""Driver `zvt`: a card terminal on the network that speaks ZVT 13.08 (raw TCP, port 20007).

The terminal is to be set up as a vending machine's, with card numbers masked on receipts, and its
till interface must be reachable for nobody else: ZVT knows no more protection than its password.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hardware.payment import PaymentTerminal
from hardware.payment.zvt.connection import Connection, Habits
from hardware.payment.zvt.dialogue import Timers
from hardware.payment.zvt.driver import ZvtTerminal
from hardware.payment.zvt.orders import Password
from kiosk.contracts.clock import Clock

CREDENTIALS = "CREDENTIALS_DIRECTORY"  # systemd.exec(5), LoadCredential=
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Settings:
    """`address` is `host:port`; the rest are seconds, but for the two below. Raises ValueError.

    `password_file` holds the terminal's six digits; a name without a slash is a credential's. Without
    it the password is 000000, as terminals are delivered. `time_zone` is that of the terminal's clock.
    """

    address: str = ""
    password_file: str = ""
    time_zone: str = "Europe/Berlin"
    answer_patience: float = 5.0
    completion_patience: float = 180.0
    enquire_every: float = 15.0
    longest_pause: float = 30.0

    def __post_init__(self) -> None:
        host, _, port = self.address.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) <= _LAST_PORT:
            raise ValueError(f"'address' must be host:port, not '{self.address}'")
        for key in ("answer_patience", "completion_patience", "enquire_every", "longest_pause"):
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be seconds above 0")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"'time_zone': '{self.time_zone}' is no time zone") from None


def make(settings: Settings, clock: Clock) -> PaymentTerminal:
    """Answer the driver. Raises ValueError, naming the key, where the password cannot be read."""
    host, _, port = settings.address.rpartition(":")
    habits = Habits(
        host,
        int(port),
        _password(settings.password_file),
        Timers(settings.answer_patience, settings.completion_patience),
        settings.enquire_every,
        longest_pause=settings.longest_pause,
    )
    return ZvtTerminal(Connection(habits, clock), clock, ZoneInfo(settings.time_zone))


def _password(name: str) -> Password:
    if not name:
        return Password()
    place = Path(os.environ.get(CREDENTIALS, "")) if "/" not in name else Path()
    try:
        return Password((place / name).read_text("ascii").strip())
    except OSError as error:
        raise ValueError(f"'password_file': {name}: {error.strerror}") from None
    except ValueError:
        raise ValueError(f"'password_file': {name} must hold six digits") from None
