"""The session's side of the worker: asks it about prints, and outlives whatever becomes of it."""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware.patience import within
from kiosk.capture.finger.frames import HEAD, Garbled, lengths, packed, parsed
from kiosk.capture.finger.prints import QUALITY_UNKNOWN, Print
from kiosk.contracts.clock import Clock

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 4.0
"""Seconds for one answer; it is there after 0.2 on a quiet machine."""

Process = asyncio.subprocess.Process
Answer = tuple[Mapping[str, Any], bytes]


class WorkerLost(Exception):
    """The worker crashed, hung or spoke nonsense; another one is on its way."""


class EncodingFailed(Exception):
    """There is no WSQ file of this print; the text says why, nothing about the print."""


@dataclass(frozen=True, slots=True)
class Examination:
    """`score` is NFIQ 2, 0 to 100, or QUALITY_UNKNOWN; the template is for comparison in this session."""

    score: int
    minutiae: int = 0
    template: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A WSQ file, and by whom: `certificate` is the FBI's number, empty without one."""

    content: bytes = field(repr=False)
    encoder: str
    certificate: str


class FingerExaminer:
    """Examines, compares and encodes prints in a process of its own, one request after the other.

    The worker starts with `warm` or with the first request. What it does not answer within
    `patience` seconds it never will: it is killed and replaced. To start, it may take twice as long.
    """

    def __init__(self, clock: Clock, encoder: str = "nbis", patience: float = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
        self._encoder = encoder
        self._process: Process | None = None
        self._ready = False
        self._closed = False
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """Answer the worker's process id while there is one."""
        return None if self._process is None else self._process.pid

    async def warm(self) -> None:
        """Have a worker ready before the first finger. Raises WorkerLost."""
        async with self._turn:
            await self._guarded(None)

    async def examine(self, image: Print) -> Examination:
        """Answer quality and template; QUALITY_UNKNOWN where the worker could not come to any."""
        asked = {"do": "examine", "width": image.width, "height": image.height}
        try:
            fields, template = await self._ask(asked, image.pixels)
            return Examination(int(fields["score"]), int(fields["minutiae"]), template)
        except (WorkerLost, KeyError):
            return Examination(QUALITY_UNKNOWN)

    async def compare(self, first: bytes, second: bytes) -> int | None:
        """Answer Bozorth3's score of two templates: 40 and more is the same finger; None if unknown."""
        if not first or not second:
            return None
        try:
            fields, _ = await self._ask({"do": "compare", "first": len(first)}, first + second)
            return int(fields["score"])
        except (WorkerLost, KeyError):
            return None

    async def encode(self, image: Print) -> Encoded:
        """Answer the print as WSQ. Raises EncodingFailed."""
        asked = {"do": "encode", "width": image.width, "height": image.height}
        try:
            fields, content = await self._ask(asked, image.pixels)
        except WorkerLost:
            raise EncodingFailed("the worker was lost") from None
        if "error" in fields:
            raise EncodingFailed(str(fields["error"]))
        return Encoded(content, str(fields["encoder"]), str(fields["certificate"]))

    async def close(self) -> None:
        """End the worker; nothing is asked any more."""
        self._closed = True
        await self._end()

    async def _ask(self, fields: Mapping[str, object], payload: bytes) -> Answer:
        async with self._turn:
            return await self._guarded(packed(fields, payload))

    async def _guarded(self, frame: bytes | None) -> Answer:
        """Send the frame to a ready worker and wait for its answer; without one, only make it ready.

        A worker that failed, or whose answer nobody waits for any more, is ended: the next answer on
        its pipe would be to the wrong question.
        """
        try:
            process = await self._running()
            if not self._ready:
                await within(self._clock, 2 * self._patience, _heard(process))
                self._ready = True
            if frame is None:
                return {}, b""
            return await within(self._clock, self._patience, _exchanged(process, frame))
        except (TimeoutError, Garbled, asyncio.IncompleteReadError, OSError):
            await self._end()
            if not self._closed:
                await self._running()
            raise WorkerLost from None
        except asyncio.CancelledError:
            await self._end()
            raise

    async def _running(self) -> Process:
        """Answer the worker, started if need be; it may not be ready. Raises WorkerLost."""
        if self._closed:
            raise WorkerLost
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "kiosk.capture.finger.worker", self._encoder),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            )
        return self._process

    async def _end(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _exchanged(process: Process, frame: bytes) -> Answer:
    assert process.stdin is not None  # noqa: S101 - a pipe was asked for
    process.stdin.write(frame)
    await process.stdin.drain()
    return await _heard(process)


async def _heard(process: Process) -> Answer:
    """Answer the worker's next frame."""
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    words, payload = lengths(await process.stdout.readexactly(HEAD.size))
    fields = parsed(await process.stdout.readexactly(words))
    return fields, await process.stdout.readexactly(payload)
