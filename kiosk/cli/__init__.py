"""The command `kiosk`: says what there is to run and runs it; each command imports only its own."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from kiosk.cli.exits import UNREADABLE, Unreadable

# Name, module of this package, and what it does; the module is imported when its command is given.
COMMANDS = (
    ("terminal", "terminal", "run the terminal: one session process after another, supervised"),
    ("session", "session", "run one session process, from attract screen to the citizen's leaving"),
    ("courier", "courier", "deliver sealed cases to their destinations"),
    ("agent", "agent", "watch the terminal's health and write it down for a technician"),
    ("config", "config", "show the configuration, and which file said what"),
    ("doctor", "doctor", "say what this machine lacks for its configuration"),
    ("cases", "cases", "list, show, send again or open cases"),
    ("payments", "payments", "list, export and settle payments, close the card terminal's day"),
    ("events", "events", "prove the event log"),
    ("capture", "capture", "see to what photos and fingerprints are measured with"),
    ("texts", "texts", "compile the catalogues of texts"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and answer the exit code; wrong usage exits with 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(given).parse_args(given)
    try:
        return int(options.run(options))
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return 130


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk",
        description="Bürgerterminal: citizen services at a terminal.",
        epilog="kiosk COMMAND --help tells more.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    wanted = next((word for word in given if not word.startswith("-")), "")
    for name, module, does in COMMANDS:
        command = commands.add_parser(name, help=does, description=does.capitalize() + ".")
        if name == wanted:
            import_module(f"kiosk.cli.{module}").prepare(command)
    return parser
