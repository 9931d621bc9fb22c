"""One at a time: a lock between processes that the kernel takes back when its holder dies."""

import fcntl
import os
from pathlib import Path

from kiosk.store.failures import InUse, StoreFailed, StoreFault


class Turn:
    """The right to be the only session, or the only courier, at one database."""

    def __init__(self, path: Path, who: str) -> None:
        self._path = path.with_name(f"{path.name}.{who}")
        self._who = who
        self._handle: int | None = None

    def take(self) -> None:
        """Take the turn and keep it; having it already is fine. Raises InUse."""
        if self._handle is not None:
            return
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreFailed(StoreFault.UNAVAILABLE, f"{self._path}: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise InUse(f"another {self._who} is at work on {self._path.stem}") from None
        self._handle = handle

    def give_back(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
