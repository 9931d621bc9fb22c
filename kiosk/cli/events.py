"""`kiosk events verify`: proves the event log with nothing but the device's public key."""

import argparse
from pathlib import Path

from kiosk.cli.exits import FINE, WANTING, Unreadable
from kiosk.cli.options import add_configuration, configuration, refusing
from kiosk.store import DATABASE
from kiosk.store.failures import StoreFailed
from kiosk.store.signing import load_public_key
from kiosk.store.verifying import Report, verify


def prepare(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(metavar="ACT", required=True)
    proof = acts.add_parser("verify", help="read the whole log and say whether it holds")
    add_configuration(proof)
    proof.add_argument("--database", type=Path, metavar="FILE", help="a terminal.db")
    proof.add_argument("--key", type=Path, metavar="FILE", help="the device's public key (PEM)")
    proof.add_argument(
        "--anchor", type=Path, metavar="FILE", help="a signed head of the log, kept elsewhere"
    )
    proof.set_defaults(run=run)


@refusing
def run(options: argparse.Namespace) -> int:
    """Print the findings; exit 0 if the log holds, 1 if it does not."""
    database, key = options.database, options.key
    if database is None or key is None:
        store = configuration(options).store
        database = database or store.state_dir / DATABASE
        key = key or store.device_key.with_suffix(".pub")
    if not database.exists():
        raise Unreadable(f"{database}: there is no such database.")
    try:
        anchor = None if options.anchor is None else options.anchor.read_text("utf-8")
        report = verify(database, load_public_key(key), anchor)
    except StoreFailed as failed:
        raise Unreadable(str(failed)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{options.anchor}: cannot be read: {error}") from None
    print("\n".join(_sentences(report)))
    return FINE if report.holds else WANTING


def _sentences(report: Report) -> list[str]:
    count = f"{report.records} records, {report.signed} of them under a valid signature"
    if report.holds:
        return [f"The event log of {report.origin} holds: {count}."]
    return [
        f"The event log of {report.origin or 'this terminal'} does not hold: {count}.",
        *(f"- {finding.sentence()}" for finding in report.findings),
    ]
