"""`kiosk session`: one session process; usually started by the supervisor."""

import argparse
import logging
import os

from hardware.registry import DriverRefused
from kiosk.cli.options import add_configuration, configuration, refusing
from kiosk.config.layers import ConfigurationRefused
from kiosk.config.model import Configuration
from kiosk.config.production import found_for_tests, test_settings
from kiosk.contracts.supervision import FD_OPTION, ExitCode
from kiosk.hardening import die_with_parent, keep_memory_private
from kiosk.journal import log_to_journal

log = logging.getLogger(__name__)


def prepare(command: argparse.ArgumentParser) -> None:
    add_configuration(command)
    command.add_argument(
        FD_OPTION,
        type=int,
        dest="link",
        metavar="N",
        help="the inherited socket to the supervisor; without it the process works alone",
    )
    command.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    """Be a session process; a crash of any kind ends with ExitCode.CRASHED."""
    if options.link is not None:
        die_with_parent()
    keep_memory_private()
    log_to_journal()
    wanted = configuration(options)
    refuse_tests_in_production(wanted)
    from kiosk.app import run as run_session  # noqa: PLC0415 - a refusal need not wait for it

    try:
        return run_session(wanted, options.link)
    except Exception:
        log.critical("session.failed", exc_info=True)
        return ExitCode.CRASHED
    finally:
        logging.shutdown()


def refuse_tests_in_production(wanted: Configuration) -> None:
    """Raise ConfigurationRefused if this machine is set up for tests and is to serve citizens."""
    try:
        for sentence in found_for_tests(wanted):
            raise ConfigurationRefused(sentence)
        for key, why in test_settings(wanted):
            raise ConfigurationRefused(f"{key}: {why}.")
    except DriverRefused as refused:
        raise ConfigurationRefused(f"{refused}.") from None


def command_line(options: argparse.Namespace) -> tuple[str, ...]:
    """Answer the arguments by which another process gets the same configuration."""
    given = []
    if options.config is not None:
        given += ["--config", os.path.abspath(options.config)]  # noqa: PTH100 - a link stays a link
    if options.profile is not None:
        given += ["--profile", options.profile]
    return tuple(given)
