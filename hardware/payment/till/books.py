"""The simulated card terminal's own books: what it took, kept, gave back and handed to the bank."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hardware.payment import Voucher
from hardware.payment.zvt.totals import KINDS, Totals

LAST_RECEIPT = 9999


class Fate(StrEnum):
    """What became of a payment: in the balance, kept, or given back."""

    HELD = "held"
    STORED = "stored"
    REVERSED = "reversed"


class Kind(StrEnum):
    PAYMENT = "payment"
    REVERSAL = "reversal"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction; `at` is MMDDhhmmss, `undoes` the trace of a payment that it gives back."""

    receipt: int
    trace: int
    cents: int
    at: str
    card: str = ""
    kind: Kind = Kind.PAYMENT
    fate: Fate = Fate.STORED
    undoes: int = 0
    totals: Totals | None = None


class Books:
    """Every entry by its trace number, oldest first; with a file, they outlive the process.

    The file is the books' own journal: a line for each change, the newest of a trace counts.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._entries: dict[int, Entry] = {}
        if path is not None and path.exists():
            for line in path.read_text("utf-8").splitlines():
                entry = _read(json.loads(line))
                self._entries[entry.trace] = entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def begin(self, cents: int, card: str, now: datetime) -> Entry:
        """Write down the bank's yes; the only place where money is taken."""
        return self._write(self._next(cents, now, card=card, fate=Fate.HELD))

    def turn(self, entry: Entry, fate: Fate) -> Entry:
        return self._write(replace(entry, fate=fate))

    def give_back(self, entry: Entry, now: datetime) -> Entry:
        """Undo a stored payment by a transaction of its own."""
        self.turn(entry, Fate.REVERSED)
        undoing = self._next(entry.cents, now, card=entry.card, kind=Kind.REVERSAL)
        return self._write(replace(undoing, undoes=entry.trace))

    def close(self, now: datetime) -> Entry:
        """Hand all stored payments since the last closing to the bank."""
        paid = [entry for entry in self._open() if entry.fate is Fate.STORED]
        parts = tuple(
            (len(kind), sum(entry.cents for entry in kind))
            for kind in ([e for e in paid if _kind(e.card) == name] for name in KINDS)
        )
        receipts = [entry.receipt for entry in paid]
        totals = Totals(min(receipts, default=0), max(receipts, default=0), parts)
        closing = self._next(totals.cents, now, kind=Kind.CLOSING)
        return self._write(replace(closing, totals=totals))

    def find(self, receipt: int) -> Entry | None:
        """Answer the payment with that receipt number, if it is not handed to the bank yet."""
        return next((entry for entry in self._open() if entry.receipt == receipt), None)

    def last(self) -> Entry | None:
        """Answer the last transaction that was carried to its end; what was undone is none."""
        done = [e for e in self._entries.values() if e.undoes or e.fate is Fate.STORED]
        return done[-1] if done else None

    def forget(self) -> None:
        self._entries.clear()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _open(self) -> list[Entry]:
        entries = list(self._entries.values())
        closed = max((n for n, e in enumerate(entries) if e.kind is Kind.CLOSING), default=-1)
        return [entry for entry in entries[closed + 1 :] if entry.kind is Kind.PAYMENT]

    def _next(
        self,
        cents: int,
        now: datetime,
        *,
        card: str = "",
        kind: Kind = Kind.PAYMENT,
        fate: Fate = Fate.STORED,
    ) -> Entry:
        trace = max(self._entries, default=0) + 1
        return Entry(
            receipt=(trace - 1) % LAST_RECEIPT + 1,
            trace=trace,
            cents=cents,
            at=f"{now:%m%d%H%M%S}",
            card=card,
            kind=kind,
            fate=fate,
        )

    def _write(self, entry: Entry) -> Entry:
        self._entries[entry.trace] = entry
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(entry)) + "\n")
                file.flush()
                os.fsync(file.fileno())
        return entry


def voucher(entry: Entry, terminal: str) -> Voucher:
    return Voucher(terminal, entry.receipt, entry.trace, entry.at)


def _read(line: dict[str, object]) -> Entry:
    fields = dict(line)
    totals = fields.pop("totals")
    entry = Entry(**fields)  # type: ignore[arg-type] # our own line, written by `_write`
    entry = replace(entry, kind=Kind(entry.kind), fate=Fate(entry.fate))
    if isinstance(totals, dict):
        parts = tuple((count, cents) for count, cents in totals["parts"])
        entry = replace(entry, totals=Totals(totals["first"], totals["last"], parts))
    return entry


def _kind(card: str) -> str:
    return card if card in KINDS else KINDS[-1]
