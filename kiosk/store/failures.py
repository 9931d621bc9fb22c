"""Why the store could not do what was asked, by ids of the failure catalogue."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class StoreFault(StrEnum):
    DISK_FULL = "store.disk_full"
    CORRUPT = "store.corrupt"
    LOCKED = "store.locked"
    UNAVAILABLE = "store.unavailable"
    CAPTURE_GONE = "store.capture_gone"
    CAPTURE_TOO_LARGE = "store.capture_too_large"


class StoreFailed(Exception):
    """Nothing of what was asked has been kept.

    `failure` is an id of the failure catalogue, for the citizen; the sentence is the technician's.
    """

    def __init__(self, failure: StoreFault, sentence: str) -> None:
        super().__init__(sentence)
        self.failure = failure


class _Unavailable(StoreFailed):
    def __init__(self, sentence: str) -> None:
        super().__init__(StoreFault.UNAVAILABLE, sentence)


class NewerSchema(_Unavailable):
    """The database was written by a newer version of this program."""


class InUse(_Unavailable):
    """Another session, or another courier, is at work on this database."""


class KeyRefused(_Unavailable):
    """A key is missing or unfit: the authority's, or the device's own."""


class CaptureGone(StoreFailed):
    """A capture that the case names is not there any more, or has reached its age."""

    def __init__(self, sentence: str) -> None:
        super().__init__(StoreFault.CAPTURE_GONE, sentence)


class PaymentMismatch(_Unavailable):
    """The payment that the case names is not authorised over this amount, or paid for another."""


# Primary result codes, https://www.sqlite.org/rescode.html
_FAULTS = {
    sqlite3.SQLITE_FULL: (StoreFault.DISK_FULL, "the disk is full"),
    sqlite3.SQLITE_CORRUPT: (StoreFault.CORRUPT, "the file is damaged"),
    sqlite3.SQLITE_NOTADB: (StoreFault.CORRUPT, "the file is no database"),
    sqlite3.SQLITE_BUSY: (StoreFault.LOCKED, "another process holds it for too long"),
    sqlite3.SQLITE_LOCKED: (StoreFault.LOCKED, "another call holds it for too long"),
    sqlite3.SQLITE_READONLY: (StoreFault.UNAVAILABLE, "it cannot be written"),
    sqlite3.SQLITE_PERM: (StoreFault.UNAVAILABLE, "this account may not use it"),
    sqlite3.SQLITE_CANTOPEN: (StoreFault.UNAVAILABLE, "it cannot be opened"),
    sqlite3.SQLITE_IOERR: (StoreFault.UNAVAILABLE, "the disk reports an error"),
    # The index beside the write-ahead log cannot grow: SQLite says "I/O error", the disk is full.
    sqlite3.SQLITE_IOERR_SHMSIZE: (StoreFault.DISK_FULL, "the disk is full"),
}


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn SQLite's errors about the database `name` into StoreFailed; let mistakes in our SQL through."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        known = _FAULTS.get(code) or _FAULTS.get(code & 0xFF)
        if known is None:
            raise
        fault, sentence = known
        raise StoreFailed(fault, f"{name}: {sentence} ({error})") from error
