"""The eID laboratory as one device: the citizen's card, its reader, the eID server, the network."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from enum import StrEnum

from hardware.eid.lab.card import Kind, Moment
from hardware.eid.lab.laboratory import Laboratory, LaboratoryError
from hardware.eid.lab.misbehaviour import Misbehaviour
from hardware.simulation.acts import ImpossibleAct
from hardware.simulation.eid_stage import EidStage

_LONG_AGO = "20200101"


class Break(StrEnum):
    """How the network between client and eID server breaks."""

    REFUSES = "refuses"
    SWALLOWS = "swallows"
    CUT = "cut"


class EidLabStage(EidStage):
    """Implements `hardware.simulation.acts.Simulator`, with the acts that need a real card."""

    def __init__(self, laboratory: Laboratory, patience: float) -> None:
        super().__init__(laboratory, patience)
        self._lab = laboratory

    def state(self) -> Mapping[str, object]:
        card, server = self._lab.card, self._lab.server
        return {
            **super().state(),
            "real_client": True,
            "card": str(card.kind),
            "puk_uses_left": card.passwords.puk_uses,
            "reader": "there" if self._lab.reader_plugged else "unplugged",
            "network": server.line.state,
            "server_wrong": str(server.misbehaviour or ""),
        }

    async def lay_card(self) -> None:
        """Lay the ID card, or what is in the hand, on the reader."""
        if not self._lab.reader_plugged:
            raise ImpossibleAct("The reader is unplugged.")
        await super().lay_card()

    def snatch_card(self, moment: Moment, nth: int = 1, *, after: bool = False) -> None:
        """Take the card away at a moment of its work: before its answer, or after it has acted."""
        self._positive(nth)
        self._lab.card.pull(moment, nth, after=after)

    def snatch_card_after(self, commands: int) -> None:
        """Take the card away once it has answered so many more commands."""
        self._positive(commands + 1)
        self._lab.card.pull_after(commands)

    def slow_card(self, seconds: float) -> None:
        """Have the card take that long for each command."""
        if seconds < 0:
            raise ImpossibleAct("A card is never faster than at once.")
        self._lab.card.delay = seconds

    def choose_card(self, kind: Kind) -> None:
        """Take another card in the hand: the ID card, one of another kind, a broken one."""
        if self._lab.reader.card_present:
            raise ImpossibleAct("Take the card off the reader first.")
        self._lab.card.kind = kind

    def wear_card_out(self) -> None:
        """Let the chip's memory be worn out: it writes no new PIN."""
        self._lab.card.passwords.worn = True

    def outdate_card(self) -> None:
        """Let the card be expired."""
        self._lab.card.holder = replace(self._lab.card.holder, expiry=_LONG_AGO)

    async def unplug_reader(self) -> None:
        """Unplug the card reader, with whatever lies on it."""
        await self._try(self._lab.unplug_reader())

    async def plug_reader_in(self) -> None:
        """Plug the card reader in again."""
        await self._try(self._lab.plug_reader_in())

    def break_server(self, wrong: Misbehaviour, message: int = 1) -> None:
        """Have the eID server go wrong, in PAOS at the client's message with that number."""
        self._positive(message)
        self._lab.server.misbehave(wrong, message)

    async def break_network(self, how: Break) -> None:
        """Break the line between client and eID server."""
        line = self._lab.server.line
        acts = {Break.REFUSES: line.refuse, Break.SWALLOWS: line.swallow, Break.CUT: line.cut}
        await asyncio.to_thread(acts[how])

    def cut_network_after(self, count: int) -> None:
        """Cut the line once so many more bytes have come from the eID server."""
        self._positive(count + 1)
        self._lab.server.line.cut_after(count)

    async def mend(self) -> None:
        """Mend server and network."""
        await asyncio.to_thread(self._lab.server.behave)

    async def restore(self) -> None:
        """Put everything in order for the next citizen: a fresh card, not on the reader."""
        await super().restore()
        await self.mend()
        if not self._lab.reader_plugged:
            await self.plug_reader_in()

    @staticmethod
    def _positive(count: int) -> None:
        if count < 1:
            raise ImpossibleAct("That cannot happen before it begins.")

    @staticmethod
    async def _try(act: Awaitable[None]) -> None:
        try:
            await act
        except LaboratoryError as impossible:
            raise ImpossibleAct(str(impossible)) from None
