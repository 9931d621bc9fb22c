"""Keeps the "Außer Betrieb" program running for as long as it is wanted."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence

from kiosk.contracts.clock import Clock

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


class Picture:
    """Starts the program again when it ends; without a screen it goes on trying."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], clock: Clock
    ) -> None:
        self._command = command
        self._environment = environment
        self._clock = clock
        self._keeping: asyncio.Task[None] | None = None
        self.pids: set[int] = set()
        self.is_starting = False

    def show(self) -> None:
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())

    async def hide(self) -> None:
        """Take the picture away; harmless when there is none."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None

    async def _keep(self) -> None:
        while True:
            try:
                await self._run()
            except OSError as error:
                log.error("picture.not_started cause=%s", type(error).__name__)  # noqa: TRY400 - the place says nothing more
            await self._clock.sleep(PAUSE_SECONDS)

    async def _run(self) -> None:
        self.is_starting = True
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.DEVNULL, env=self._environment
            )
            self.pids = {process.pid}
        finally:
            self.is_starting = False
        try:
            status = await process.wait()
            log.error("picture.ended status=%d", status)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            self.pids = set()
