"""Options that several commands share, and how a refused configuration is told."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from kiosk.config.layers import ConfigurationRefused
from kiosk.config.load import HOST, load_configuration
from kiosk.config.model import Configuration, Profile
from kiosk.contracts.supervision import ExitCode

Run = Callable[[argparse.Namespace], int]


def add_configuration(command: argparse.ArgumentParser) -> None:
    """Give a command `--config` and `--profile`."""
    command.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help=f"the host's own settings (else {HOST}, if it is there)",
    )
    command.add_argument(
        "--profile", choices=tuple(Profile), help="overrules the profile that the host file names"
    )


def configuration(options: argparse.Namespace) -> Configuration:
    """Answer the configuration that the options ask for. Raises ConfigurationRefused."""
    return load_configuration(options.config, options.profile)


def refusing(run: Run) -> Run:
    """Tell a refused configuration in one sentence and exit with its own code."""

    @wraps(run)
    def told(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except ConfigurationRefused as refused:
            print(refused, file=sys.stderr)
            return ExitCode.REFUSED

    return told
