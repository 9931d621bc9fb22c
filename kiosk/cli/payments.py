"""`kiosk payments`: the payment journal, closing the card terminal's day, and the treasury's table."""

import argparse
import asyncio
import csv
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from hardware.registry import DriverRefused
from kiosk.cli.exits import FINE, WANTING, Unreadable
from kiosk.cli.options import add_configuration, configuration, refusing
from kiosk.cli.till import Ordered, bring_about
from kiosk.clock import SystemClock
from kiosk.config.layers import ConfigurationRefused
from kiosk.config.model import Configuration
from kiosk.store import DATABASE, PaymentState, Store, StoreSettings
from kiosk.store.closings import Closing, ClosingState
from kiosk.store.failures import StoreFailed
from kiosk.store.payments import PaymentLine, PaymentRefused
from kiosk.store.stamps import moment, stamp

COLUMNS = (
    *("date", "time", "terminal", "reference", "card_terminal", "receipt", "trace"),
    *("amount", "state", "case"),
)
RESOLUTIONS = {"kept": PaymentState.CONFIRMED, "given-back": PaymentState.REVERSED}
WAIT_SECONDS = 600.0
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def prepare(command: argparse.ArgumentParser) -> None:
    acts = command.add_subparsers(metavar="ACT", required=True)
    listing = acts.add_parser("list", help="list payments, oldest first")
    listing.add_argument("--state", choices=tuple(PaymentState), help="only those in this state")
    listing.set_defaults(run=list_payments)
    closing = acts.add_parser(
        "close-day", help="hand the card terminal's payments to the bank, and compare the sums"
    )
    closing.add_argument(
        "--wait",
        type=float,
        default=WAIT_SECONDS,
        metavar="SECONDS",
        help="how long to wait until nobody is at the terminal (default: %(default)g)",
    )
    closing.set_defaults(run=close_day)
    exporting = acts.add_parser("export", help="write payments as CSV, for the treasury")
    exporting.add_argument("--out", type=Path, metavar="FILE", help="else standard output")
    exporting.add_argument(
        "--german", action="store_true", help="semicolons, and a comma in amounts: 13,00"
    )
    exporting.set_defaults(run=export)
    for act in (listing, exporting):
        act.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="from this day on")
        act.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="this day included")
    resolving = acts.add_parser(
        "resolve", help="write how an unclear payment ended, as the network operator says"
    )
    resolving.add_argument("reference", help="as `kiosk payments list` shows it")
    resolving.add_argument("outcome", choices=tuple(RESOLUTIONS))
    resolving.set_defaults(run=resolve)
    for act in (listing, closing, exporting, resolving):
        add_configuration(act)


@refusing
def list_payments(options: argparse.Namespace) -> int:
    wanted = configuration(options)
    with _store(wanted) as store:
        for line in _lines(store, wanted, options):
            if options.state in (None, line.state):
                print(_row(line, wanted))
        last = store.closings.last()
    if last is not None and last.state is not ClosingState.CLOSED:
        print(f"The day is not closed: {_why(last)}.")
    return FINE


@refusing
def export(options: argparse.Namespace) -> int:
    wanted = configuration(options)
    with _store(wanted) as store:
        lines = list(_lines(store, wanted, options))
    if options.out is None:
        _write(sys.stdout, lines, wanted, german=options.german)
        return FINE
    try:
        with options.out.open("x", encoding="utf-8", newline="") as file:
            _write(file, lines, wanted, german=options.german)
    except OSError as error:
        raise Unreadable(f"{options.out}: {error.strerror}") from None
    return FINE


@refusing
def close_day(options: argparse.Namespace) -> int:
    """Answer FINE only if the day is closed, and both sums are the same to the cent."""
    wanted = configuration(options)
    with _store(wanted):
        pass  # says in a sentence where there is none
    try:
        closing = asyncio.run(bring_about(wanted, SystemClock(), options.wait))
    except Ordered:
        print("Ordered: the day is closed as soon as nobody is at the terminal.")
        return WANTING
    except DriverRefused as refused:
        raise ConfigurationRefused(f"{refused}.") from None
    except StoreFailed as failed:
        raise Unreadable(str(failed)) from None
    print("\n".join(_told(closing)))
    return FINE if closing.state is ClosingState.CLOSED and not closing.difference else WANTING


@refusing
def resolve(options: argparse.Namespace) -> int:
    state = RESOLUTIONS[options.outcome]
    with _store(configuration(options)) as store:
        known = {open_.reference: open_ for open_ in store.unresolved_payments()}
        payment = known.get(options.reference)
        if payment is None:
            print(f"There is no open payment '{options.reference}' here.")
            return WANTING
        try:
            store.journal(payment.reference, state, payment.cents)
        except PaymentRefused as refused:
            raise Unreadable(f"{refused}.") from None
    print(f"{options.reference}: {state}.")
    return FINE


@contextmanager
def _store(wanted: Configuration) -> Iterator[Store]:
    """Open the terminal's database as it is; none is made."""
    database = wanted.store.state_dir / DATABASE
    if not database.exists():
        raise Unreadable(f"{database}: there is no such database.")
    mode = 0o660 if wanted.store.shared else 0o600
    try:
        with Store.open(database, SystemClock(), StoreSettings(mode=mode)) as store:
            yield store
    except StoreFailed as failed:
        raise Unreadable(str(failed)) from None


def _lines(
    store: Store, wanted: Configuration, options: argparse.Namespace
) -> Iterator[PaymentLine]:
    zone = _zone(wanted)
    since = stamp(datetime.combine(options.since, time(), zone)) if options.since else ""
    for line in store.payments.lines(since):
        if options.until is None or moment(line.asked_at).astimezone(zone).date() <= options.until:
            yield line


def _write(file: IO[str], lines: list[PaymentLine], wanted: Configuration, *, german: bool) -> None:
    table = csv.writer(file, delimiter=";" if german else ",", lineterminator="\r\n")
    table.writerow(COLUMNS)
    zone = _zone(wanted)
    for line in lines:
        at = moment(line.asked_at).astimezone(zone)
        amount = _euros(line.cents)
        table.writerow(
            (
                f"{at:%Y-%m-%d}",
                f"{at:%H:%M:%S}",
                wanted.site.terminal,
                line.reference,
                line.voucher.terminal,
                line.voucher.receipt or "",
                line.voucher.trace or "",
                amount.replace(".", ",") if german else amount,
                line.state,
                line.number,
            )
        )


def _row(line: PaymentLine, wanted: Configuration) -> str:
    at = moment(line.asked_at).astimezone(_zone(wanted))
    receipt = f"{line.voucher.receipt:04d}" if line.voucher.receipt else "-"
    return (
        f"{at:%Y-%m-%d %H:%M}  {line.reference}  {receipt:>4}  {_euros(line.cents):>8} EUR  "
        f"{line.state:<16}  {line.number}"
    ).rstrip()


def _told(closing: Closing) -> list[str]:
    if closing.closed is None:
        return [f"The day is not closed: {_why(closing)}."]
    told = [
        f"{name + ':':<15}{total.count:>5} payments {_euros(total.cents):>12} EUR"
        for name, total in (("card terminal", closing.closed), ("journal", closing.booked))
    ]
    if closing.difference:
        more = "more" if closing.difference > 0 else "less"
        amount = _euros(abs(closing.difference))
        return [*told, f"DIFFERENCE: the card terminal has {amount} EUR {more} than the journal."]
    return [*told, "Both agree to the cent."]


def _why(closing: Closing) -> str:
    if closing.state is ClosingState.ORDERED:
        return "it is ordered, and nobody has come to it yet"
    if closing.state is ClosingState.BEGUN:
        return "it was begun, and its end was not heard; the terminal will be asked"
    return f"the card terminal says {closing.fault}"


def _euros(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _zone(wanted: Configuration) -> ZoneInfo:
    return ZoneInfo(wanted.site.time_zone)


def _day(text: str) -> date:
    if not DAY.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is no day: YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"there is no day '{text}'") from None
