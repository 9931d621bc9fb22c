"""Room kept on the disk for the hour when it is full: thrown overboard, deliveries go on."""

import os
from pathlib import Path


class Ballast:
    """A file of `size` bytes beside the database, for the courier.

    Marking a case as delivered overwrites its sealed parts and needs room to do so. On a disk that
    others have filled there is none, and without it nothing would ever become free again. `size`
    must hold what the write-ahead log may hold (4 MB and one case) when it is emptied.
    """

    def __init__(self, database: Path, size: int) -> None:
        self._path = database.with_name(f"{database.name}.ballast")
        self._size = size

    def take_in(self) -> None:
        """Occupy the room, if twice as much is free."""
        disk = os.statvfs(self._path.parent)
        if self._path.exists() or disk.f_bavail * disk.f_frsize < 2 * self._size:
            return
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, self._size)
        except OSError:
            self.drop()
        finally:
            os.close(handle)

    def drop(self) -> None:
        """Give the room up."""
        self._path.unlink(missing_ok=True)
