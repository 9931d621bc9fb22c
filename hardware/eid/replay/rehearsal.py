"""A rehearsal instead of the laboratory: recorded messages where no AusweisApp can run.

The drivers are the real ones. It is handled like the laboratory: `open`, `describe`, `card`,
`reader`, `close`.
"""

import asyncio
import shutil
from pathlib import Path

from hardware.eid import own_folder
from hardware.eid.lab.card import PocketCard
from hardware.eid.lab.service_end import ServiceEnd
from hardware.eid.lab.sessions import Sessions
from hardware.eid.replay.graph import Graph
from hardware.eid.replay.recording import load
from hardware.eid.replay.scenes import SCENES
from hardware.eid.replay.sdk_server import SdkServer
from hardware.simulation.device_end import DeviceEnd
from kiosk.contracts.clock import Clock

_ORIGIN = "https://localhost"
"""Where a server for clients would be; recorded ones connect to nobody."""


class Rehearsal:
    """Open it, hand `describe()` to the configuration, then act by `card` and `reader`."""

    reader: "RehearsedReader"
    service: ServiceEnd

    def __init__(self, clock: Clock, pace: float = 1.0) -> None:
        """`pace` stretches the recorded pauses: 1 as they were, 0 none."""
        self.card = PocketCard()
        self.sessions = Sessions(clock)
        self._clock = clock
        self._pace = pace
        self._folder: Path | None = None
        self._address = ""

    async def open(self, patience: float = 0.0) -> None:
        """Start everything; the card lies beside the reader. `patience` is not needed here."""
        del patience
        self._folder = own_folder.make("eid-rehearsal")
        self.service = ServiceEnd(self._folder / "service", self.sessions, _ORIGIN, self._clock)
        self.service.start()
        graph = await asyncio.to_thread(rehearsed)
        self.sdk = SdkServer(graph, self.card, self.sessions.find, self._clock, self._pace)
        self._address = await self.sdk.start()
        self._line = DeviceEnd("card_reader", {}, {"card_present": False})
        await self._line.start()
        self.reader = RehearsedReader(self.sdk, self._line)

    def describe(self) -> dict[str, dict[str, object]]:
        """Answer the tables of the devices that meet in this rehearsal, by device kind."""
        return {
            "eid": {"driver": "ausweisapp", "replay": self._address},
            "identity": self.service.describe(),
            "card_reader": {"driver": "simulated", "address": self._line.address},
        }

    async def close(self) -> None:
        """End everything; nothing of it stays on the disk."""
        if self._folder is not None:
            await self._line.stop()
            await self.sdk.stop()
            await asyncio.to_thread(self.service.close)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


class RehearsedReader:
    """The acts of a hand at the reader; safe to call from any thread."""

    def __init__(self, sdk: SdkServer, line: DeviceEnd) -> None:
        self._sdk = sdk
        self._line = line
        self._loop = asyncio.get_running_loop()

    @property
    def card_present(self) -> bool:
        return self._sdk.card_present

    def insert_card(self) -> None:
        """Put the card on the reader; nothing happens where it lies there already."""
        self._loop.call_soon_threadsafe(self._lay, True)

    def remove_card(self) -> None:
        """Take the card away, in the middle of whatever it does."""
        self._loop.call_soon_threadsafe(self._lay, False)

    def _lay(self, present: bool) -> None:  # noqa: FBT001 - called by the loop, by position only
        if present:
            self._sdk.insert_card()
        else:
            self._sdk.remove_card()
        self._line.show({"card_present": present})


def rehearsed() -> Graph:
    """Answer what was recorded of ordinary cards and providers: a rehearsal knows no others."""
    apart = {s.name for s in SCENES if s.distrusts or s.expired or not s.optional}
    return Graph(events for name, events in load().items() if name not in apart)
