"""The server's parts put together: database, keys, intake, counter, accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.contracts.clock import Clock
from kiosk.store.database import TerminalDatabase
from kiosk.store.signing import load_public_key, make_device_key
from remote_assist.desk.handover.accounts import Accounts
from remote_assist.desk.handover.containers import Containers
from remote_assist.desk.handover.counter import Counter
from remote_assist.desk.handover.keys import Openers, load_opener, make_pepper
from remote_assist.desk.handover.schema import migrate
from remote_assist.desk.handover.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that the web has need of."""

    settings: Settings
    clock: Clock
    database: TerminalDatabase
    containers: Containers
    counter: Counter
    accounts: Accounts
    terminals: "Mapping[str, Ed25519PublicKey]"

    def tend(self) -> int:
        """Delete what is due; answer how many containers."""
        return self.containers.expire(
            timedelta(minutes=self.settings.taken_minutes),
            timedelta(days=self.settings.tombstone_days),
        )

    def close(self) -> None:
        self.database.close()


def open_office(settings: Settings, clock: Clock, keys: Openers | None = None) -> Office:
    """Open or make the server's state; `keys` in place of those in the settings' files.

    Raises StoreFailed (KeyRefused for a key that is unfit).
    """
    keys = keys or Openers(load_opener(path) for path in settings.keys)
    pepper = make_pepper(settings.pepper)
    signing = make_device_key(settings.signing_key)
    terminals = {name: load_public_key(path) for name, path in settings.terminals.items()}
    database = TerminalDatabase(settings.database, tables=migrate)
    containers = Containers(database, clock, keys, pepper, signing.sign, settings.hours)
    return Office(
        settings,
        clock,
        database,
        containers,
        Counter(database, clock, containers, keys, pepper, settings.export),
        Accounts(database, clock, pepper),
        terminals,
    )
