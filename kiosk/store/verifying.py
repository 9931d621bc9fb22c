"""Proves an event log with nothing but the device's public key: altered, cut, gapped or whole."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.store.checkpoints import Checkpoint, CheckpointRefused, read
from kiosk.store.events import GENESIS, content_of
from kiosk.store.failures import translated
from kiosk.store.merkle import GrowingTree, leaf_hash

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GUARDS = tuple(
    f"{table}_{rule}"
    for table in ("events", "tree_heads", "payments", "closings")
    for rule in ("no_update", "no_delete", "in_order")
)


class Flaw(StrEnum):
    UNREADABLE = "a record is no event"
    GAP = "records are missing or out of order"
    ALTERED = "a record does not have its hash"
    CHAIN_BROKEN = "a record does not follow the one before it"
    UNSIGNED = "no signed head vouches for this log"
    HEAD_FORGED = "a head is not signed by this key for this log"
    HEAD_DIFFERS = "the records are not those that were signed"
    CUT = "a head vouches for records that are gone"
    GUARD_MISSING = "a rule against changes has been taken out of the database"


@dataclass(frozen=True, slots=True)
class Finding:
    """`seq` is the record's or the head's number, None where the whole log is meant."""

    flaw: Flaw
    seq: int | None = None

    def sentence(self) -> str:
        return str(self.flaw) if self.seq is None else f"{self.seq}: {self.flaw}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `records` were read, the first `signed` of them stand under a valid head.

    What came after the last head could have been rewritten by whoever can write the file, and so
    could a log that was cut at an earlier head: only a head that was kept elsewhere (`anchor`)
    shows that.
    """

    records: int
    signed: int
    heads: int
    origin: str
    root: bytes
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


def verify(
    path: Path, key: "Ed25519PublicKey", anchor: str | None = None, *, at_most: int = 100
) -> Report:
    """Read the whole log in `path` and report; `anchor` is a signed head that was kept elsewhere.

    Writes nothing and holds up nobody; memory does not grow with the log. Stops looking after
    `at_most` findings. Raises StoreFailed if the file cannot be read.
    """
    with reading(path) as connection:
        walk = _Walk(connection, key, at_most)
        if anchor is not None:
            walk.expect(anchor)
        return walk.report()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a log for reading, in one consistent view, be it on a read-only medium."""
    with translated(path.name):
        try:
            connection = _connect(path, "mode=ro")
        except sqlite3.OperationalError:
            # The index beside a write-ahead log cannot be made where nothing may be written.
            connection = _connect(path, "mode=ro&immutable=1")
        with closing(connection):
            yield connection


def _connect(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM events LIMIT 1").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


class _Walk:
    """One pass over records and heads, side by side."""

    def __init__(
        self, connection: sqlite3.Connection, key: "Ed25519PublicKey", at_most: int
    ) -> None:
        self._connection = connection
        self._key = key
        self._at_most = at_most
        self._findings: list[Finding] = []
        self._expected: dict[int, Checkpoint] = {}
        self._peaks: dict[int, bytes] = {}
        self._heads = 0
        self._origin = ""
        self._root = b""
        self._signed = 0
        self._read_heads()

    def expect(self, note: str) -> None:
        """Hold the log against a head from elsewhere; it wins over the log's own of that size."""
        try:
            head = read(note, self._key)
        except CheckpointRefused:
            self._find(Flaw.HEAD_FORGED)
            return
        own = self._expected.get(head.size)
        if own is not None and own != head:
            self._find(Flaw.HEAD_DIFFERS, head.size)
        self._expected[head.size] = head

    def report(self) -> Report:
        records = self._read_events()
        for size in self._expected:
            if size > records:
                self._find(Flaw.CUT, size)
        if not self._heads:
            self._find(Flaw.UNSIGNED)
        found = {
            row["name"]
            for row in self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
            )
        }
        if not set(GUARDS) <= found:
            self._find(Flaw.GUARD_MISSING)
        return Report(
            records, self._signed, self._heads, self._origin, self._root, tuple(self._findings)
        )

    def _read_heads(self) -> None:
        for row in self._connection.execute("SELECT * FROM tree_heads ORDER BY size"):
            self._heads += 1
            try:
                head = read(row["note"], self._key)
            except CheckpointRefused:
                self._find(Flaw.HEAD_FORGED, row["size"])
                continue
            self._origin = self._origin or head.origin
            if head.origin != self._origin or (head.size, head.root) != (row["size"], row["root"]):
                self._find(Flaw.HEAD_FORGED, row["size"])
                continue
            self._expected[head.size] = head
            self._peaks[head.size] = row["peaks"]

    def _read_events(self) -> int:
        tree, previous = GrowingTree(), GENESIS
        for row in self._connection.execute("SELECT * FROM events ORDER BY seq"):
            if row["seq"] != tree.size + 1:
                self._find(Flaw.GAP, row["seq"])
            if row["previous"] != previous:
                self._find(Flaw.CHAIN_BROKEN, row["seq"])
            content = self._content(dict(row))
            if hashlib.sha256(content).digest() != row["hash"]:
                self._find(Flaw.ALTERED, row["seq"])
            previous = row["hash"]
            tree.append(leaf_hash(content))
            self._compare(tree)
            if len(self._findings) >= self._at_most:
                break
        return tree.size

    def _content(self, row: dict[str, Any]) -> bytes:
        try:
            return content_of(row)
        except (ValueError, TypeError, AttributeError):
            self._find(Flaw.UNREADABLE, row["seq"])
            return b""

    def _compare(self, tree: GrowingTree) -> None:
        head = self._expected.get(tree.size)
        if head is None:
            return
        peaks = self._peaks.get(tree.size)
        if head.root != tree.root() or (peaks is not None and peaks != b"".join(tree.peaks)):
            self._find(Flaw.HEAD_DIFFERS, tree.size)
            return
        self._signed, self._root = tree.size, head.root

    def _find(self, flaw: Flaw, seq: int | None = None) -> None:
        self._findings.append(Finding(flaw, seq))


def leaves(path: Path, size: int | None = None) -> list[bytes]:
    """Answer the leaf hashes of the first `size` records (all of them), to make proofs from.

    Raises StoreFailed, and ValueError for a record that is no event.
    """
    with reading(path) as connection:
        rows = connection.execute(
            "SELECT * FROM events ORDER BY seq LIMIT :size", {"size": -1 if size is None else size}
        )
        return [leaf_hash(content_of(dict(row))) for row in rows]
