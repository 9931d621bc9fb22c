"""The agent itself: hears, remembers the newest, writes it down, feeds its watchdog."""

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from hardware.patience import within
from kiosk.agent.health import Health, Presence, write_health
from kiosk.agent.listening import ConditionSocket
from kiosk.config.model import Agent as AgentSettings
from kiosk.contracts.clock import Clock
from kiosk.contracts.conditions import Report
from kiosk.sd_notify import ServiceNotifier

log = logging.getLogger(__name__)

WRITE_SECONDS = 10.0
PAUSE_SECONDS = 1.0
"""Between two writes at least, so that a loose contact does not wear the disk out."""


class Agent:
    """`run` never returns; it is cancelled."""

    def __init__(
        self,
        terminal: str,
        settings: AgentSettings,
        clock: Clock,
        notifier: ServiceNotifier,
        welcome: Collection[int] = (),
    ) -> None:
        self._terminal = terminal
        self._settings = settings
        self._clock = clock
        self._notifier = notifier
        watchdog = notifier.watchdog_seconds
        self._pause = WRITE_SECONDS if watchdog is None else min(WRITE_SECONDS, watchdog / 3)
        self._socket = ConditionSocket(settings.socket, welcome, self._hear)
        self._report: Report | None = None
        self._heard: tuple[datetime, float] | None = None
        self._news = asyncio.Event()

    @property
    def health(self) -> Health:
        """What is known now."""
        heard_at = None if self._heard is None else self._heard[0]
        return Health(self._terminal, self._clock.now(), self._presence(), heard_at, self._report)

    async def run(self) -> None:
        """Listen and write until cancelled. Raises OSError if it cannot listen."""
        await self._socket.open()
        self._notifier.ready()
        try:
            while True:
                self._news.clear()
                await self._write()
                await self._clock.sleep(PAUSE_SECONDS)
                with suppress(TimeoutError):
                    await within(self._clock, self._pause, self._news.wait())
        finally:
            await self._socket.close()
            self._notifier.stopping()

    def _presence(self) -> Presence:
        if self._heard is None:
            return Presence.NEVER_HEARD
        is_late = self._clock.monotonic() - self._heard[1] > self._settings.silent_after
        return Presence.SILENT if is_late else Presence.PRESENT

    def _hear(self, report: Report) -> None:
        changed = report != self._report or self._presence() is not Presence.PRESENT
        self._report = report
        self._heard = (self._clock.now(), self._clock.monotonic())
        if changed:
            self._news.set()

    async def _write(self) -> None:
        """Write the health down; the watchdog is fed only when that has worked."""
        health = self.health
        try:
            await asyncio.to_thread(write_health, self._settings.health, health)
        except OSError as error:
            log.error("health.not_written cause=%s", error.strerror)  # noqa: TRY400 - the place says nothing more
            self._notifier.status("health.json cannot be written")
            return
        faults = [c.fault for c in health.conditions if c.fault is not None]
        self._notifier.status(f"terminal {health.presence}, faults: {', '.join(faults) or 'none'}")
        self._notifier.alive()
