"""What surrounds the eID drivers in demonstrations and tests: the laboratory, or else a rehearsal."""

from collections.abc import Mapping
from typing import Protocol

from hardware.eid.lab.card import PocketCard
from hardware.eid.lab.service_end import ServiceEnd


class Hand(Protocol):
    """A hand at the card reader; its acts return at once and may come from any thread."""

    @property
    def card_present(self) -> bool: ...

    def insert_card(self) -> None: ...

    def remove_card(self) -> None: ...


class Surroundings(Protocol):
    """Open them, hand `describe()` to the configuration, act by `card`, `reader`, `service`; close."""

    @property
    def card(self) -> PocketCard: ...

    @property
    def reader(self) -> Hand: ...

    @property
    def service(self) -> ServiceEnd: ...

    async def open(self, patience: float) -> None:
        """Start everything; wait `patience` seconds for another one on this machine to end.

        Raises LaboratoryError.
        """
        ...

    def describe(self) -> Mapping[str, Mapping[str, object]]:
        """Answer the device tables by kind: eid, identity, card_reader."""
        ...

    async def close(self) -> None: ...
