"""`kiosk texts compile`: makes the catalogues quick to load; done when the terminal is installed."""

import argparse

from kiosk.cli.exits import FINE, Unreadable
from kiosk.config.load import SHIPPED


def prepare(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(metavar="ACT", required=True)
    compiling = acts.add_parser("compile", help="compile every catalogue of config/locale")
    compiling.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    from kiosk.texts.catalogues import compile_all  # noqa: PLC0415 - Babel is slow to come

    try:
        written = compile_all(SHIPPED / "locale")
    except OSError as error:
        raise Unreadable(f"{error.filename}: {error.strerror}") from None
    for path in written:
        print(path.relative_to(SHIPPED))
    return FINE
