"""JSON objects, one a line, over loopback TCP: how simulated devices and their control are spoken to."""

import asyncio
import ipaddress
import json
import re
from collections.abc import Mapping
from typing import TypeVar

Fields = Mapping[str, object]
T = TypeVar("T", str, int, float, bool, dict[str, object], list[object])

# A finger image of 400 x 500 pixels is 267 kB in base64; four times that is generous.
LONGEST_LINE = 2**20


class Garbled(Exception):
    """What came is no line of this protocol; the message says what is wrong with it."""


def encode(message: Fields) -> bytes:
    """Answer the message as one line. Raises ValueError if it is too long or holds NaN."""
    line = json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    if len(line) > LONGEST_LINE:
        raise ValueError(f"A message of {len(line)} bytes is over {LONGEST_LINE}.")
    return line


def decode(line: bytes) -> Fields:
    """Answer the object that the line holds. Raises Garbled."""
    try:
        message = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Garbled(f"{len(line)} bytes that are no JSON") from None
    if not isinstance(message, dict):
        raise Garbled("JSON, but no object")
    return message


async def read_line(reader: asyncio.StreamReader) -> Fields | None:
    """Answer the next object, None at the end of the stream. Raises Garbled, ConnectionError.

    The reader's limit must be LONGEST_LINE.
    """
    try:
        line = await reader.readline()
    except ValueError:
        raise Garbled(f"a line of more than {LONGEST_LINE} bytes") from None
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise Garbled("a line cut off in the middle")
    return decode(line)


def field(message: Fields, name: str, kind: type[T]) -> T:
    """Answer the named field if it is of that kind; an int will do for a float. Raises Garbled."""
    value = message.get(name)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise Garbled(f"'{name}' is missing or no {kind.__name__}")
    return value


def loopback(address: str) -> tuple[str, int]:
    """Answer host and port of `HOST:PORT`. Raises ValueError unless it is on this machine."""
    parts = re.fullmatch(r"\[?([^\[\]]+)\]?:([0-9]{1,5})", address)
    if parts is None or not 0 < int(parts[2]) < 2**16:
        raise ValueError(f"address is '{address}'; it must be HOST:PORT")
    host = parts[1]
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise ValueError(
            f"address is '{address}'; simulated devices are spoken to on loopback only"
        )
    return host, int(parts[2])


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
