"""`kiosk config`: the merged configuration as TOML, with the origin of every line."""

import argparse

from kiosk.cli.exits import FINE
from kiosk.cli.options import add_configuration, refusing
from kiosk.config.load import load
from kiosk.config.printing import lines


def prepare(command: argparse.ArgumentParser) -> None:
    add_configuration(command)
    command.add_argument(
        "--changed", action="store_true", help="show only what is not as it was shipped"
    )
    command.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    layers = load(options.config, options.profile).layers
    print("\n".join(lines(layers, changed=options.changed)).lstrip("\n"))
    return FINE
