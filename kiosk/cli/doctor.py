"""`kiosk doctor`: says in sentences what this machine lacks for its configuration."""

import argparse

from kiosk.cli.exits import FINE, WANTING
from kiosk.cli.options import add_configuration, refusing
from kiosk.config.load import read

MARKS = {True: "fine    ", False: "wanting ", None: "        "}


def prepare(command: argparse.ArgumentParser) -> None:
    add_configuration(command)
    command.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    """Print every finding; exit 1 if something is wanting."""
    wanted = read(options.config, options.profile)
    from kiosk.cli.checkup import check_all  # noqa: PLC0415 - a refusal need not wait for it

    findings = list(check_all(wanted))
    for finding in findings:
        print(MARKS[finding.fine] + finding.sentence)
    wanting = [finding for finding in findings if finding.fine is False]
    print(f"\n{len(wanting)} wanting." if wanting else "\nNothing is wanting.")
    return WANTING if wanting else FINE
