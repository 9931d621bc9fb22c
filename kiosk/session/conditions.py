"""Tells the agent how the devices are, without ever waiting for it."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hardware.patience import within
from kiosk.contracts.clock import Clock
from kiosk.contracts.conditions import Report, encode, shown_name
from kiosk.contracts.devices import DeviceCondition, DeviceKind

log = logging.getLogger(__name__)

REPEAT_SECONDS = 10.0
"""The whole report is said again so often, so that silence means a terminal that is gone."""


class ConditionPublisher:
    """Keeps the newest conditions and says them to the agent's socket whenever they change.

    The agent may be absent, come late or hang: the newest report waits, older ones are dropped.
    """

    def __init__(self, socket: Path, drivers: Mapping[DeviceKind, str], clock: Clock) -> None:
        """`drivers` names the driver of each device that is reported."""
        self._socket = socket
        self._clock = clock
        self._phase = "attract"
        now = clock.now()
        self._conditions = {
            kind: DeviceCondition(kind, driver, None, now) for kind, driver in drivers.items()
        }
        self._news = asyncio.Event()

    def show(
        self,
        kind: DeviceKind,
        fault: str | None,
        name: str = "",
        warnings: tuple[str, ...] = (),
    ) -> None:
        """Take note of a device's condition; `since` changes only with the fault."""
        known = self._conditions.get(kind)
        if known is None:
            return
        since = known.since if known.fault == fault else self._clock.now()
        now = DeviceCondition(kind, known.driver, fault, since, shown_name(name), warnings)
        if now != known:
            self._conditions[kind] = now
            self._news.set()

    def show_phase(self, phase: str) -> None:
        """Take note of what the terminal is at: attract or session."""
        if phase != self._phase:
            self._phase = phase
            self._news.set()

    async def run(self) -> None:
        """Publish until cancelled; a line that breaks is made anew."""
        while True:
            try:
                await self._publish()
            except OSError as error:
                log.debug("conditions.agent_away cause=%s", type(error).__name__)
            await self._clock.sleep(REPEAT_SECONDS)

    async def _publish(self) -> None:
        _, writer = await asyncio.open_unix_connection(self._socket)
        try:
            while not writer.is_closing():
                self._news.clear()
                writer.write(encode(Report(self._phase, tuple(self._conditions.values()))))
                await writer.drain()
                with suppress(TimeoutError):
                    await within(self._clock, REPEAT_SECONDS, self._news.wait())
        finally:
            writer.transport.abort()
