"""`kiosk terminal`: the supervisor."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from kiosk.cli.options import add_configuration, configuration
from kiosk.cli.session import command_line
from kiosk.clock import SystemClock
from kiosk.config.layers import ConfigurationRefused
from kiosk.config.load import SHIPPED, load_configuration
from kiosk.config.model import Profile, SupervisorLimits
from kiosk.journal import log_to_journal
from kiosk.sd_notify import ServiceNotifier
from kiosk.supervisor import out_of_service
from kiosk.supervisor.environment import session_environment
from kiosk.supervisor.runner import Cast, Supervisor
from kiosk.supervisor.stragglers import Stragglers

log = logging.getLogger(__name__)


def prepare(command: argparse.ArgumentParser) -> None:
    add_configuration(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Supervise until SIGTERM or SIGINT; SIGUSR1 tries a terminal that is out of service again."""
    log_to_journal()
    os.umask(0o077)
    session = (sys.executable, "-m", "kiosk", "session", *command_line(options))
    picture = (sys.executable, "-I", "-S", str(Path(out_of_service.__file__)))
    cast = Cast(
        session, (*picture, str(SHIPPED / "out_of_service")), session_environment(os.environ)
    )
    asyncio.run(_supervise(cast, _limits(options)))
    return 0


def _limits(options: argparse.Namespace) -> SupervisorLimits:
    """Answer the configured limits, or the shipped ones if the configuration is refused.

    The session process will refuse it again; but the citizen then sees a picture and no black
    screen, and the terminal comes back by itself when the file has been mended.
    """
    try:
        return configuration(options).supervisor
    except ConfigurationRefused as refused:
        log.critical("configuration.refused %s", refused)
        return load_configuration(SHIPPED / "terminal.toml", Profile.TERMINAL).supervisor


async def _supervise(cast: Cast, limits: SupervisorLimits) -> None:
    supervisor = Supervisor(cast, limits, SystemClock(), ServiceNotifier(), Stragglers().sweep)
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, supervisor.ask_to_stop)
    loop.add_signal_handler(signal.SIGUSR1, supervisor.ask_to_retry)
    await supervisor.run()
