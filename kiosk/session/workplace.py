"""What every part of the session's work shares: devices, records, clock, and the way back to the machine."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from hardware.failures import DeviceFailed
from kiosk.contracts.clock import Clock
from kiosk.domain.events import Event, StepFailed
from kiosk.session.devices import Devices
from kiosk.session.records import Records
from kiosk.session.vault import Vault
from kiosk.store import StoreFailed

log = logging.getLogger(__name__)
FAREWELL = 1.0


class Workplace:
    """Feeds events to the machine and keeps hold of the tasks that bring them about."""

    def __init__(
        self, devices: Devices, records: Records, clock: Clock, feed: Callable[[Event], None]
    ) -> None:
        self.devices = devices
        self.records = records
        self.clock = clock
        self.vault = Vault()
        self.feed = feed
        self._tasks: set[asyncio.Task[None]] = set()
        self._asides: set[asyncio.Task[None]] = set()

    def work(self, step: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do a step's work; whatever goes wrong becomes the step's failure."""
        return self._keep(self._guarded(step), step)

    def aside(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do what no step waits for; what goes wrong is only logged."""

        async def guarded() -> None:
            try:
                await job
            except Exception as error:  # noqa: BLE001 - nobody waits for it, so nobody else would see it
                log.warning("session.aside_failed %s", named(error))

        task = self._keep(guarded(), job)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
        return task

    def worker(self, loop: Coroutine[Any, Any, None], died: Callable[[], None]) -> None:
        """Run a loop for the life of the session; if it ends by an error, `died` is called."""

        async def watched() -> None:
            try:
                await loop
            except Exception:
                log.exception("session.worker_died")
                died()

        self._keep(watched(), loop)

    async def close(self) -> None:
        """Let cancellations and farewells reach their devices, then cancel whatever still runs."""
        if self._asides:
            await asyncio.wait(set(self._asides), timeout=FAREWELL)
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _guarded(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except DeviceFailed as failed:
            self.feed(StepFailed(str(failed.fault)))
        except StoreFailed as failed:
            log.warning("session.store_failed failure=%s", failed.failure)
            self.feed(StepFailed(str(failed.failure)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the citizen must be told
            log.critical("session.unexpected %s", named(error))
            self.feed(StepFailed("internal.unexpected"))

    def _keep(
        self, job: Coroutine[Any, Any, None], inner: Coroutine[Any, Any, None]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Cancelled before its first turn, a task never comes to await what it was given.
        task.add_done_callback(lambda _task: inner.close())
        return task


def named(error: BaseException) -> str:
    """Answer type and place alone: an exception's text may quote what a citizen typed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "?" if trace is None else f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    return f"type={type(error).__name__} at={where}"
