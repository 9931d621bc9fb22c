"""Reads the ESC/POS stream that a receipt printer gets: real-time requests apart from the rest.

Written from the Epson reference on its own, without the driver's tables, so that a wrong byte there
is seen here.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    data: bytes


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its letters (`ESC a`, `LF`) with its parameter bytes."""

    name: str
    parameters: bytes = b""


@dataclass(frozen=True, slots=True)
class Picture:
    """GS v 0: rows of `row_bytes` bytes, most significant bit left."""

    row_bytes: int
    data: bytes

    @property
    def height(self) -> int:
        return len(self.data) // self.row_bytes if self.row_bytes else 0


Buffered = Text | Command | Picture

_ESC, _GS, _LF = 0x1B, 0x1D, 0x0A
_ONE_PARAMETER = {
    _ESC: b"!-3EGJMRSTVadt{ ",
    _GS: b"!/BHabfhrw",
}
_LETTERS = {_ESC: "ESC", _GS: "GS"}
_RASTER_HEAD = 8
_CUTS_WITH_FEED = b"AB"


def take(buffer: bytearray) -> Buffered | None:
    """Take the next whole command out of the buffer; None while it is not whole yet."""
    while buffer:
        first = buffer[0]
        if first in _LETTERS:
            return _take_escape(buffer)
        if first == _LF:
            return _cut(buffer, 1, "LF")
        if first < 0x20:  # noqa: PLR2004 - control codes of no effect here
            del buffer[0]
            continue
        end = next((i for i, byte in enumerate(buffer) if byte < 0x20), len(buffer))  # noqa: PLR2004
        text = Text(bytes(buffer[:end]))
        del buffer[:end]
        return text
    return None


def _take_escape(buffer: bytearray) -> Buffered | None:
    if len(buffer) < 2:  # noqa: PLR2004 - the letter has yet to come
        return None
    lead, letter = buffer[0], buffer[1]
    name = f"{_LETTERS[lead]} {chr(letter)}"
    if lead == _GS and letter in b"v(V":
        return {"v": _take_picture, "(": _take_long, "V": _take_cut}[chr(letter)](buffer)
    if letter in _ONE_PARAMETER[lead]:
        return _cut(buffer, 3, name)
    return _cut(buffer, 2, name)


def _take_picture(buffer: bytearray) -> Buffered | None:
    if len(buffer) < _RASTER_HEAD:
        return None
    row_bytes = int.from_bytes(buffer[4:6], "little")
    end = _RASTER_HEAD + row_bytes * int.from_bytes(buffer[6:8], "little")
    if len(buffer) < end:
        return None
    picture = Picture(row_bytes, bytes(buffer[_RASTER_HEAD:end]))
    del buffer[:end]
    return picture


def _take_long(buffer: bytearray) -> Buffered | None:
    """GS ( x pL pH …: any of them can be skipped by its length."""
    head = 5
    if len(buffer) < head:
        return None
    length = head + int.from_bytes(buffer[3:5], "little")
    return _cut(buffer, length, f"GS ( {chr(buffer[2])}", head)


def _take_cut(buffer: bytearray) -> Buffered | None:
    if len(buffer) < 3:  # noqa: PLR2004 - which cut has yet to come
        return None
    return _cut(buffer, 4 if buffer[2] in _CUTS_WITH_FEED else 3, "GS V")


def _cut(buffer: bytearray, length: int, name: str, head: int = 2) -> Command | None:
    if len(buffer) < length:
        return None
    command = Command(name, bytes(buffer[head:length]))
    del buffer[:length]
    return command


REALTIME = (
    *(bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4)),
    *(bytes((0x10, 0x05, n)) for n in (1, 2)),
    bytes.fromhex("10140801031401060208"),
)


class RealTime:
    """Finds the real-time requests in what arrives, wherever they stand: in the data of a picture too."""

    def __init__(self) -> None:
        self._held = b""

    def sift(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield pieces in order: bytes for the buffer, then the request after them (or b"")."""
        self._held += data
        plain = bytearray()
        while self._held:
            request = next((r for r in REALTIME if self._held.startswith(r)), b"")
            if request:
                yield bytes(plain), request
                plain.clear()
                self._held = self._held[len(request) :]
            elif any(r.startswith(self._held) for r in REALTIME):
                break
            else:
                plain.append(self._held[0])
                self._held = self._held[1:]
        if plain:
            yield bytes(plain), b""
