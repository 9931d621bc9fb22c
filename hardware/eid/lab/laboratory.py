"""The whole laboratory: virtual reader, test card, eID server, and the device tables to use them."""

import asyncio
import shutil
from pathlib import Path

from hardware.eid import own_folder
from hardware.eid.lab import card_files, card_issuer, pcscd
from hardware.eid.lab.card import SpecimenCard
from hardware.eid.lab.eid_server import EidServer
from hardware.eid.lab.pcscd import LaboratoryError, VirtualReaderService
from hardware.eid.lab.service_end import ServiceEnd
from hardware.eid.lab.virtual_reader import NAME, VirtualReader
from kiosk.contracts.clock import Clock

__all__ = ["Laboratory", "LaboratoryError", "availability"]

CLIENTS = ("AusweisApp2", "AusweisApp")
_PATIENCE = 60.0


def availability() -> str | None:
    """Answer in one sentence what is missing for the laboratory, None if it can run."""
    if not any(shutil.which(name) for name in CLIENTS):
        return "The eID client is missing (Debian package ausweisapp2)."
    return pcscd.missing()


class Laboratory:
    """Open it, hand `describe()` to the configuration, then act by `reader`, `card` and `server`.

    AusweisApp itself is started by its driver, as on a terminal.
    """

    card: SpecimenCard
    reader: VirtualReader
    server: EidServer

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._service = VirtualReaderService(clock)
        self._folder: Path | None = None

    async def open(self, patience: float = _PATIENCE) -> None:
        """Start everything with fresh keys; the card lies beside the reader. Raises LaboratoryError.

        `patience` is how long to wait for another laboratory on this machine to end.
        """
        await self._service.open(patience)
        now = self._clock.now()
        self._folder = own_folder.make("eid-lab")
        issuer = card_issuer.card_issuer(now)
        self.server = EidServer(self._folder, issuer.anchor, self._clock)
        root = self.server.terminals.right.authority.root
        self.card = SpecimenCard(card_files.card_files(issuer), root, now.date())
        self.reader = VirtualReader(self.card, self._clock)
        self.server.start()

    @property
    def reader_plugged(self) -> bool:
        return self._service.there

    async def unplug_reader(self) -> None:
        """Let the card reader vanish, with the card on it. Raises LaboratoryError."""
        await asyncio.to_thread(self.reader.close)
        await self._service.unplug()

    async def plug_reader_in(self) -> None:
        """Let the card reader be there again, without a card. Raises LaboratoryError."""
        await self._service.plug_in()

    @property
    def service(self) -> ServiceEnd:
        """What the terminal asks and fetches from; it has switches of its own."""
        return self.server.service

    def describe(self) -> dict[str, dict[str, object]]:
        """Answer the tables of the devices that meet in this laboratory, by device kind."""
        return {
            "eid": {"driver": "ausweisapp", "preverification": False},
            "identity": self.service.describe(),
            "card_reader": {"driver": "pcsc", "reader": NAME, "allow_virtual": True},
        }

    async def close(self) -> None:
        """End everything; nothing of it stays on the disk."""
        if self._folder is not None:
            await asyncio.to_thread(self.reader.close)
            await asyncio.to_thread(self.server.close)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        await self._service.close()
