"""Data fields of ZVT, each behind its number (PA00P015 13.08, chapter 13)."""

from collections.abc import Iterable, Iterator, Mapping

from hardware.payment.zvt import tlv
from hardware.payment.zvt.apdu import ProtocolError

TIMEOUT = 0x01
MOST_STATUSES = 0x02
SERVICE = 0x03
AMOUNT = 0x04
CONTAINER = 0x06
TRACE = 0x0B
TIME = 0x0C
DATE = 0x0D
KIND = 0x19
PAN = 0x22
TRACK_2 = 0x23
TRACK_3 = 0x24
RESULT = 0x27
TERMINAL = 0x29
TRACK_1 = 0x2D
ORIGINAL_TRACE = 0x37
TEXT = 0x3C
CURRENCY = 0x49
SINGLE_TOTALS = 0x60
RECEIPT = 0x87
TURNOVER = 0x88
CARD_TYPE = 0x8A
CARD_NAME = 0x8B

EURO = bytes((0x09, 0x78))

FIXED: Mapping[int, int] = {
    TIMEOUT: 1, MOST_STATUSES: 1, SERVICE: 1, AMOUNT: 6, 0x05: 1, TRACE: 3, TIME: 3, DATE: 2,
    0x0E: 2, 0x17: 2, KIND: 1, RESULT: 1, TERMINAL: 4, 0x2A: 15, ORIGINAL_TRACE: 3, 0x3A: 2,
    0x3B: 8, 0x3D: 3, CURRENCY: 2, 0x70: 4, 0x71: 4, 0x72: 1, 0x73: 1, 0x74: 1, 0x75: 1,
    RECEIPT: 2, TURNOVER: 3, CARD_TYPE: 1, 0x8C: 1, 0xA0: 1, 0xAA: 3, 0xBA: 5, 0xD0: 1, 0xD2: 1,
    0xD3: 1, 0xE0: 1, 0xE9: 1, 0xEA: 1, 0xEB: 8, 0xF0: 1, 0xF9: 1, 0xFA: 1, 0xFB: 1, 0xFC: 1,
    0xFD: 1,
}  # fmt: skip
# The number of digits that say how long the field is.
VARIABLE: Mapping[int, int] = {
    **dict.fromkeys(
        (
            PAN,
            TRACK_2,
            TRACK_1,
            0x4C,
            CARD_NAME,
            0xA7,
            0xD1,
            *range(0xE1, 0xE9),
            *range(0xF1, 0xF9),
        ),
        2,
    ),
    **dict.fromkeys((TRACK_3, 0x2E, TEXT, SINGLE_TOTALS, 0x9A, 0xAF), 3),
}
MARK = 0xF0  # in the high half of each digit of a length

Field = tuple[int, bytes]


def encode(fields: Iterable[Field]) -> bytes:
    """Answer the fields one behind the other. Raises ValueError for one that cannot be."""
    return b"".join(_encode(number, value) for number, value in fields)


def decode(data: bytes) -> tuple[Field, ...]:
    """Answer the fields in their order; a container comes without its length.

    Raises ProtocolError, also for an unknown number: nobody knows where such a field ends.
    """
    return tuple(_fields(data))


def counted(value: bytes, places: int) -> bytes:
    """Answer an LLVAR or LLLVAR: `places` digits of length, then the value."""
    size = f"{len(value):0{places}d}"
    if len(size) > places:
        raise ValueError(f"{len(value)} bytes do not fit behind {places} digits of length")
    return bytes(MARK | int(digit) for digit in size) + value


def read_counted(data: bytes, at: int, places: int) -> tuple[bytes, int]:
    """Answer an LLVAR's or LLLVAR's value and where it ends. Raises ProtocolError."""
    marks = _slice(data, at, places)
    size = 0
    for mark in marks:
        digit = mark - MARK
        if not 0 <= digit <= 9:  # noqa: PLR2004 - a decimal digit
            raise ProtocolError("a length whose digits are none")
        size = 10 * size + digit
    at += places
    return _slice(data, at, size), at + size


def _encode(number: int, value: bytes) -> bytes:
    if number == CONTAINER:
        return bytes((number,)) + tlv.length(len(value)) + value
    if number in VARIABLE:
        return bytes((number,)) + counted(value, VARIABLE[number])
    if FIXED.get(number) != len(value):
        raise ValueError(f"BMP {number:02X} is not of {len(value)} bytes")
    return bytes((number,)) + value


def _fields(data: bytes) -> Iterator[Field]:
    at = 0
    while at < len(data):
        number = data[at]
        at += 1
        if number == CONTAINER:
            size, at = tlv.read_length(data, at)
            value, at = _slice(data, at, size), at + size
        elif number in VARIABLE:
            value, at = read_counted(data, at, VARIABLE[number])
        elif number in FIXED:
            value, at = _slice(data, at, FIXED[number]), at + FIXED[number]
        else:
            raise ProtocolError(f"a field {number:02X} that ZVT has not")
        yield number, value


def _slice(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise ProtocolError("a field that breaks off")
    return data[at : at + size]
