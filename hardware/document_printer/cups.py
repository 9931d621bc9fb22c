"""Driver `cups`: A4 sheets through a queue of CUPS on this machine, or an IPP printer itself.

CUPS writes jobs to its spool: its configuration must say `PreserveJobFiles No`, and the spool belongs
on a file system in memory (docs/printing.md).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from hardware.document_printer import DocumentPrinterFault, DocumentPrinterStatus
from hardware.document_printer.ipp import COMPLETED, ENDED, IppQueue, load
from hardware.failures import DeviceFailed
from kiosk.contracts.clock import Clock
from kiosk.contracts.printouts import Printout

_LOOK_AGAIN = 0.5  # seconds between looks at a running job


@dataclass(frozen=True, slots=True)
class Settings:
    """`queue` is the queue's address; `state` that of the printer itself, where CUPS stands between.

    CUPS tells of a printer's paper only while it prints; the printer itself at any time. The rest
    are seconds; `grace` is for how long a fault may last in a running job (a tray is pushed back in).
    Raises ValueError, naming the key.
    """

    queue: str = "ipp://127.0.0.1:631/printers/a4"
    state: str = ""
    answer_patience: float = 5.0
    job_patience: float = 90.0
    grace: float = 8.0
    poll: float = 5.0

    def __post_init__(self) -> None:
        for key in ("queue", "state"):
            address = getattr(self, key)
            if not address.startswith(("ipp://", "ipps://")) and (address or key == "queue"):
                raise ValueError(f"'{key}' must begin with ipp:// or ipps://, not '{address}'")
        for key in ("answer_patience", "job_patience", "grace", "poll"):
            if not getattr(self, key) > 0:
                raise ValueError(f"'{key}' must be seconds above 0")


class CupsPrinter:
    """Implements `hardware.document_printer.DocumentPrinter`. One job at a time."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._queue = IppQueue(settings.queue, settings.answer_patience, clock)
        self._printer = IppQueue(settings.state or settings.queue, settings.answer_patience, clock)
        self._turn = asyncio.Lock()

    async def print_document(self, printout: Printout) -> None:
        from hardware.document_printer.sheets import pdf  # noqa: PLC0415 - Pillow only where needed

        await asyncio.to_thread(load)
        data = await asyncio.to_thread(pdf, printout)
        async with self._turn:
            _refuse(await self._printer.condition())
            job = None
            try:
                job = await self._queue.print_job(data)
                await self._wait_for(job)
            except BaseException:
                await asyncio.shield(self._withdraw(job))
                raise

    async def watch(self) -> AsyncIterator[DocumentPrinterStatus]:
        await asyncio.to_thread(load)
        await self._withdraw(None)  # what a session that was killed left behind
        told: DocumentPrinterStatus | None = None
        while True:
            status = await self._look()
            if status != told:
                told = status
                yield status
            await self._clock.sleep(self._settings.poll)

    async def _withdraw(self, job: int | None) -> None:
        """Cancel a job, by its number where it is known, and by our name where its answer was lost."""
        if job is not None:
            with suppress(DeviceFailed):
                await self._queue.cancel(job)
        # CUPS may have handed it on already. Printers need not know this operation.
        for place in (self._queue, self._printer):
            with suppress(DeviceFailed):
                await place.cancel_ours()

    async def _wait_for(self, job: int) -> None:
        """Return when the job is completed. Raises DeviceFailed when it ends or stays otherwise."""
        give_up = self._clock.monotonic() + self._settings.job_patience
        well = self._clock.monotonic()
        while self._clock.monotonic() < give_up:
            state = await self._queue.job_state(job)
            if state == COMPLETED:
                return
            status = await self._look()
            if state in ENDED:
                raise DeviceFailed(status.fault or DocumentPrinterFault.OUT_OF_ORDER)
            if status.fault is None:
                well = self._clock.monotonic()
            elif self._clock.monotonic() - well >= self._settings.grace:
                raise DeviceFailed(status.fault)
            await self._clock.sleep(_LOOK_AGAIN)
        raise DeviceFailed(DocumentPrinterFault.OUT_OF_ORDER)

    async def _look(self) -> DocumentPrinterStatus:
        try:
            return await self._printer.condition()
        except DeviceFailed as failed:
            return DocumentPrinterStatus(DocumentPrinterFault(failed.fault))


def _refuse(status: DocumentPrinterStatus) -> None:
    if status.fault is not None:
        raise DeviceFailed(status.fault)


def make(settings: Settings, clock: Clock) -> CupsPrinter:
    return CupsPrinter(settings, clock)
