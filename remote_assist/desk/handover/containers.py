"""Takes in sealed containers part by part, and deletes each with a signed receipt."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import (
    DOCUMENT,
    LARGEST,
    LARGEST_PART,
    LEGAL_HOURS,
    MOST_PARTS,
    Piece,
    Receipt,
    Sign,
    digest,
)
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.stamps import moment, stamp
from remote_assist.desk.handover.keys import Openers, Pepper
from remote_assist.desk.handover.opening import Unreadable, open_document

# What one terminal may have here at a time: a stolen key must not fill the disk.
MOST_CONTAINERS = 500

_log = logging.getLogger(__name__)


class Absent(Exception):
    """This terminal has no such container here, or the container no such part."""


class Conflict(Exception):
    """Under this id there is another container, or not all of it is there."""


class Unfit(Exception):
    """What was sent will never be taken; the sentence says why, without content."""


class TooLarge(Unfit):
    """It has more parts, or more bytes, than a container may have."""


class Full(Exception):
    """This terminal has too much here already."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a container stands; `missing` are parts that did not arrive, `receipt` ends it."""

    state: str
    expires: str
    missing: tuple[str, ...] = ()
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a courier says of a container before its parts; `expires` is the captures' own age."""

    kid: str
    expires: datetime
    pieces: tuple[Piece, ...]

    @classmethod
    def read(cls, told: object) -> "Announcement":
        """Answer the announcement in a JSON value. Raises Unfit, TooLarge."""
        if not isinstance(told, Mapping):
            raise Unfit("this is no announcement of a container")
        try:
            pieces = tuple(
                Piece(str(part["name"]), int(part["size"]), str(part["sha256"]))
                for part in told["parts"]
            )
            made = cls(str(told["kid"]), moment(str(told["expires"])), pieces)
        except (KeyError, TypeError, ValueError):
            raise Unfit("this is no announcement of a container") from None
        names = [piece.name for piece in pieces]
        if DOCUMENT not in names or len(set(names)) != len(names):
            raise Unfit("the parts are not those of a case with captures")
        if len(names) > MOST_PARTS:
            raise TooLarge("there are too many parts")
        if any(piece.size <= 0 for piece in pieces):
            raise Unfit("a part has no bytes")
        if any(piece.size > LARGEST_PART for piece in pieces):
            raise TooLarge("a part is too large")
        if sum(piece.size for piece in pieces) > LARGEST:
            raise TooLarge("the container is too large")
        return made


class Containers:
    """Blocks; any thread may call. What a call answers is on disk."""

    def __init__(
        self,
        database: TerminalDatabase,
        clock: Clock,
        keys: Openers,
        pepper: Pepper,
        sign: Sign,
        hours: float = LEGAL_HOURS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys
        self._pepper = pepper
        self._sign = sign
        self._hours = timedelta(hours=min(hours, LEGAL_HOURS))

    def announce(self, container: str, terminal: str, told: Announcement) -> Standing:
        """Open a place for a container, once; asked again it answers how that stands.

        It is kept until the captures' own age, at most for the server's hours. Raises Conflict, Full.
        """
        now = self._clock.now()
        name = digest(container, told.kid, told.pieces)
        with self._database.transaction():
            row = self._row(container)
            if row is None:
                self._keep_quota(terminal)
                self._database.insert(
                    "containers",
                    {
                        "id": container,
                        "terminal": terminal,
                        "kid": told.kid,
                        "digest": name,
                        "received_at": stamp(now),
                        "expires_at": stamp(min(told.expires, now + self._hours)),
                    },
                )
                for piece in told.pieces:
                    self._database.insert(
                        "parts",
                        {
                            "container": container,
                            "name": piece.name,
                            "size": piece.size,
                            "sha256": piece.sha256,
                        },
                    )
            elif (row["terminal"], row["digest"]) != (terminal, name):
                raise Conflict("another container has this id")
        return self.standing(container, terminal)

    def put(self, container: str, terminal: str, piece: Piece, sealed: bytes) -> None:
        """Keep one announced part; twice is once. Raises Absent, Unfit."""
        with self._database.transaction():
            row = self._own(container, terminal)
            part = self._database.row(
                "SELECT size, sha256 FROM parts WHERE container = :c AND name = :n",
                {"c": container, "n": piece.name},
            )
            if row["state"] != "arriving":
                return
            if part is None:
                raise Absent("no such part was announced")
            if (part["size"], part["sha256"]) != (piece.size, piece.sha256):
                raise Unfit("the part is not the one that was announced")
            self._database.write(
                "UPDATE parts SET sealed = :s WHERE container = :c AND name = :n",
                {"c": container, "n": piece.name, "s": sealed},
            )

    def complete(self, container: str, terminal: str) -> Standing:
        """Make a whole container ready for the counter; it was opened in RAM and found sound.

        Raises Absent, Conflict while parts are missing, Unfit for what no clerk could ever open:
        nothing of that stays here.
        """
        standing = self.standing(container, terminal)
        if standing.state != "arriving":
            return standing
        if standing.missing:
            raise Conflict("parts are missing")
        parts = self.parts(container)
        try:
            document = open_document(parts[DOCUMENT], set(parts), self._keys)
        except Unreadable as unreadable:
            with self._database.transaction():
                self._delete_parts(container)
                self._database.write("DELETE FROM containers WHERE id = :c", {"c": container})
            raise Unfit(str(unreadable)) from None
        with self._database.transaction():
            self._database.write(
                "UPDATE containers SET state = 'waiting', finder = :f, proof = :p "
                "WHERE id = :c AND state = 'arriving'",
                {
                    "c": container,
                    "f": self._pepper.finder(document.code),
                    "p": self._pepper.proof(document.code, document.birthday),
                },
            )
        _log.info("container %s from %s waits for the counter", container, terminal)
        return self.standing(container, terminal)

    def standing(self, container: str, terminal: str) -> Standing:
        """Answer how a terminal's container stands. Raises Absent."""
        row = self._own(container, terminal)
        missing = self._database.rows(
            "SELECT name FROM parts WHERE container = :c AND sealed IS NULL ORDER BY name",
            {"c": container},
        )
        names = tuple(str(part["name"]) for part in missing)
        return Standing(row["state"], row["expires_at"], names, row["receipt"] or "")

    def parts(self, container: str) -> dict[str, bytes]:
        """Answer the sealed parts by name; empty when they are gone."""
        rows = self._database.rows(
            "SELECT name, sealed FROM parts WHERE container = :c AND sealed IS NOT NULL",
            {"c": container},
        )
        return {str(row["name"]): bytes(row["sealed"]) for row in rows}

    def settle(self, container: str, reason: str) -> str:
        """Overwrite all that is sealed, sign for it, and keep the bare row; answer the receipt.

        Asked again it answers the same receipt. Raises Absent.
        """
        with self._database.transaction():
            row = self._row(container)
            if row is None:
                raise Absent("no such container")
            if row["state"] == "deleted":
                return str(row["receipt"])
            now = stamp(self._clock.now())
            receipt = Receipt(
                container, row["digest"], row["terminal"], reason, row["received_at"], now
            ).compact(self._sign)
            self._delete_parts(container)
            self._database.write(
                "UPDATE containers SET state = 'deleted', reason = :reason, settled_at = :now, "
                "receipt = :receipt, finder = NULL, proof = NULL WHERE id = :c",
                {"c": container, "reason": reason, "now": now, "receipt": receipt},
            )
        self._database.tidy()
        _log.info("container %s was deleted: %s", container, reason)
        return receipt

    def expire(self, taken: timedelta, tombstones: timedelta) -> int:
        """Delete what is too old, and what was exported and not acknowledged; answer how many.

        Rows without content go `tombstones` after their end, wrong tries when their time is over.
        """
        now = self._clock.now()
        values = {
            "now": stamp(now),
            "taken": stamp(now - taken),
            "forgotten": stamp(now - tombstones),
        }
        due = self._database.rows(
            "SELECT id, CASE WHEN exported_at IS NULL THEN 'expired' ELSE 'fetched' END AS reason "
            "FROM containers WHERE state <> 'deleted' "
            "AND (expires_at <= :now OR exported_at <= :taken)",
            values,
        )
        for row in due:
            self.settle(row["id"], row["reason"])
        with self._database.transaction():
            for statement in (
                "DELETE FROM containers WHERE state = 'deleted' AND settled_at <= :forgotten",
                "DELETE FROM tries WHERE until <= :now",
            ):
                self._database.write(statement, values)
        return len(due)

    def _delete_parts(self, container: str) -> None:
        self._database.write("DELETE FROM parts WHERE container = :c", {"c": container})

    def _keep_quota(self, terminal: str) -> None:
        row = self._database.row(
            "SELECT count(*) AS n FROM containers WHERE terminal = :t AND state <> 'deleted'",
            {"t": terminal},
        )
        if row is not None and row["n"] >= MOST_CONTAINERS:
            raise Full(f"{terminal} has {MOST_CONTAINERS} containers here")

    def _own(self, container: str, terminal: str) -> Row:
        row = self._row(container)
        if row is None or row["terminal"] != terminal:
            raise Absent("no such container of this terminal")
        return row

    def _row(self, container: str) -> Row | None:
        return self._database.row("SELECT * FROM containers WHERE id = :c", {"c": container})
