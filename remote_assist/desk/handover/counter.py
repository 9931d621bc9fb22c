"""What a clerk may do: claim a container once, look at it, export it, and have it deleted."""

import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from kiosk.contracts.clock import Clock
from kiosk.contracts.handover import LEGAL_HOURS
from kiosk.store.database import Row, TerminalDatabase
from kiosk.store.listing import ListedRendition
from kiosk.store.numbers import read_number
from kiosk.store.stamps import stamp
from remote_assist.desk.handover.containers import Absent, Containers
from remote_assist.desk.handover.exporting import Export, write_export
from remote_assist.desk.handover.keys import Openers, Pepper
from remote_assist.desk.handover.opening import Document, opened, read_birthday
from remote_assist.desk.handover.tries import Tries

CODE_TRIES, CODE_HOLD = 5, timedelta(hours=LEGAL_HOURS)
CLERK_TRIES, CLERK_HOLD = 15, timedelta(minutes=10)

_log = logging.getLogger(__name__)


class Wrong(Exception):
    """No container has this code and this birthday; nobody learns which of them is wrong."""


class Locked(Exception):
    """Too many wrong tries with this code, whether there is such a container or not."""


class Hasty(Exception):
    """This clerk has tried wrongly too often; a pause is due."""


class Taken(Exception):
    """Somebody has claimed it: code and birthday are right, and once is once."""


@dataclass(frozen=True, slots=True)
class View:
    """A claimed container as its clerk sees it; times are UTC texts."""

    container: str
    terminal: str
    workplace: str
    claimed_at: str
    expires_at: str
    exported: bool
    document: Document = field(repr=False)


class Counter:
    """Blocks; any thread may call. `clerk` is who is signed in, never what a form says."""

    def __init__(
        self,
        database: TerminalDatabase,
        clock: Clock,
        containers: Containers,
        keys: Openers,
        pepper: Pepper,
        exports: Path,
    ) -> None:
        self._database = database
        self._clock = clock
        self._containers = containers
        self._keys = keys
        self._pepper = pepper
        self._exports = exports
        self._codes = Tries(database, clock, CODE_TRIES, CODE_HOLD)
        self._clerks = Tries(database, clock, CLERK_TRIES, CLERK_HOLD)

    def claim(self, code: str, birthday: str, clerk: str, workplace: str) -> str:
        """Give the container to this clerk, once and for all; answer its id.

        Every answer takes the same steps whether the code exists or not. What is no code at all
        counts for the clerk only. Raises Wrong, Locked, Hasty, Taken.
        """
        who = self._pepper.whose("clerk", clerk)
        if self._clerks.exhausted(who):
            raise Hasty
        try:
            code, birthday = read_number(code), read_birthday(birthday)
        except ValueError:
            self._clerks.wrong(who)
            raise Wrong from None
        whose = self._pepper.whose("code", code)
        failure: type[Exception] | None = None
        with self._database.transaction():
            if self._codes.exhausted(whose):
                failure = Locked
            elif (row := self._found(code, birthday)) is None:
                failure = Wrong
                self._codes.wrong(whose)
            elif row["state"] == "claimed":
                failure = Taken
            else:
                self._take(row["id"], clerk, workplace)
                self._codes.forget(whose)
            if failure in (Wrong, Locked):
                self._clerks.wrong(who)
        if failure is not None or row is None:
            raise failure or Wrong
        _log.info("container %s was claimed", row["id"])
        return str(row["id"])

    def unlock(self, code: str) -> None:
        """Forget wrong tries with a code. Raises ValueError."""
        self._codes.forget(self._pepper.whose("code", read_number(code)))

    def view(self, container: str, clerk: str) -> View:
        """Open a claimed container's document. Raises Absent if it is not this clerk's."""
        row = self._own(container, clerk)
        document, _ = opened(self._containers.parts(container), self._keys)
        return View(
            container,
            row["terminal"],
            row["workplace"],
            row["claimed_at"],
            row["expires_at"],
            row["exported_at"] is not None,
            document,
        )

    def file(self, container: str, clerk: str, name: str) -> tuple[bytes, ListedRendition]:
        """Answer a file's bytes by the name that it has in an export. Raises Absent."""
        self._own(container, clerk)
        document, content = opened(self._containers.parts(container), self._keys)
        for capture in document.captures:
            for known, listed in capture.files():
                if known == name:
                    return content(listed), listed
        raise Absent("no such file")

    def mine(self, clerk: str) -> tuple[Mapping[str, str], ...]:
        """Answer what this clerk has claimed and not finished, oldest first."""
        rows = self._database.rows(
            "SELECT id, terminal, claimed_at, expires_at FROM containers "
            "WHERE state = 'claimed' AND clerk = :k ORDER BY claimed_at",
            {"k": clerk},
        )
        return tuple(rows)

    def export(self, container: str, clerk: str) -> Path:
        """Write the folder for the Fachverfahren; it is on disk, whole, when this answers.

        Twice leaves one folder. Raises Absent, OSError.
        """
        row = self._own(container, clerk)
        document, content = opened(self._containers.parts(container), self._keys)
        contents = {
            name: content(listed)
            for capture in document.captures
            for name, listed in capture.files()
        }
        export = Export(
            container, row["digest"], row["terminal"], clerk, row["workplace"], document
        )
        folder = write_export(self._exports, export, contents)
        self._database.write(
            "UPDATE containers SET exported_at = coalesce(exported_at, :now) "
            "WHERE id = :c AND state = 'claimed'",
            {"c": container, "now": stamp(self._clock.now())},
        )
        _log.info("container %s was exported", container)
        return folder

    def fetched(self, container: str, clerk: str) -> str:
        """Delete what was exported; answer the receipt. Raises Absent; ValueError before the export."""
        row = self._own(container, clerk)
        if row["exported_at"] is None:
            raise ValueError("it was not exported")
        return self._containers.settle(container, "fetched")

    def discarded(self, container: str, clerk: str) -> str:
        """Delete what nobody will use; answer the receipt. Raises Absent."""
        self._own(container, clerk)
        return self._containers.settle(container, "discarded")

    def _found(self, code: str, birthday: str) -> Row | None:
        """Answer the container of this code and birthday; the comparison tells nothing by its time."""
        rows = self._database.rows(
            "SELECT id, proof, state FROM containers WHERE finder = :f AND expires_at > :now",
            {"f": self._pepper.finder(code), "now": stamp(self._clock.now())},
        )
        wanted = self._pepper.proof(code, birthday)
        decoy: Row = {"id": "", "proof": secrets.token_bytes(len(wanted)), "state": ""}
        found = [row for row in rows or [decoy] if hmac.compare_digest(row["proof"], wanted)]
        return found[0] if found else None

    def _take(self, container: str, clerk: str, workplace: str) -> None:
        self._database.write(
            "UPDATE containers SET state = 'claimed', clerk = :k, workplace = :w, "
            "claimed_at = :now WHERE id = :c",
            {"c": container, "k": clerk, "w": workplace, "now": stamp(self._clock.now())},
        )

    def _own(self, container: str, clerk: str) -> Row:
        row = self._database.row(
            "SELECT * FROM containers WHERE id = :c AND state = 'claimed' AND clerk = :k "
            "AND expires_at > :now",
            {"c": container, "k": clerk, "now": stamp(self._clock.now())},
        )
        if row is None:
            raise Absent("no container of this clerk's")
        return row
