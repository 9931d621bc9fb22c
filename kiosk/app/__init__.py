"""The composition root of a session process: the only place that knows everyone."""

import asyncio
import logging
import sys
from dataclasses import dataclass

from kiosk.config.model import Configuration
from kiosk.contracts.supervision import ExitCode
from kiosk.hardening import keep_memory_private
from kiosk.journeys.tables import DefinitionRefused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """`stagehand` is the loopback address at which tests and the autopilot may act, empty for none."""

    stagehand: str = ""


def run(configuration: Configuration, link_fd: int | None, options: SessionOptions) -> int:
    """Run one session process from attract screen to the citizen's leaving; answer its exit code.

    `link_fd` is the inherited socket to the supervisor, None to work alone.
    """
    keep_memory_private()
    if options.stagehand and not configuration.simulation.stagehand:
        sys.stderr.write("The configuration allows no stagehand (simulation.stagehand).\n")
        return ExitCode.REFUSED
    # Screens prepare Kivy's environment before anything of it is imported.
    from kiosk.app.process import SessionProcess  # noqa: PLC0415

    try:
        return asyncio.run(SessionProcess(configuration, link_fd, options.stagehand).run())
    except DefinitionRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return ExitCode.REFUSED
