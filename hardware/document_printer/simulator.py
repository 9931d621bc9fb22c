"""An A4 printer on TCP that speaks IPP, prints PDF sheets, and has every mishap."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hardware.document_printer.ipp import load
from hardware.document_printer.wire import (
    BAD_REQUEST,
    FORMAT_NOT_SUPPORTED,
    FORMATS,
    NOT_FOUND,
    OK,
    OPERATION_NOT_SUPPORTED,
    Asked,
    Attribute,
    Operation,
    answer,
    read_request,
    reply,
)

_HOST = "127.0.0.1"
_PENDING, _STOPPED, _CANCELED, _COMPLETED = 3, 6, 7, 9
_IDLE, _BUSY, _HALTED = 3, 4, 5  # printer-state


@dataclass(slots=True)
class _Job:
    number: int
    data: bytes
    state: int = _PENDING


class DocumentPrinterSimulator:
    """Implements `hardware.simulation.acts.Simulator`.

    Each document that comes out stays in `documents`, and as a PDF in `directory` if there is one.
    """

    def __init__(self, directory: Path | None = None, port: int = 0) -> None:
        self.documents: list[bytes] = []
        self._directory = directory
        self._port = port
        self._jobs: dict[int, _Job] = {}
        self._reasons: dict[str, str] = {}
        self._low: set[str] = set()
        self._empties = False
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        await asyncio.to_thread(load)
        await self.plug_in()

    async def stop(self) -> None:
        self.unplug()

    def describe(self) -> Mapping[str, object]:
        return {"driver": "cups", "queue": f"ipp://{_HOST}:{self._port}/ipp/print"}

    def state(self) -> Mapping[str, object]:
        return {
            "plugged": self._server is not None,
            "reasons": ", ".join(self._said()),
            "waiting": sum(job.state < _CANCELED for job in self._jobs.values()),
            "documents": len(self.documents),
        }

    def run_out_of_paper(self, *, at_the_next_job: bool = False) -> None:
        """Take the last sheet out of the tray."""
        if at_the_next_job:
            self._empties = True
        else:
            self._reasons["paper"] = "media-empty-error"

    def run_low_on_paper(self) -> None:
        """Leave a few sheets in the tray."""
        self._low.add("media-low-warning")

    def refill_paper(self) -> None:
        """Fill the tray."""
        self._low.discard("media-low-warning")
        self._mend("paper")

    def jam(self) -> None:
        """Get a sheet stuck inside."""
        self._reasons["jam"] = "media-jam-error"

    def clear_jam(self) -> None:
        """Take the stuck sheet out."""
        self._mend("jam")

    def open_cover(self) -> None:
        """Open the cover."""
        self._reasons["cover"] = "cover-open-error"

    def close_cover(self) -> None:
        """Close the cover."""
        self._mend("cover")

    def run_low_on_toner(self) -> None:
        """Let the toner come near its end."""
        self._low.add("toner-low-warning")

    def run_out_of_toner(self) -> None:
        """Use up the toner."""
        self._reasons["toner"] = "toner-empty-error"

    def refill_toner(self) -> None:
        """Put in a new cartridge."""
        self._low.discard("toner-low-warning")
        self._mend("toner")

    def break_down(self) -> None:
        """Give the printer a fault that only a repair mends."""
        self._reasons["works"] = "other-error"

    def repair(self) -> None:
        """Mend the printer."""
        self._mend("works")

    def unplug(self) -> None:
        """Pull the network cable: the line breaks, nobody can connect."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._lines:
            writer.transport.abort()

    async def plug_in(self) -> None:
        """Put the network cable back."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, _HOST, self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self._reasons.clear()
        self._low.clear()
        self._empties = False
        self._go_on()
        await self.plug_in()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            while (body := await read_request(reader, writer)) is not None:
                writer.write(reply(self._answer(body)))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError):
            pass  # hung up on, or spoken to in another language
        finally:
            self._lines.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _answer(self, body: bytes) -> bytes:
        asked = Asked.read(body)
        if asked is None:
            return answer(BAD_REQUEST, 1)
        match asked.operation:
            case Operation.VALIDATE_JOB:
                return answer(OK if asked.known_format else FORMAT_NOT_SUPPORTED, asked.request)
            case Operation.PRINT_JOB:
                return self._take_job(asked)
            case Operation.GET_PRINTER_ATTRIBUTES:
                return answer(OK, asked.request, printer=self._attributes())
            case Operation.CANCEL_MY_JOBS:
                for job in self._jobs.values():
                    self._cancel(job)
                return answer(OK, asked.request)
            case Operation.GET_JOBS:
                return answer(OK, asked.request)
            case Operation.GET_JOB_ATTRIBUTES | Operation.CANCEL_JOB:
                return self._answer_job(asked)
            case _:
                return answer(OPERATION_NOT_SUPPORTED, asked.request)

    def _take_job(self, asked: Asked) -> bytes:
        if not asked.known_format or not asked.data.startswith(b"%PDF-"):
            return answer(FORMAT_NOT_SUPPORTED, asked.request)
        job = _Job(len(self._jobs) + 1, asked.data)
        self._jobs[job.number] = job
        if self._empties:
            self._empties = False
            self.run_out_of_paper()
        self._go_on()
        return answer(OK, asked.request, job=self._told(job))

    def _answer_job(self, asked: Asked) -> bytes:
        job = self._jobs.get(asked.job)
        if job is None:
            return answer(NOT_FOUND, asked.request)
        if asked.operation is Operation.CANCEL_JOB:
            self._cancel(job)
        return answer(OK, asked.request, job=self._told(job))

    def _cancel(self, job: _Job) -> None:
        if job.state < _CANCELED:
            job.state, job.data = _CANCELED, b""

    def _told(self, job: _Job) -> tuple[Attribute, ...]:
        uri = f"ipp://{_HOST}:{self._port}/jobs/{job.number}"
        return (
            ("job-uri", uri),
            ("job-id", job.number),
            ("job-state", job.state),
            ("job-state-reasons", ["none"]),
        )

    def _attributes(self) -> tuple[Attribute, ...]:
        waiting = any(job.state < _CANCELED for job in self._jobs.values())
        state = _HALTED if self._reasons else _BUSY if waiting else _IDLE
        return (
            ("printer-uri-supported", f"ipp://{_HOST}:{self._port}/ipp/print"),
            ("printer-state", state),
            ("printer-state-reasons", self._said()),
            ("printer-is-accepting-jobs", True),
            ("ipp-versions-supported", ["1.1", "2.0"]),
            ("operations-supported", [int(operation) for operation in Operation]),
            ("document-format-supported", list(FORMATS)),
            ("queued-job-count", sum(job.state < _CANCELED for job in self._jobs.values())),
        )

    def _said(self) -> list[str]:
        return [*self._reasons.values(), *sorted(self._low)] or ["none"]

    def _mend(self, part: str) -> None:
        self._reasons.pop(part, None)
        self._go_on()

    def _go_on(self) -> None:
        """Print what waits, as long as nothing is in the way."""
        for job in self._jobs.values():
            if job.state >= _CANCELED:
                continue
            if self._reasons:
                job.state = _STOPPED
                continue
            job.state = _COMPLETED
            self.documents.append(job.data)
            if self._directory is not None:
                self._directory.mkdir(parents=True, exist_ok=True)
                path = self._directory / f"document-{len(self.documents):04}.pdf"
                path.write_bytes(job.data)
            job.data = b""
