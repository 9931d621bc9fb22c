"""The event log: appended to, chained by hashes, its Merkle tree head signed by the device."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from kiosk.contracts.clock import Clock
from kiosk.store.canonical import canonical, stamped
from kiosk.store.catalogue import Catalogue
from kiosk.store.checkpoints import Checkpoint, sign
from kiosk.store.database import TerminalDatabase
from kiosk.store.merkle import GrowingTree, leaf_hash
from kiosk.store.stamps import stamp

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HASH_BYTES = 32
GENESIS = bytes(HASH_BYTES)


def record_bytes(
    seq: int, at: str, actor: str, event: str, attributes: dict[str, Any], previous: bytes
) -> bytes:
    """Answer what is hashed of one event: for the chain by SHA-256, for the tree by its leaf hash."""
    return canonical(
        {
            "seq": seq,
            "at": at,
            "actor": actor,
            "event": event,
            "attributes": attributes,
            "previous": previous.hex(),
        }
    )


class EventLog:
    """Writes events; a head is signed every `heads_every` events, for whoever holds the device's key.

    Without `key` (a process that may not sign) events are only chained; the next one that signs
    covers them.
    """

    def __init__(
        self,
        database: TerminalDatabase,
        clock: Clock,
        catalogue: Catalogue,
        key: "Ed25519PrivateKey | None",
        origin: str,
        heads_every: int = 32,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._key = key
        self._origin = origin
        self._heads_every = heads_every

    def record(self, event: str, /, **attributes: object) -> None:
        """Append one catalogued event; joins the transaction that is open, or makes its own.

        Raises EventRefused (a mistake in the program) and StoreFailed.
        """
        kind = self._catalogue.check(event, attributes)
        with self._database.transaction():
            last = self._database.row("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
            seq = last["seq"] + 1 if last else 1
            previous = last["hash"] if last else GENESIS
            at = stamp(self._clock.now())
            content = record_bytes(seq, at, kind.who, event, attributes, previous)
            self._database.insert(
                "events",
                {
                    "seq": seq,
                    "at": at,
                    "actor": kind.who,
                    "event": event,
                    "attributes": stamped(attributes),
                    "previous": previous,
                    "hash": hashlib.sha256(content).digest(),
                },
            )
            head = self._head()
            if seq == 1 or seq - head.size >= self._heads_every:
                self._sign(head)

    def sign_head(self) -> None:
        """Sign a head over all there is, unless the last one covers it or there is no key."""
        with self._database.transaction():
            self._sign(self._head())

    def latest_head(self) -> str | None:
        """Answer the last signed head, as the text that is anchored elsewhere."""
        row = self._database.row("SELECT note FROM tree_heads ORDER BY size DESC LIMIT 1")
        return None if row is None else str(row["note"])

    def _name(self) -> str:
        """Answer the log's origin: the one it began with, whatever a later configuration says."""
        note = self.latest_head()
        return note.partition("\n")[0] if note else self._origin

    def _head(self) -> GrowingTree:
        row = self._database.row("SELECT size, peaks FROM tree_heads ORDER BY size DESC LIMIT 1")
        return GrowingTree() if row is None else GrowingTree(row["size"], split(row["peaks"]))

    def _sign(self, tree: GrowingTree) -> None:
        if self._key is None:
            return
        before = tree.size
        for row in self._database.rows(
            "SELECT * FROM events WHERE seq > :size ORDER BY seq", {"size": before}
        ):
            tree.append(leaf_hash(content_of(row)))
        if tree.size == before:
            return
        root = tree.root()
        self._database.insert(
            "tree_heads",
            {
                "size": tree.size,
                "root": root,
                "peaks": b"".join(tree.peaks),
                "note": sign(Checkpoint(self._name(), tree.size, root), self._key),
            },
        )


def content_of(row: dict[str, Any]) -> bytes:
    """Answer the hashed bytes of an event's row; raises ValueError if the row is no event."""
    return record_bytes(
        row["seq"],
        row["at"],
        row["actor"],
        row["event"],
        parsed(row["attributes"]),
        row["previous"],
    )


def split(peaks: bytes) -> list[bytes]:
    if len(peaks) % HASH_BYTES:
        raise ValueError("peaks are hashes of 32 bytes")
    return [peaks[start : start + HASH_BYTES] for start in range(0, len(peaks), HASH_BYTES)]


def parsed(attributes: str) -> dict[str, Any]:
    """Answer attributes from their column; raises ValueError unless they are in canonical form."""
    value = json.loads(attributes)
    if not isinstance(value, dict) or stamped(value) != attributes:
        raise ValueError("attributes are not in canonical form")
    return value
