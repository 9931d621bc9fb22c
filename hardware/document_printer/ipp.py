"""The four IPP operations that a document needs (RFC 8011), by the library pyipp."""

import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from hardware.document_printer import DocumentPrinterFault, DocumentPrinterStatus
from hardware.document_printer.conditions import condition
from hardware.failures import DeviceFailed
from hardware.patience import within
from kiosk.contracts.clock import Clock

USER = "buergerterminal"
JOB_NAME = "document"
"""CUPS keeps the names of jobs for a while and shows them: they tell nothing of anybody."""

PENDING, COMPLETED = 3, 9
ENDED = frozenset({7, 8, COMPLETED})  # job-state: cancelled, aborted, completed


class IppQueue:
    """A queue of CUPS, or a printer itself, at `uri` (`ipp://host:port/printers/name`).

    Every call raises DeviceFailed: UNREACHABLE where nobody answers within `patience` seconds,
    OUT_OF_ORDER where the answer is no IPP or a refusal.
    """

    def __init__(self, uri: str, patience: float, clock: Clock) -> None:
        self._uri = uri
        self._patience = patience
        self._clock = clock

    async def print_job(self, data: bytes) -> int:
        """Hand over a PDF; answer the job's id."""
        answer = await self._ask(
            "PRINT_JOB",
            {"job-name": JOB_NAME, "document-format": "application/pdf"},
            {"data": data, "job-attributes-tag": {"sides": "one-sided"}},
        )
        return int(_first(answer, "jobs")["job-id"])

    async def job_state(self, job: int) -> int:
        wanted = {"job-id": job, "requested-attributes": ["job-state"]}
        return int(_first(await self._ask("GET_JOB_ATTRIBUTES", wanted), "jobs")["job-state"])

    async def cancel(self, job: int) -> None:
        await self._ask("CANCEL_JOB", {"job-id": job})

    async def cancel_ours(self) -> None:
        """Cancel whatever waits under our name: sheets of somebody who has gone (PWG 5100.11, 4.2)."""
        await self._ask("CANCEL_MY_JOBS", {})

    async def condition(self) -> DocumentPrinterStatus:
        wanted = {"requested-attributes": ["printer-state", "printer-state-reasons"]}
        said = _first(await self._ask("GET_PRINTER_ATTRIBUTES", wanted), "printers")
        reasons = said.get("printer-state-reasons", [])
        listed = reasons if isinstance(reasons, list) else [reasons]
        return condition(int(said["printer-state"]), map(str, listed))

    async def _ask(
        self, operation: str, attributes: Mapping[str, object], more: Mapping[str, object] = {}
    ) -> Mapping[str, Any]:
        from aiohttp import ClientError  # noqa: PLC0415 - comes with it

        pyipp = load()
        told = {"requesting-user-name": USER, **attributes}
        message = {"operation-attributes-tag": told, **more}
        # The cause of a failure would carry the document with it.
        try:
            async with pyipp.IPP(self._uri, request_timeout=self._patience) as queue:
                asking = queue.execute(pyipp.enums.IppOperation[operation], message)
                # The library bounds, and translates the errors of, an answer's head alone.
                answer = await within(self._clock, self._patience, asking)
        except (pyipp.IPPConnectionError, ClientError, OSError):  # TimeoutError is an OSError
            raise DeviceFailed(DocumentPrinterFault.UNREACHABLE) from None
        except (pyipp.IPPError, ValueError):
            raise DeviceFailed(DocumentPrinterFault.OUT_OF_ORDER) from None
        if not isinstance(answer, Mapping):
            raise DeviceFailed(DocumentPrinterFault.OUT_OF_ORDER)
        return answer


def load() -> ModuleType:
    """Import pyipp; the first time takes 0.2 s: call it in a worker thread before all else."""
    return importlib.import_module("pyipp")


def _first(answer: Mapping[str, Any], group: str) -> Mapping[str, Any]:
    found = answer.get(group) or [{}]
    first = found[0]
    wanted = {"jobs": ("job-id", "job-state"), "printers": ("printer-state",)}[group]
    if not isinstance(first, Mapping) or not any(name in first for name in wanted):
        raise DeviceFailed(DocumentPrinterFault.OUT_OF_ORDER)
    return first
