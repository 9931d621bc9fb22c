"""The TLV container of ZVT: BER tags and lengths (PA00P015 13.08, chapter 9.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hardware.payment.zvt.apdu import LONGEST, ProtocolError

MORE_TAG = 0x1F  # in the low bits of a tag's first byte: further bytes follow
FOLLOWS = 0x80
CONSTRUCTED = 0x20
LONGEST_TAG = 4


@dataclass(frozen=True, slots=True)
class Item:
    """`tag` as written, so 0x1F07 has two bytes. The value may name a card: it has no repr."""

    tag: int
    value: bytes = field(default=b"", repr=False)

    @property
    def constructed(self) -> bool:
        first = self.tag.to_bytes(max(1, (self.tag.bit_length() + 7) // 8), "big")[0]
        return bool(first & CONSTRUCTED)


def encode(items: Iterable[Item]) -> bytes:
    """Answer the items one behind the other. Raises ValueError for a tag or value that cannot be."""
    return b"".join(_tag(item.tag) + length(len(item.value)) + item.value for item in items)


def container(*items: Item) -> bytes:
    """Answer the container's length and content, as they follow BMP 06."""
    content = encode(items)
    return length(len(content)) + content


def length(size: int) -> bytes:
    if size < FOLLOWS:
        return bytes((size,))
    if size <= 0xFF:  # noqa: PLR2004 - what one byte holds
        return b"\x81" + bytes((size,))
    if size > LONGEST:
        raise ValueError(f"{size} bytes do not fit into a container")
    return b"\x82" + size.to_bytes(2, "big")


def decode(data: bytes) -> tuple[Item, ...]:
    """Answer the items of a container's or a constructed item's content. Raises ProtocolError."""
    return tuple(_items(data))


def read_length(data: bytes, at: int) -> tuple[int, int]:
    """Answer a length and where its content begins. Raises ProtocolError."""
    first = _byte(data, at)
    if first < FOLLOWS:
        return first, at + 1
    size = first - FOLLOWS
    if size not in (1, 2):
        raise ProtocolError("a length of a kind that ZVT has not")
    whole = bytes(_byte(data, at + 1 + step) for step in range(size))
    return int.from_bytes(whole, "big"), at + 1 + size


def find(items: Iterable[Item], tag: int) -> bytes | None:
    """Answer the value of the first item with that tag."""
    return next((item.value for item in items if item.tag == tag), None)


def _items(data: bytes) -> Iterator[Item]:
    at = 0
    while at < len(data):
        tag, at = _read_tag(data, at)
        size, at = read_length(data, at)
        if at + size > len(data):
            raise ProtocolError("an item longer than its container")
        yield Item(tag, data[at : at + size])
        at += size


def _tag(tag: int) -> bytes:
    written = tag.to_bytes(max(1, (tag.bit_length() + 7) // 8), "big")
    if _read_tag(written, 0) != (tag, len(written)):
        raise ValueError(f"{tag:X} is no tag")
    return written


def _read_tag(data: bytes, at: int) -> tuple[int, int]:
    start = at
    more = _byte(data, at) & MORE_TAG == MORE_TAG
    at += 1
    while more:
        if at - start == LONGEST_TAG:
            raise ProtocolError("a tag without end")
        more = bool(_byte(data, at) & FOLLOWS)
        at += 1
    return int.from_bytes(data[start:at], "big"), at


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise ProtocolError("a container that breaks off")
    return data[at]
