"""The command `desk`: what runs on the town's server, and what its people prepare there."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.journal import log_to_journal
from kiosk.store.failures import StoreFailed
from remote_assist.desk.handover.office import Office, open_office
from remote_assist.desk.handover.serving import serve
from remote_assist.desk.handover.settings import SettingsRefused, load_settings

SHIPPED = Path("/etc/buergerterminal/handover.toml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and answer the exit code; wrong usage exits with 2."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (SettingsRefused, StoreFailed, ValueError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'handover'}: {error.strerror}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="desk", description="The desk server of a town.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    handover = commands.add_parser("handover", help="hand pre-captures over at the counter")
    acts = handover.add_subparsers(metavar="ACT", required=True)
    serving = acts.add_parser("serve", help="take in, hand over and delete until SIGTERM")
    serving.set_defaults(run=_serve)
    adding = acts.add_parser(
        "add-clerk", help="make a clerk's account, or give it a new password (from standard input)"
    )
    adding.add_argument("name")
    adding.set_defaults(run=_add_clerk)
    unlocking = acts.add_parser("unlock", help="allow a code that wrong tries have locked")
    unlocking.add_argument("code")
    unlocking.set_defaults(run=_unlock)
    for act in (serving, adding, unlocking):
        act.add_argument("--config", type=Path, default=SHIPPED, metavar="FILE", help=str(SHIPPED))
    return parser


def _serve(options: argparse.Namespace) -> int:
    log_to_journal()
    serve(load_settings(options.config), SystemClock(), _say)
    return 0


def _add_clerk(options: argparse.Namespace) -> int:
    office = _office(options)
    try:
        ask = getpass.getpass if sys.stdin.isatty() else sys.stdin.readline
        office.accounts.add(options.name, ask().rstrip("\n"))
    finally:
        office.close()
    return 0


def _unlock(options: argparse.Namespace) -> int:
    office = _office(options)
    try:
        office.counter.unlock(options.code)
    finally:
        office.close()
    return 0


def _office(options: argparse.Namespace) -> Office:
    return open_office(load_settings(options.config), SystemClock())


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
