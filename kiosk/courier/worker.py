"""The courier process: empties the outbox, destroys what has reached its age, and says it is alive."""

import asyncio
import logging
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from kiosk.config.model import Configuration
from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import LARGEST
from kiosk.courier.authority_file import AuthorityFile
from kiosk.courier.destinations import Destination, make_destination
from kiosk.courier.lane import Lane
from kiosk.courier.retries import Backoff
from kiosk.store import DATABASE, Store, StoreFailed, StoreFault, StoreSettings
from kiosk.store.ballast import Ballast
from kiosk.store.signing import make_device_key
from kiosk.store.turn import Turn

_log = logging.getLogger(__name__)

Beat = Callable[[], None]


@dataclass(frozen=True, slots=True)
class CourierSettings:
    """`destinations` maps a name to its table: `{"driver": "folder", "path": …}`.

    `signing_key` is the device's, None where the courier's account may not sign. `authorities` names
    the file with each destination's public key; those beside the database the courier keeps fresh
    where the destination publishes its key. A single try of a
    delivery that takes longer than `limit_seconds` counts as hung: the beat stops.
    """

    database: Path
    destinations: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    store: StoreSettings = field(default_factory=StoreSettings)
    signing_key: Path | None = None
    authorities: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    idle_seconds: float = 2.0
    tidy_seconds: float = 60.0
    beat_seconds: float = 5.0
    limit_seconds: float = 300.0
    keep_numbers_days: float = 30.0
    # 4 MB of write-ahead log, and the largest container that a session may seal.
    ballast_bytes: int = 4 * 1024 * 1024 + LARGEST
    backoff: Backoff = field(default_factory=Backoff)


def courier_settings(configuration: Configuration) -> CourierSettings:
    """Answer what the terminal's configuration means for its courier.

    Under an account of its own the courier may not read the device's key: it only chains events.
    """
    own = configuration.store
    return CourierSettings(
        database=own.state_dir / DATABASE,
        destinations=configuration.destinations,
        store=StoreSettings(
            site=configuration.site.terminal,
            origin=f"buergerterminal/{configuration.site.terminal}",
            link=own.receipt_link,
            capture_hours=own.capture_hours,
            mode=0o660 if own.shared else 0o600,
        ),
        signing_key=None if own.shared else own.device_key,
        authorities=own.authorities,
    )


class Courier:
    """Worker: `open`, then `run` until cancelled or until a lasting fault raises, then `close`."""

    def __init__(
        self, settings: CourierSettings, clock: Clock, beat: Beat, chance: random.Random
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._beat = beat
        self._chance = chance
        self._turn = Turn(settings.database, "courier")
        self._ballast = Ballast(settings.database, settings.ballast_bytes)
        self._store: Store | None = None
        self._destinations: list[Destination] = []
        self._lanes: list[Lane] = []
        self._tidies_at = 0.0

    def open(self) -> None:
        """Raise StoreFailed (InUse beside another courier), DestinationRefused."""
        settings = self._settings
        key = make_device_key(settings.signing_key) if settings.signing_key else None
        store = Store.open(settings.database, self._clock, settings.store, key=key)
        self._store = store
        self._turn.take()
        for name, table in settings.destinations.items():
            destination = make_destination(name, table, self._clock)
            self._destinations.append(destination)
            self._lanes.append(
                Lane(
                    name,
                    destination,
                    store,
                    self._clock,
                    settings.backoff,
                    self._chance,
                    self._ballast,
                    self._authority(name, store),
                )
            )

    def _authority(self, name: str, store: Store) -> AuthorityFile | None:
        path = self._settings.authorities.get(name)
        state = self._settings.database.parent
        return AuthorityFile(path, state, name, store) if path else None

    async def run(self) -> None:
        while True:
            moved = False
            for lane in self._lanes:
                if not lane.rests():
                    moved |= await self._in_thread(lane.step)
            if self._clock.monotonic() >= self._tidies_at:
                self._tidies_at = self._clock.monotonic() + self._settings.tidy_seconds
                await self._in_thread(self._tidy)
            self._beat()
            if not moved:
                await self._clock.sleep(self._settings.idle_seconds)

    def close(self) -> None:
        for destination in self._destinations:
            destination.close()
        self._turn.give_back()
        if self._store is not None:
            self._store.close()

    def _tidy(self) -> bool:
        if self._store is None:
            return False
        try:
            self._store.expire(timedelta(days=self._settings.keep_numbers_days))
            self._store.tidy()
            self._ballast.take_in()
        except StoreFailed as failed:
            if failed.failure not in (StoreFault.LOCKED, StoreFault.DISK_FULL):
                raise
            _log.warning("%s", failed)
        return False

    async def _in_thread(self, work: Callable[[], bool]) -> bool:
        """Do blocking work beside the loop; beat meanwhile, but not for work that hangs."""
        started = self._clock.monotonic()
        task = asyncio.create_task(asyncio.to_thread(work))
        try:
            while not task.done():
                nap = asyncio.create_task(self._clock.sleep(self._settings.beat_seconds))
                await asyncio.wait({task, nap}, return_when=asyncio.FIRST_COMPLETED)
                nap.cancel()
                if self._clock.monotonic() - started < self._settings.limit_seconds:
                    self._beat()
        except asyncio.CancelledError:
            # A thread cannot be called off: what it delivers is noted before the database closes.
            await asyncio.wait({task})
            if failed := task.exception():
                _log.warning("stopping: %s", failed)
            raise
        return task.result()


async def run(
    settings: CourierSettings,
    clock: Clock,
    *,
    beat: Beat = lambda: None,
    chance: random.Random | None = None,
) -> None:
    """Be the courier process until SIGTERM or SIGINT; `beat` is called while all is well.

    Raises StoreFailed and DestinationRefused when it cannot go on: the supervisor reports and
    starts again.
    """
    jitter = chance or random.Random()  # noqa: S311 - spreads load, guards nothing
    courier = Courier(settings, clock, beat, jitter)
    loop = asyncio.get_running_loop()
    work = asyncio.create_task(_work(courier))
    stops = (signal.SIGTERM, signal.SIGINT)
    for stop in stops:
        loop.add_signal_handler(stop, work.cancel)
    try:
        await asyncio.wait({work})
        if not work.cancelled():
            work.result()
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait({work})
        raise
    finally:
        for stop in stops:
            loop.remove_signal_handler(stop)


async def _work(courier: Courier) -> None:
    try:
        await asyncio.to_thread(courier.open)
        await courier.run()
    finally:
        await asyncio.to_thread(courier.close)
