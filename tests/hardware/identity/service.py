"""The laboratory's eID service without cards: what a card would tell is put into its sessions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.eid.lab.service_end import ServiceEnd
from hardware.eid.lab.sessions import Sessions
from hardware.identity import IdentityService
from hardware.registry import make_driver
from kiosk.clock import SystemClock
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.identity import Identity, IdentitySession


@dataclass(frozen=True)
class Service:
    """The service's end; `table` is what the terminal's configuration says of it."""

    end: ServiceEnd
    sessions: Sessions
    table: dict[str, object]

    def driver(self, **changed: object) -> IdentityService:
        table: dict[str, Any] = self.table | changed
        made: IdentityService = make_driver(DeviceKind.IDENTITY, table, SystemClock())
        return made

    def read(self, opened: IdentitySession, told: Identity) -> None:
        """Let a card have told this."""
        session = self.sessions.peek(opened.key)
        assert session is not None
        session.identity = told


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Service]:
    """Serve as long as the block lasts; patience is short, so that tests are."""
    clock = SystemClock()
    sessions = Sessions(clock)
    end = ServiceEnd(folder / "service", sessions, "https://localhost:1", clock)
    end.start()
    hasty = {"seconds": 5.0, "result_seconds": 0.2, "poll_seconds": 0.01}
    try:
        yield Service(end, sessions, end.describe() | hasty)
    finally:
        end.close()
