"""What really lies in a terminal's store, read beside it: cases, captures, payments, log."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from kiosk.store import DATABASE
from kiosk.store.listing import listed_captures
from kiosk.store.signing import load_device_key
from kiosk.store.unsealing import PrivateKey
from kiosk.store.verifying import verify

DEVICE_KEY = "device.key"
SETTLED = ("confirmed", "reversed", "never_authorised")


class Ledger:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def cases(self) -> list[str]:
        """Answer the services of the stored cases."""
        return [row["service"] for row in self._rows("SELECT service FROM cases")]

    def demands(self, private: PrivateKey) -> list[dict[str, Any]]:
        """Answer what stored cases say is still to be paid for them, opened as the authority does."""
        parts = self._rows("SELECT sealed FROM parts WHERE name = 'case'")
        documents = [json.loads(private.unseal(part["sealed"])[0]) for part in parts]
        return [document["demand"] for document in documents if "demand" in document]

    def paid_cases(self) -> set[str]:
        """Answer the references of the payments that stored cases name."""
        rows = self._rows("SELECT DISTINCT reference FROM payments WHERE case_number NOT NULL")
        return {row["reference"] for row in rows}

    def payments(self) -> dict[str, str]:
        """Answer the last state of each payment by its reference."""
        rows = self._rows("SELECT reference, state FROM payments ORDER BY seq")
        return {row["reference"]: row["state"] for row in rows}

    def kept(self) -> list[tuple[int, int]]:
        """Answer receipt number and cents of each payment that the journal says is kept."""
        rows = self._rows("SELECT reference, receipt, cents FROM payments ORDER BY seq")
        vouchers = {
            row["reference"]: (row["receipt"], row["cents"]) for row in rows if row["receipt"]
        }
        return [vouchers[name] for name, state in self.payments().items() if state == "confirmed"]

    def unpaid_cases(self) -> set[str]:
        """Answer the references of payments that were given back although a case names them."""
        given_back = {name for name, state in self.payments().items() if state == "reversed"}
        return given_back & self.paid_cases()

    def loose_captures(self) -> int:
        """Answer how many captures no case has."""
        return len(self._rows("SELECT 1 FROM captures WHERE case_number IS NULL"))

    def events(self) -> list[str]:
        return [row["event"] for row in self._rows("SELECT event FROM events ORDER BY seq")]

    def flaws(self, private: PrivateKey) -> list[str]:
        """Answer, one sentence each, what is not as it must be between two citizens."""
        return [*self._flaws_of_cases(private), *self._flaws_beside_cases()]

    def _flaws_of_cases(self, private: PrivateKey) -> Iterator[str]:
        for case in self._rows("SELECT * FROM cases"):
            number = case["number"]
            parts = self._rows("SELECT * FROM parts WHERE case_number = ?", number)
            if [part["name"] for part in parts] != ["case"]:
                yield f"a case of {case['service']} has the parts {[p['name'] for p in parts]}"
                continue
            document = json.loads(private.unseal(parts[0]["sealed"])[0])
            if document["number"] != number or document["service"] != case["service"]:
                yield "a document is another case's"
            outbox = self._rows("SELECT state FROM outbox WHERE case_number = ?", number)
            if [row["state"] for row in outbox] != ["pending"]:
                yield f"a case lies {len(outbox)} times in the outbox"
            pieces = self._rows(
                "SELECT r.* FROM renditions AS r JOIN captures AS c ON c.id = r.capture "
                "WHERE c.case_number = ?",
                number,
            )
            yield from _flaws_of_captures(document, pieces, private)
            paid = self._rows("SELECT reference FROM payments WHERE case_number = ?", number)
            named = {document["payment"]["reference"]} if "payment" in document else set()
            if {row["reference"] for row in paid} != named:
                yield "a case and the journal name different payments"

    def _flaws_beside_cases(self) -> Iterator[str]:
        if stray := self._rows(
            "SELECT 1 FROM renditions WHERE capture NOT IN (SELECT id FROM captures)"
        ):
            yield f"{len(stray)} renditions have no capture"
        for table in ("parts", "outbox", "captures"):
            orphans = self._rows(
                f"SELECT 1 FROM {table} WHERE case_number IS NULL "  # noqa: S608 - our own words
                "OR case_number NOT IN (SELECT number FROM cases)"
            )
            if orphans:
                yield f"{len(orphans)} rows of {table} have no case"
        for reference, state in self.payments().items():
            if state not in SETTLED:
                yield f"payment {reference} is left {state}"
        key = load_device_key(self._folder / DEVICE_KEY).public_key()
        for finding in verify(self._folder / DATABASE, key).findings:
            yield f"the log: {finding.sentence()}"

    def _rows(self, sql: str, *values: str) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(self._folder / DATABASE)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()


def _flaws_of_captures(
    document: Mapping[str, Any], pieces: list[sqlite3.Row], private: PrivateKey
) -> Iterator[str]:
    sums = {
        one.id: one.sha256 for capture in listed_captures(document) for one in capture.renditions
    }
    if sums.keys() != {piece["id"] for piece in pieces}:
        yield f"a case names {len(sums)} renditions and has {len(pieces)}"
        return
    for piece in pieces:
        content, _ = private.unseal(piece["sealed"])
        if hashlib.sha256(content).hexdigest() != sums[piece["id"]]:
            yield "a capture is not the one that the case names"
