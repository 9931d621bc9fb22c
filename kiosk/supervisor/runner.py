"""Carries out what the machine decides: processes, sockets, signals' wishes, systemd."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass

from kiosk.config.model import SupervisorLimits
from kiosk.contracts.clock import Clock
from kiosk.sd_notify import ServiceNotifier
from kiosk.supervisor import overdue
from kiosk.supervisor.machine import advance
from kiosk.supervisor.picture import Picture
from kiosk.supervisor.process import NOT_STARTED, SessionProcess
from kiosk.supervisor.stage import (
    Announce,
    Effect,
    Event,
    Exited,
    HidePicture,
    Kill,
    Leave,
    Phase,
    RetryAsked,
    Said,
    ShowPicture,
    Spawn,
    Started,
    State,
    StopAsked,
    Tell,
    TimePassed,
)

log = logging.getLogger(__name__)

Sweep = Callable[[set[int]], object]
FEEDS_PER_WATCHDOG = 3


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is started: a session process, and the program that says "Außer Betrieb"."""

    session: Sequence[str]
    picture: Sequence[str]
    environment: Mapping[str, str]


class Supervisor:
    """`run` ends when somebody has asked to stop and everything is cleared up.

    `sweep` gets the process ids that may live whenever one has ended.
    """

    def __init__(
        self,
        cast: Cast,
        limits: SupervisorLimits,
        clock: Clock,
        notifier: ServiceNotifier,
        sweep: Sweep | None = None,
    ) -> None:
        self._cast = cast
        self._limits = limits
        self._clock = clock
        self._notifier = notifier
        self._sweep = sweep
        self._picture = Picture(cast.picture, cast.environment, clock)
        self._state = State()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._processes: dict[int, SessionProcess] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._left = False

    @property
    def state(self) -> State:
        return self._state

    def ask_to_stop(self) -> None:
        self._events.put_nowait(StopAsked())

    def ask_to_retry(self) -> None:
        """Try the terminal again now if it is out of service; else nothing happens."""
        self._events.put_nowait(RetryAsked())

    async def run(self) -> None:
        feeding = self._spawn(self._feed_watchdog())
        try:
            await self._take(Started())
            while not self._left:
                await self._take(await self._next_event())
        finally:
            feeding.cancel()
            for process in self._processes.values():
                process.kill()
            await self._picture.hide()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._notifier.stopping()

    async def _next_event(self) -> Event:
        """Answer what happens next, `TimePassed` if that is a deadline."""
        look = overdue.next_look(self._state, self._limits)
        if look is None or not self._events.empty():
            return await self._events.get()
        getting = asyncio.ensure_future(self._events.get())
        waiting = asyncio.ensure_future(self._clock.sleep(max(0.0, look - self._clock.monotonic())))
        try:
            await asyncio.wait((getting, waiting), return_when=asyncio.FIRST_COMPLETED)
            return getting.result() if getting.done() else TimePassed()
        finally:
            getting.cancel()
            waiting.cancel()
            await asyncio.gather(getting, waiting, return_exceptions=True)

    async def _take(self, event: Event) -> None:
        if isinstance(event, Exited):
            self._bury(event.serial)
        now = self._clock.monotonic()
        self._state, effects = advance(self._state, event, now, self._limits)
        for effect in effects:
            await self._do(effect)

    async def _do(self, effect: Effect) -> None:
        match effect:
            case Spawn(serial):
                await self._start(serial)
            case Tell(serial, message):
                if serial in self._processes:
                    self._processes[serial].tell(message)
            case Kill(serial):
                if serial in self._processes:
                    self._processes[serial].kill()
            case ShowPicture():
                self._picture.show()
            case HidePicture():
                await self._picture.hide()
            case Announce():
                self._announce(effect)
            case Leave():
                self._left = True

    async def _start(self, serial: int) -> None:
        try:
            process = await SessionProcess.start(self._cast.session, self._cast.environment)
        except OSError as error:
            log.error("process.not_started cause=%s", type(error).__name__)  # noqa: TRY400 - the place says nothing more
            self._events.put_nowait(Exited(serial, NOT_STARTED))
            return
        self._processes[serial] = process
        self._spawn(self._follow(serial, process))

    async def _follow(self, serial: int, process: SessionProcess) -> None:
        status = await process.follow(lambda said: self._events.put_nowait(Said(serial, said)))
        self._events.put_nowait(Exited(serial, status))

    def _bury(self, serial: int) -> None:
        """Forget the process that has ended, and kill what it left. Nothing is being started now."""
        self._processes.pop(serial, None)
        if self._sweep is not None and not self._picture.is_starting:
            self._sweep({process.pid for process in self._processes.values()} | self._picture.pids)

    def _announce(self, what: Announce) -> None:
        bad = what.id in ("session.crashed", "out_of_service", "spare.lost", "process.stayed")
        log.log(logging.WARNING if bad else logging.INFO, "%s %s", what.id, what.detail)
        self._notifier.status(f"{self._state.phase}: {what.id} {what.detail}".rstrip())
        if self._state.phase in (Phase.ATTRACT, Phase.OUT_OF_SERVICE):
            self._notifier.ready()

    async def _feed_watchdog(self) -> None:
        """Tell systemd that all is well, but only while it is."""
        if self._notifier.watchdog_seconds is None:
            return
        while True:
            if overdue.is_healthy(self._state, self._clock.monotonic(), self._limits):
                self._notifier.alive()
            await self._clock.sleep(self._notifier.watchdog_seconds / FEEDS_PER_WATCHDOG)

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.critical("supervisor.task_failed", exc_info=task.exception())
            self.ask_to_stop()
