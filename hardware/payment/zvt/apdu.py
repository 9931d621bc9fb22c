"""Frames of ZVT over TCP: raw APDUs, cut up by the network as it likes (PA00P016, 4.1 and 5.2)."""

from dataclasses import dataclass, field

LONGEST = 0xFFFF
EXTENDED = 0xFF
CONTROL_BYTES = 2


class ProtocolError(Exception):
    """What came is no ZVT; the message says what is wrong and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Apdu:
    """`control` is CLASS and INSTR, or CCRC and APRC. The data may name a card: they have no repr."""

    control: int
    data: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        """Answer the bytes on the wire. Raises ValueError if the data are too long."""
        size = len(self.data)
        if size > LONGEST:
            raise ValueError(f"{size} bytes do not fit into an APDU")
        length = bytes((size,)) if size < EXTENDED else b"\xff" + size.to_bytes(2, "little")
        return self.control.to_bytes(CONTROL_BYTES, "big") + length + self.data

    def __str__(self) -> str:
        return f"{self.control >> 8:02X} {self.control & 0xFF:02X}"


class Splitter:
    """Puts together APDUs out of whatever pieces the network makes of them."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def midway(self) -> bool:
        """Tell whether an APDU has begun and not ended."""
        return bool(self._waiting)

    def feed(self, data: bytes) -> list[Apdu]:
        """Answer the APDUs that are whole now, in order. Every sequence of bytes is some APDUs."""
        self._waiting += data
        whole: list[Apdu] = []
        while (apdu := self._take()) is not None:
            whole.append(apdu)
        return whole

    def _take(self) -> Apdu | None:
        waiting = self._waiting
        start = CONTROL_BYTES + 1
        if len(waiting) < start:
            return None
        size = waiting[CONTROL_BYTES]
        if size == EXTENDED:
            start += 2
            if len(waiting) < start:
                return None
            size = int.from_bytes(waiting[start - 2 : start], "little")
        if len(waiting) < start + size:
            return None
        apdu = Apdu(
            int.from_bytes(waiting[:CONTROL_BYTES], "big"), bytes(waiting[start : start + size])
        )
        del waiting[: start + size]
        return apdu
