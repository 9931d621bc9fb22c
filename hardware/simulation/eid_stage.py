"""The citizen's hand with the ID card: what can be done in the laboratory and in its rehearsal."""

import asyncio
from collections.abc import Mapping

from hardware.eid.lab.service_misbehaviour import ServiceMisbehaviour
from hardware.eid.lab.surroundings import Surroundings
from hardware.simulation.acts import ImpossibleAct

TRIES = 3
PIN_DIGITS = 6  # the transport PIN of a card that nobody activated has 5


class EidStage:
    """Implements `hardware.simulation.acts.Simulator`."""

    def __init__(self, laboratory: Surroundings, patience: float) -> None:
        self._laboratory = laboratory
        self._patience = patience

    async def start(self) -> None:
        """Open the laboratory. Raises LaboratoryError."""
        await self._laboratory.open(self._patience)

    async def stop(self) -> None:
        await self._laboratory.close()

    def describe(self) -> Mapping[str, Mapping[str, object]]:
        """Answer the tables of all three devices that meet there, by kind."""
        return self._laboratory.describe()

    def state(self) -> Mapping[str, object]:
        passwords = self._laboratory.card.passwords
        return {
            "real_client": False,
            "card_on_reader": self._laboratory.reader.card_present,
            "pin_tries_left": passwords.retries,
            "activated": len(passwords.pin) == PIN_DIGITS,
            "online_off": passwords.deactivated,
            "service_wrong": str(self._laboratory.service.misbehaviour or ""),
        }

    async def lay_card(self) -> None:
        """Lay the ID card on the reader."""
        if self._laboratory.reader.card_present:
            raise ImpossibleAct("The card lies on the reader already.")
        await asyncio.to_thread(self._laboratory.reader.insert_card)

    async def take_card(self) -> None:
        """Take the ID card off the reader, whatever it is doing."""
        if not self._laboratory.reader.card_present:
            raise ImpossibleAct("No card lies on the reader.")
        await asyncio.to_thread(self._laboratory.reader.remove_card)

    def break_service(self, wrong: ServiceMisbehaviour, times: int = 1) -> None:
        """Have the eID service go wrong at its next answers to the terminal."""
        if times < 1:
            raise ImpossibleAct("That cannot happen less than once.")
        self._laboratory.service.misbehave(wrong, times)

    def mistype_pin(self, times: int = 2) -> None:
        """Have the PIN mistyped that often elsewhere, before the citizen comes."""
        if not 0 < times <= TRIES:
            raise ImpossibleAct(f"A card takes 1 to {TRIES} wrong tries.")
        self._laboratory.card.mistype(times)

    def await_activation(self) -> None:
        """Make it a card whose PIN nobody chose yet; its transport PIN is 12345."""
        self._laboratory.card.await_activation()

    def switch_online_function_off(self) -> None:
        """Switch the card's online function off, as the Bürgeramt does at the holder's wish."""
        self._laboratory.card.deactivate()

    def use_up_puk(self) -> None:
        """Use the card's PUK up."""
        self._laboratory.card.use_up_puk()

    def renew_card(self) -> None:
        """Make it the fresh card again: PIN 123456, CAN 222222, PUK 3333333333."""
        self._laboratory.card.renew()

    async def restore(self) -> None:
        """Put everything in order for the next citizen: a fresh card, not on the reader."""
        await asyncio.to_thread(self._laboratory.reader.remove_card)
        self._laboratory.card.renew()
        self._laboratory.service.behave()
