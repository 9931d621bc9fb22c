"""The composition root of a session process: the only place that knows everyone."""

import asyncio
import sys

from kiosk.config.model import Configuration
from kiosk.contracts.supervision import ExitCode
from kiosk.hardening import keep_memory_private
from kiosk.journeys.tables import DefinitionRefused


def run(configuration: Configuration, link_fd: int | None) -> int:
    """Run one session process from attract screen to the citizen's leaving; answer its exit code.

    `link_fd` is the inherited socket to the supervisor, None to work alone.
    """
    keep_memory_private()
    # Screens prepare Kivy's environment before anything of it is imported.
    from kiosk.app.process import SessionProcess  # noqa: PLC0415

    try:
        return asyncio.run(SessionProcess(configuration, link_fd).run())
    except DefinitionRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return ExitCode.REFUSED
