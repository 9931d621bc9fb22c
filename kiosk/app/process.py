"""One session process: warm in the wings, then on stage, then gone."""

import asyncio
import gc
import logging
import signal
from collections.abc import Coroutine
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from hardware.registry import DriverRefused
from kiosk.app.memory import make_records
from kiosk.app.sight import SessionImages, SessionPad
from kiosk.app.site import default_settings, load_site, load_wording
from kiosk.app.voice import Voice
from kiosk.clock import SystemClock
from kiosk.config.model import Configuration
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.portal import Area
from kiosk.contracts.supervision import EndReason, ExitCode, Go
from kiosk.domain import left_card
from kiosk.domain.events import Event, StaffSeen, Touched
from kiosk.domain.machine import attract
from kiosk.domain.state import Attract, Session
from kiosk.presentation.present import present
from kiosk.presentation.writer import TextWriter
from kiosk.session.conditions import ConditionPublisher
from kiosk.session.devices import make_devices
from kiosk.session.records import Records
from kiosk.session.runner import SessionRunner
from kiosk.session.supervision import SupervisorLink
from kiosk.session.till_keeping import Nightly
from kiosk.store import Recovery, StoreFailed
from kiosk.store.failures import InUse
from screens.environment import prepare
from screens.semantics import Spoken
from screens.theme import DisplayProfile

log = logging.getLogger(__name__)
FRAME = 1 / 60
PORT_TAKEN = 0.1
HANDOVER = 10.0
HOURS_LOOK = 20.0
REASONS = {
    "completed": EndReason.FINISHED,
    "left": EndReason.LEFT,
    "timed_out": EndReason.TIMED_OUT,
    "failed": EndReason.FAILED,
}


class SessionProcess:
    """Runs in one event loop; `run` answers the exit code."""

    def __init__(self, configuration: Configuration, link_fd: int | None) -> None:
        self._configuration = configuration
        self._link_fd = link_fd
        self._clock = SystemClock()
        self._over: asyncio.Future[ExitCode]
        self._runner: SessionRunner | None = None
        self._voice: Voice | None = None
        self._publisher: ConditionPublisher | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> int:
        self._over = asyncio.get_running_loop().create_future()
        link = await SupervisorLink.open(self._link_fd)
        try:
            return await self._play(link)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await link.close()

    async def _play(self, link: SupervisorLink) -> ExitCode:
        display = self._configuration.display
        profile = DisplayProfile(
            display.width, display.height, display.mm_per_px, display.lower_edge_mm
        )
        prepare(profile, spare=self._link_fd is not None)
        from screens.stage import Stage  # noqa: PLC0415 - makes the window as it is imported

        self._wording = load_wording(self._configuration)
        self._session = self._attract(apology=False)
        self._images, self._pad = SessionImages(), SessionPad()
        self._stage = Stage(
            profile,
            emit=self._feed,
            speak=self._speak,
            hush=self._hush,
            active=self._stir,
            images=self._images,
            pad=self._pad,
            portal=self._place_portal,
        )
        self._show(self._session)
        playing = self._spawn(self._stage.run())
        try:
            await self._stage.ready.wait()
            self._heed_signals()
            _settle_memory()
            link.ready()
            go = await link.wait_for_go()
            if go is None:
                return ExitCode.SESSION_END
            self._spawn(link.keep_beating(self._clock, lambda: self._stage.frames))
            return await self._on_stage(link, go)
        finally:
            self._stage.stop()
            await asyncio.wait([playing], timeout=1)

    def _heed_signals(self) -> None:
        """Leave when told to; SDL takes SIGTERM for a request to close the window, which is refused."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave, ExitCode.SESSION_END)

    def _attract(self, *, apology: bool) -> Session:
        site = load_site(self._configuration, self._wording, self._clock.now())
        return attract(site, default_settings(self._configuration), apology=apology)

    async def _on_stage(self, link: SupervisorLink, go: Go) -> ExitCode:
        self._show(self._attract(apology=go.apology))
        self._stage.raise_window()
        await self._two_frames()
        link.shown()
        try:
            devices = make_devices(self._configuration.devices, self._clock)
        except DriverRefused as refused:
            log.critical("session.refused %s", refused)
            return ExitCode.REFUSED
        runner = SessionRunner(
            self._session,
            devices,
            make_records(self._configuration, self._clock),
            self._clock,
            show=self._show,
            begun=link.begun,
            erase=lambda outcome: self._finish(link, outcome),
            writer=TextWriter(self._wording.texts, self._clock),
            capture=self._configuration.capture,
        )
        self._images.vault = runner.place.vault
        self._pad.lead_to(devices.signature)
        try:
            await self._prepare(runner)
            self._spawn(self._leave_when_told(link))
            return await self._over
        except StoreFailed as failed:
            log.critical("session.no_store %s", failed)
            return ExitCode.REFUSED
        finally:
            await runner.close()

    async def _two_frames(self) -> None:
        """Wait until what was shown last must be on the glass."""
        seen = self._stage.frames
        while self._stage.frames < seen + 2 or not self._stage.settled:
            await self._clock.sleep(FRAME)

    async def _prepare(self, runner: SessionRunner) -> None:
        """Put in order what the process before left, then look at the devices and open the doors."""
        records, devices = runner.place.records, runner.place.devices
        recovery = await self._take_turn(records)
        await runner.till.take_over(recovery.payments)
        if at := self._configuration.till.close_day_at:
            zone = ZoneInfo(self._configuration.site.time_zone)
            runner.till.close_nightly(Nightly(time.fromisoformat(at), zone))
        runner.watch(self._crashed, self._stage.press)
        runner.place.aside(devices.eid.open())
        self._runner = runner
        self._voice = Voice(runner.place, runner.session, self._wording.texts)
        self._publisher = self._publish_conditions()
        self._spawn(self._follow_hours(runner))
        stagehand = self._configuration.simulation.stagehand
        if stagehand:
            self._spawn(self._serve_stagehand(int(stagehand.rpartition(":")[2])))

    async def _take_turn(self, records: Records) -> Recovery:
        """Take over the store; the process before may still be letting go of its devices."""
        deadline = self._clock.monotonic() + HANDOVER
        while True:
            try:
                return await records.recover()
            except InUse:
                if self._clock.monotonic() > deadline:
                    raise
            await self._clock.sleep(FRAME)

    async def _serve_stagehand(self, port: int) -> None:
        """Serve tests and the autopilot; the process before may still hold the port for a moment."""
        from screens.stagehand import Stagehand  # noqa: PLC0415 - not on a citizen's terminal

        hand = Stagehand(self._stage, self._clock)
        while True:
            try:
                await hand.open(port)
            except OSError:
                await self._clock.sleep(PORT_TAKEN)
            else:
                break
        try:
            await asyncio.Event().wait()
        finally:
            await hand.close()

    async def _follow_hours(self, runner: SessionRunner) -> None:
        """Tell the machine when staffed hours begin and end; an attract screen may stand for days."""
        while True:
            runner.feed(StaffSeen(self._configuration.site.is_staffed(self._clock.now())))
            await self._clock.sleep(HOURS_LOOK)

    def _publish_conditions(self) -> ConditionPublisher:
        configuration = self._configuration
        drivers = {
            kind: str(table.get("driver", "")) for kind, table in configuration.devices.items()
        }
        publisher = ConditionPublisher(configuration.agent.socket, drivers, self._clock)
        self._spawn(publisher.run())
        return publisher

    def _report(self, publisher: ConditionPublisher, session: Session) -> None:
        """Tell the agent how the devices are, and whether somebody is here; never who."""
        for kind in DeviceKind:
            fault = session.faults.get(kind)
            if kind is DeviceKind.CARD_READER:
                fault = left_card.condition(session)
            publisher.show(
                kind, fault, session.device_names.get(kind, ""), session.warnings.get(kind, ())
            )
        publisher.show_phase("attract" if isinstance(session.stage, Attract) else "session")

    def _feed(self, event: Event) -> None:
        """Take in what the citizen does; before the terminal is in order, nothing."""
        if self._runner is not None:
            self._runner.feed(event)

    def _stir(self) -> None:
        """Take a touch anywhere as a sign of life; at the attract screen it is none yet."""
        if not isinstance(self._session.stage, Attract):
            self._feed(Touched())

    def _show(self, session: Session) -> None:
        self._session = session
        if self._voice is not None:
            self._voice.follow(session)
        if self._publisher is not None:
            self._report(self._publisher, session)
        wording = self._wording
        self._stage.show(present(session, wording.texts, wording.names, self._clock.now()))

    def _speak(self, spoken: Spoken) -> None:
        if self._voice is not None:
            self._voice.say(spoken)

    def _place_portal(self, area: Area | None) -> None:
        if self._runner is not None:
            self._runner.portal.place_window(area)

    def _hush(self) -> None:
        if self._voice is not None:
            self._voice.hush()

    def _finish(self, link: SupervisorLink, outcome: str) -> None:
        link.ended(REASONS[outcome])
        self._leave(ExitCode.SESSION_END)

    def _crashed(self) -> None:
        self._leave(ExitCode.CRASHED)

    def _leave(self, code: ExitCode) -> None:
        if not self._over.done():
            self._over.set_result(code)

    async def _leave_when_told(self, link: SupervisorLink) -> None:
        await link.wait_for_end()
        self._finish(link, "left")

    def _spawn(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.critical("session.task_died", exc_info=task.exception())
            self._crashed()


def _settle_memory() -> None:
    """Take what start-up made out of the collector's rounds: a full one holds the loop for 30 ms."""
    gc.collect()
    gc.freeze()
