"""`kiosk cases`: where cases are on their way, sending again, and the authority's opening of them."""

import argparse
import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.cli.exits import FINE, WANTING, Unreadable
from kiosk.cli.options import add_configuration, configuration, refusing
from kiosk.clock import SystemClock
from kiosk.store import DATABASE, Store, StoreSettings
from kiosk.store.failures import StoreFailed
from kiosk.store.oversight import CaseLine

STATES = (
    "pending",
    "submitted",
    "delivered",
    "accepted",
    "quarantined",
    "rejected",
    "unclaimed",
    "expired",
)
MEANS = {
    "stored": "sealed on this terminal, and waits for its turn",
    "sending": "begun at the destination, and not handed over whole",
    "submitted": "handed over whole; its receiver has not spoken",
    "delivered": "at its destination",
    "accepted": "technically received, which does not mean processed",
    "waiting for the counter": "at the hand-over server, and not fetched yet; sealed here too",
    "fetched and deleted": "fetched at a counter and deleted there, which its server has signed",
    "timed out": "fetched by nobody in time; kept here",
    "set aside": "kept here until it is sent again",
    "expired": "destroyed unfetched or undelivered, at the legal age of its captures",
}


def prepare(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", help="list the cases of this terminal, oldest first")
    listing.add_argument("--state", choices=STATES, help="only those in this state")
    listing.set_defaults(run=list_cases)
    showing = acts.add_parser("show", help="show one case, destination by destination")
    showing.set_defaults(run=show_case)
    again = acts.add_parser(
        "retry", help="send a case again that was set aside or refused, or send it now"
    )
    again.set_defaults(run=retry_case)
    aside = acts.add_parser("set-aside", help="keep a case that waits from going out")
    aside.set_defaults(run=set_case_aside)
    for act in (listing, showing, again, aside):
        add_configuration(act)
    for act in (listing, showing):
        act.add_argument("--json", action="store_true", help="one JSON object a line")
    for act in (showing, again, aside):
        act.add_argument("number", help="the number on the receipt")
    opening = acts.add_parser("open", help="open a delivered case, as the authority")
    opening.add_argument("folder", type=Path, help="a case in a destination's folder")
    opening.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="the private key (JWK)"
    )
    opening.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new folder for what was inside"
    )
    opening.set_defaults(run=open_case)


@refusing
def list_cases(options: argparse.Namespace) -> int:
    with _store(options) as store:
        for line in store.oversight.cases(state=options.state):
            print(_json(line) if options.json else _row(line))
    return FINE


@refusing
def show_case(options: argparse.Namespace) -> int:
    with _store(options) as store:
        lines = store.oversight.case(options.number)
    for line in lines:
        print(_json(line) if options.json else "\n".join(_facts(line)))
    return FINE if lines else _unknown(options.number)


@refusing
def retry_case(options: argparse.Namespace) -> int:
    with _store(options) as store:
        known = store.oversight.case(options.number)
        count = store.oversight.retry(options.number)
    if not known:
        return _unknown(options.number)
    print("It is sent again." if count else "There is nothing to send: it was handed over.")
    return FINE


@refusing
def set_case_aside(options: argparse.Namespace) -> int:
    with _store(options) as store:
        known = store.oversight.case(options.number)
        count = store.oversight.set_aside(options.number)
    if not known:
        return _unknown(options.number)
    print("It is set aside." if count else "It does not wait: it stays as it is.")
    return FINE if count else WANTING


def open_case(options: argparse.Namespace) -> int:
    from kiosk.store.opening import (  # noqa: PLC0415 - the keys' library is slow to come
        OpeningFailed,
        open_delivery,
        write_opened,
    )
    from kiosk.store.sealing import read_jwk  # noqa: PLC0415
    from kiosk.store.unsealing import PrivateKey  # noqa: PLC0415

    try:
        case = open_delivery(options.folder, PrivateKey(read_jwk(options.key)))
        written = write_opened(case, options.out)
    except (OpeningFailed, StoreFailed) as failed:
        raise Unreadable(str(failed)) from None
    except OSError as error:
        raise Unreadable(f"{error.filename}: {error.strerror}") from None
    for path in written:
        print(path)
    return FINE


@contextmanager
def _store(options: argparse.Namespace) -> Iterator[Store]:
    """Open the terminal's database as it is; none is made."""
    own = configuration(options).store
    database = own.state_dir / DATABASE
    if not database.exists():
        raise Unreadable(f"{database}: there is no such database.")
    mode = 0o660 if own.shared else 0o600
    try:
        store = Store.open(database, SystemClock(), StoreSettings(mode=mode))
        try:
            yield store
        finally:
            store.close()
    except StoreFailed as failed:
        raise Unreadable(str(failed)) from None


def _unknown(number: str) -> int:
    print(f"There is no case '{number}' here.")
    return WANTING


def _row(line: CaseLine) -> str:
    return (
        f"{line.number}  {line.standing:<11}  {line.destination:<12}  {line.created_at}  "
        f"{line.service}  {line.fault or ''}"
    ).rstrip()


def _json(line: CaseLine) -> str:
    return json.dumps({**dataclasses.asdict(line), "standing": line.standing})


def _facts(line: CaseLine) -> list[str]:
    facts = {
        "number": line.number,
        "service": line.service,
        "destination": line.destination,
        "created": line.created_at,
        "state": line.standing,
        "which means": MEANS.get(line.standing, "refused by its receiver; kept here"),
        "tries": line.attempts,
        "next try": line.next_at if line.settled_at is None else "",
        "submitted": line.submitted_at or "",
        "submission": line.submission,
        "container": line.container,
        "settled": line.settled_at or "",
        "fault": line.fault or "",
        "sealed to": line.kid,
        "bytes kept": line.size,
    }
    return [f"{name + ':':<13}{value}" for name, value in facts.items() if value != ""]
