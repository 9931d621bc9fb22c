"""The line protocol: objects go through whole, everything else is refused in words."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hardware.simulation.lines import (
    LONGEST_LINE,
    Garbled,
    decode,
    encode,
    field,
    loopback,
    read_line,
)

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=12,
)


@given(some.dictionaries(some.text(), JSON, max_size=6))
def test_what_is_encoded_is_decoded_alike_and_stays_on_one_line(message: dict[str, object]) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert decode(line) == message


@given(some.binary(max_size=200))
def test_any_bytes_are_an_object_or_garbled(line: bytes) -> None:
    with suppress(Garbled):
        assert isinstance(decode(line), dict)


@pytest.mark.parametrize(
    "line",
    [b"[" * 100_000, b'{"a": NaN}', b'{"a": ' + b"9" * 5000 + b"}", b"[1]", b"\xff\xfe", b""],
)
def test_hostile_lines_are_garbled(line: bytes) -> None:
    with pytest.raises(Garbled):
        decode(line)


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(ValueError, match="is over"):
        encode({"text": "x" * LONGEST_LINE})


async def read(*lines: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    for line in lines:
        reader.feed_data(line)
    reader.feed_eof()
    return reader


async def test_lines_end_with_the_stream() -> None:
    reader = await read(b'{"a":1}\n')
    assert await read_line(reader) == {"a": 1}
    assert await read_line(reader) is None


async def test_a_line_cut_off_is_garbled() -> None:
    with pytest.raises(Garbled, match="cut off"):
        await read_line(await read(b'{"a":1'))


async def test_an_endless_line_is_garbled_and_the_next_is_read() -> None:
    reader = asyncio.StreamReader(limit=64)
    reader.feed_data(b"x" * 100 + b"\n" + b'{"a":1}\n')
    reader.feed_eof()
    with pytest.raises(Garbled, match="more than"):
        await read_line(reader)
    assert await read_line(reader) == {"a": 1}


def test_fields_are_taken_by_their_kind() -> None:
    message = {"door": True, "celsius": 21, "name": "x"}
    assert field(message, "door", bool) is True
    assert field(message, "celsius", float) == 21.0
    with pytest.raises(Garbled, match="'door' is missing or no int"):
        field(message, "door", int)
    with pytest.raises(Garbled, match="'absent' is missing or no str"):
        field(message, "absent", str)


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("127.0.0.1:4711", ("127.0.0.1", 4711)),
        ("localhost:1", ("localhost", 1)),
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_addresses_on_this_machine(address: str, parts: tuple[str, int]) -> None:
    assert loopback(address) == parts


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("", "HOST:PORT"),
        ("127.0.0.1", "HOST:PORT"),
        ("127.0.0.1:0", "HOST:PORT"),
        ("127.0.0.1:65536", "HOST:PORT"),
        ("127.0.0.1:²", "HOST:PORT"),
        ("192.0.2.1:80", "loopback only"),
        ("terminal.example:80", "loopback only"),
    ],
)
def test_other_addresses_are_refused_in_words(address: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        loopback(address)
