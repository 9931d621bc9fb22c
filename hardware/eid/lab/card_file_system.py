"""The files of a card under power: which one is chosen, and who may read it (ISO/IEC 7816-4, 11)."""

from hardware.eid.lab import rights
from hardware.eid.lab.card_files import DIRECTORY, EID_APPLICATION
from hardware.eid.lab.card_pace import Answer
from hardware.eid.lab.card_passwords import OK
from hardware.eid.lab.secure_messaging import Command

_NOTHING = b""
_NOT_FOUND = 0x6A82
_NO_ACCESS = 0x6982
_NO_FILE = 0x6986
_BEYOND_END = 0x6B00
_SHORT_FILE = 0x6282
_DIRECTORY_ID = 0x1E
_MAIN = (b"", b"\x3f\x00")
_WHOLE = 256


class CardFileSystem:
    """`files` by identifier are free to read; `groups` are the data groups of the eID application."""

    def __init__(self, files: dict[int, bytes], groups: dict[int, bytes]) -> None:
        self.in_application = False
        self._files = files
        self._groups = groups
        self._file: bytes | None = None

    def select(self, command: Command) -> Answer:
        self._file = None
        if command.data == EID_APPLICATION:
            self.in_application = True
            return _NOTHING, OK
        if command.p1 in (0, 2) and command.data in _MAIN:
            self.in_application = False
            return _NOTHING, OK
        self._file = self._files.get(int.from_bytes(command.data, "big"))
        return _NOTHING, OK if self._file is not None else _NOT_FOUND

    def read(self, command: Command, granted: bytes) -> Answer:
        """READ BINARY; `granted` are the terminal's effective rights."""
        offset = command.p1 << 8 | command.p2
        if command.p1 & 0x80:
            offset = command.p2
            status = self._choose(command.p1 & 0x1F, granted)
            if status != OK:
                return _NOTHING, status
        if self._file is None:
            return _NOTHING, _NO_FILE
        if offset >= len(self._file):
            return _NOTHING, _BEYOND_END
        wanted = command.expected or _WHOLE
        chunk = self._file[offset : offset + wanted]
        whole = len(chunk) == wanted or wanted >= _WHOLE
        return chunk, OK if whole else _SHORT_FILE

    def _choose(self, short_identifier: int, granted: bytes) -> int:
        if not self.in_application:
            wanted = DIRECTORY if short_identifier == _DIRECTORY_ID else 0x0100 | short_identifier
            self._file = self._files.get(wanted)
            return OK if self._file is not None else _NOT_FOUND
        self._file = None
        if short_identifier not in self._groups:
            return _NOT_FOUND
        if not rights.opens(granted, short_identifier):
            return _NO_ACCESS
        self._file = self._groups[short_identifier]
        return OK
