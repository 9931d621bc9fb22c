"""Opens terminal.db so that what is acknowledged is on disk and only its owner can read it."""

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.store.failures import StoreFailed, StoreFault, translated

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = dict[str, Any]
Values = Mapping[str, object]

_LOG_LIMIT = 4 * 1024 * 1024
_PAGES_BACK = 4096
_EMPTY_LOG = "wal_checkpoint(TRUNCATE)"
# Freed pages go back to the disk in small steps. Can only be said before the first table; said
# again it would write to the file at every start.
_FOR_A_NEW_FILE = "auto_vacuum = INCREMENTAL"
_PRAGMAS = (
    "journal_mode = WAL",
    # In WAL mode only FULL puts a commit on the disk before it returns (sqlite.org/pragma.html).
    "synchronous = FULL",
    "foreign_keys = ON",
    # Deleted captures are overwritten with zeroes, not only forgotten.
    "secure_delete = ON",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    f"journal_size_limit = {_LOG_LIMIT}",
)


class TerminalDatabase:
    """One connection to terminal.db, or with `tables` to another file that deserves the same care.

    Any thread may call; calls take turns. All calls block, for the disk and for up to `busy_seconds` for other processes: an event loop
    calls them through a worker thread.
    """

    def __init__(
        self,
        path: Path,
        *,
        mode: int = 0o600,
        busy_seconds: float = 5.0,
        tables: "Callable[[TerminalDatabase, Database], None] | None" = None,
    ) -> None:
        # 150 ms that a terminal's first frame must not wait for
        from sqlite_utils import Database  # noqa: PLC0415

        from kiosk.store.schema import migrate  # noqa: PLC0415

        self.path = path
        self._turn = threading.RLock()
        _create(path, mode)
        with translated(path.name):
            connection = sqlite3.connect(
                path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
            try:
                if connection.execute("PRAGMA page_count").fetchone() == (0,):
                    connection.execute(f"PRAGMA {_FOR_A_NEW_FILE}")
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}").fetchall()
                self._database = Database(connection, execute_plugins=False)
                (tables or migrate)(self, self._database)
            except BaseException:
                connection.close()
                raise

    def close(self) -> None:
        with self._turn, translated(self.path.name):
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock: all that is written inside is kept, and on disk, or none of it is.

        Nests: the outermost one commits. Raises StoreFailed.
        """
        with self._turn, translated(self.path.name):
            connection = self._database.conn
            if self._is_open():
                yield
                return
            # IMMEDIATE: a reader that turns writer later could find its snapshot outdated.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if self._is_open():
                    connection.execute("ROLLBACK")
                raise

    def _is_open(self) -> bool:
        return self._database.conn.in_transaction

    def rows(self, sql: str, values: Values | None = None) -> list[Row]:
        """Answer the rows of a query. Raises StoreFailed."""
        with self._turn, translated(self.path.name):
            cursor = self._database.execute(sql, dict(values or {}))
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, values: Values | None = None) -> Row | None:
        """Answer the first row of a query, or None. Raises StoreFailed."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def write(self, sql: str, values: Values) -> int:
        """Carry out one statement and answer how many rows it touched. Raises StoreFailed."""
        with self._turn, translated(self.path.name):
            return self._database.execute(sql, dict(values)).rowcount

    def insert(self, table: str, row: Values) -> None:
        """Add one row. Raises StoreFailed."""
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        self.write(f"INSERT INTO {table} ({names}) VALUES ({places})", row)  # noqa: S608 - our own names

    def free_bytes(self) -> int:
        """Answer what the disk still takes from this account."""
        disk = os.statvfs(self.path.parent)
        return disk.f_bavail * disk.f_frsize

    def tidy(self) -> None:
        """Empty the write-ahead log and give free pages back, so that what was deleted is gone.

        Does what it can beside other processes and in a moment; the next call does the rest.
        """
        with self._turn, translated(self.path.name):
            # A script steps through to the end; execute() stops after the first page given back.
            self._database.conn.executescript(
                f"PRAGMA {_EMPTY_LOG}; PRAGMA incremental_vacuum({_PAGES_BACK}); PRAGMA {_EMPTY_LOG}"
            )


def _create(path: Path, mode: int) -> None:
    """Make the file before SQLite does, so that it is never readable for others, not for a moment.

    The write-ahead log and its index take over the file's mode (sqlite.org/wal.html).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        except FileExistsError:
            if path.stat().st_mode & 0o777 & ~mode:
                path.chmod(mode)
            return
        os.fchmod(handle, mode)
        os.close(handle)
        sync_folder(path.parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        fault = StoreFault.DISK_FULL if full else StoreFault.UNAVAILABLE
        raise StoreFailed(fault, f"{path}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk: a new or renamed file is only then there after a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
