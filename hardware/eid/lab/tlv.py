"""BER-TLV as smart cards speak it (ISO/IEC 7816-4, 5.2.2; X.690)."""

from typing import NamedTuple


class TlvError(ValueError):
    """The bytes end in the middle of a data object."""


class DataObject(NamedTuple):
    tag: int
    value: bytes
    raw: bytes


def encode(tag: int, *parts: bytes) -> bytes:
    """Answer one data object; `tag` is written as it stands (0x7F49 is two bytes)."""
    value = b"".join(parts)
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + _length(len(value)) + value


def decode(data: bytes) -> list[DataObject]:
    """Answer the data objects that stand one after the other. Raises TlvError."""
    objects = []
    at = 0
    while at < len(data):
        start = at
        try:
            tag, at = _read_tag(data, at)
            length, at = _read_length(data, at)
        except IndexError:
            raise TlvError("a data object's head is cut off") from None
        if at + length > len(data):
            raise TlvError("a data object's value is cut off")
        objects.append(DataObject(tag, data[at : at + length], data[start : at + length]))
        at += length
    return objects


def values(data: bytes) -> dict[int, bytes]:
    """Answer the values by tag; of equal tags the last one."""
    return {item.tag: item.value for item in decode(data)}


def find(data: bytes, *path: int) -> bytes | None:
    """Answer the value at the end of a path of nested tags, None where there is none."""
    for item in decode(data):
        if item.tag == path[0]:
            return item.value if len(path) == 1 else find(item.value, *path[1:])
    return None


def _length(length: int) -> bytes:
    if length < 0x80:  # noqa: PLR2004 - short form, X.690 8.1.3.4
        return bytes([length])
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def _read_tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:  # noqa: PLR2004 - more octets of the tag follow, X.690 8.1.2.4
        while True:
            tag = tag << 8 | data[at]
            at += 1
            if not data[at - 1] & 0x80:
                break
    return tag, at


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    length = data[at]
    at += 1
    if length & 0x80:
        count = length & 0x7F
        if at + count > len(data):
            raise IndexError
        length = int.from_bytes(data[at : at + count], "big")
        at += count
    return length, at
