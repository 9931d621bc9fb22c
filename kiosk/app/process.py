"""One session process: warm in the wings, then on stage, then gone."""

import asyncio
import logging
from contextlib import suppress

from hardware.keypad import Key
from hardware.registry import DriverRefused
from hardware.speech import Utterance
from kiosk.app.memory import make_records
from kiosk.app.sight import SessionImages, SessionPad
from kiosk.app.site import default_settings, load_site, load_wording
from kiosk.clock import SystemClock
from kiosk.config.model import Configuration
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.supervision import EndReason, ExitCode, Go
from kiosk.domain.events import DeviceChanged, Touched
from kiosk.domain.machine import attract
from kiosk.domain.state import Session
from kiosk.presentation.present import present
from kiosk.presentation.receipt import compose_receipt
from kiosk.session.devices import Devices, make_devices
from kiosk.session.runner import SessionRunner
from kiosk.session.supervision import SupervisorLink
from kiosk.session.till_work import settle
from kiosk.store import StoreFailed
from kiosk.store.failures import KeyRefused
from screens.environment import prepare
from screens.theme import DisplayProfile

log = logging.getLogger(__name__)
REASONS = {
    "completed": EndReason.FINISHED,
    "left": EndReason.LEFT,
    "timed_out": EndReason.TIMED_OUT,
    "failed": EndReason.FAILED,
}


class SessionProcess:
    """Runs in one event loop; `run` answers the exit code."""

    def __init__(self, configuration: Configuration, link_fd: int | None, stagehand: str) -> None:
        self._configuration = configuration
        self._link_fd = link_fd
        self._stagehand = stagehand
        self._clock = SystemClock()
        self._over: asyncio.Future[ExitCode]
        self._runner: SessionRunner | None = None
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
        self._images, self._pad = SessionImages(), SessionPad()
        self._stage = Stage(
            profile,
            emit=self._emit,
            speak=self._speak,
            hush=self._hush,
            active=lambda: self._emit(Touched()),
            images=self._images,
            pad=self._pad,
        )
        playing = self._spawn(self._stage.run())
        try:
            await self._stage.ready()
            link.ready()
            go = await link.wait_for_go()
            if go is None:
                return ExitCode.SESSION_END
            self._spawn(link.keep_beating(self._clock, lambda: self._stage.frames))
            return await self._on_stage(link, go)
        finally:
            self._stage.stop()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([playing], timeout=1)

    async def _on_stage(self, link: SupervisorLink, go: Go) -> ExitCode:
        site = load_site(self._configuration, self._wording, self._clock.now())
        session = attract(site, default_settings(self._configuration), apology=go.apology)
        self._show(session)
        self._stage.raise_window()
        await self._stage.shown()
        link.shown()
        try:
            devices = make_devices(self._configuration.devices, self._clock)
        except DriverRefused as refused:
            log.critical("session.refused %s", refused)
            return ExitCode.REFUSED
        records = make_records(self._configuration, self._clock)
        runner = SessionRunner(
            session,
            devices,
            records,
            self._clock,
            show=self._show,
            begun=link.begun,
            erase=lambda outcome: self._finish(link, outcome),
            compose=self._compose,
        )
        self._runner = runner
        self._devices = devices
        self._images.vault = runner.place.vault
        self._pad.lead_to(devices.signature)
        try:
            await self._prepare(runner, devices)
            self._spawn(self._leave_when_told(link))
            return await self._over
        except (StoreFailed, KeyRefused) as failed:
            log.critical("session.no_store %s", failed)
            return ExitCode.REFUSED
        finally:
            await runner.close()

    async def _prepare(self, runner: SessionRunner, devices: Devices) -> None:
        """Put in order what the process before left, then look at the devices and open the doors."""
        recovery = await runner.place.records.recover()
        if recovery.payments:
            settled = await settle(
                recovery.payments, devices.payment, runner.place.records, self._clock
            )
            if not settled:
                runner.feed(DeviceChanged(DeviceKind.PAYMENT, "payment.outcome_unknown"))
        runner.watch(self._crashed, self._press)
        runner.place.aside(devices.eid.open())
        if self._stagehand:
            from screens.stagehand import Stagehand  # noqa: PLC0415 - not on a citizen's terminal

            self._spawn(Stagehand(self._stage, self._stagehand).run())

    def _emit(self, event: object) -> None:
        if self._runner is not None:
            self._runner.feed(event)

    def _show(self, session: Session) -> None:
        self._session = session
        wording = self._wording
        self._stage.show(present(session, wording.texts, wording.names, self._clock.now()))

    def _compose(self, session: Session) -> object:
        texts = self._wording.texts[session.settings.language]
        return compose_receipt(session, texts, self._clock.now())

    def _press(self, key: Key) -> None:
        self._stage.press(key)

    def _speak(self, spoken: object) -> None:
        if self._runner is not None and self._session.settings.speech:
            utterance = Utterance(spoken.text, spoken.language, spoken.private)
            self._runner.place.aside(self._devices.speech.say(utterance))

    def _hush(self) -> None:
        if self._runner is not None and self._session.settings.speech:
            self._runner.place.aside(self._devices.speech.silence())

    def _finish(self, link: SupervisorLink, outcome: str) -> None:
        link.ended(REASONS[outcome])
        if not self._over.done():
            self._over.set_result(ExitCode.SESSION_END)

    def _crashed(self) -> None:
        if not self._over.done():
            self._over.set_result(ExitCode.CRASHED)

    async def _leave_when_told(self, link: SupervisorLink) -> None:
        await link.wait_for_end()
        self._finish(link, "left")

    def _spawn(self, job: object) -> asyncio.Task[None]:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.critical("session.task_died", exc_info=task.exception())
            self._crashed()
