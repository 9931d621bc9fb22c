"""`kiosk courier`: delivers sealed cases until it is told to stop."""

import argparse
import asyncio
import logging
import os

from kiosk.cli.exits import Unreadable
from kiosk.cli.options import add_configuration, configuration, refusing
from kiosk.clock import SystemClock
from kiosk.config.layers import ConfigurationRefused
from kiosk.config.model import Configuration
from kiosk.courier.destinations import DestinationRefused
from kiosk.courier.worker import courier_settings
from kiosk.courier.worker import run as deliver
from kiosk.journal import log_to_journal
from kiosk.sd_notify import ServiceNotifier
from kiosk.store.failures import StoreFailed

log = logging.getLogger(__name__)


def prepare(command: argparse.ArgumentParser) -> None:
    add_configuration(command)
    command.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    """Deliver until SIGTERM or SIGINT; systemd starts it again after a fault."""
    log_to_journal()
    os.umask(0o007)  # what it makes beside terminal.db is the session's as well
    wanted = configuration(options)
    try:
        asyncio.run(_deliver(wanted))
    except DestinationRefused as refused:
        raise ConfigurationRefused(str(refused)) from None
    except StoreFailed as failed:
        raise Unreadable(str(failed)) from None
    return 0


async def _deliver(wanted: Configuration) -> None:
    notifier = ServiceNotifier()
    notifier.ready()
    try:
        await deliver(courier_settings(wanted), SystemClock(), beat=notifier.alive)
    finally:
        notifier.stopping()
