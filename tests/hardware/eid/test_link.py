"""What listens at AusweisApp's port and is none, or is one that breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from hardware.eid.ausweisapp.commands import GetInfo
from hardware.eid.ausweisapp.conversation import Conversation, WrongVersion
from hardware.eid.ausweisapp.link import Link, LinkLost, LinkRefused
from hardware.eid.ausweisapp.messages import InsertCardAsked, Message
from tests.fake_clock import FakeClock
from tests.hardware.passing_time import passing

Speak = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def bytes_server(answer: bytes) -> AsyncIterator[str]:
    """Listen, answer any request with these bytes, and hang up."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/eID-Kernel"


@asynccontextmanager
async def client_that(speak: Speak) -> AsyncIterator[str]:
    async with serve(speak, "127.0.0.1", 0, max_size=None, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/eID-Kernel"


async def heard(link: Link) -> list[Message]:
    return [message async for message in link.messages()]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 429 Too Many Requests\r\n\r\n",
        b"HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
    ids=["second client", "workflow in its window", "other path", "other program", "silence"],
)
async def test_who_is_no_sdk_for_us_refuses(answer: bytes) -> None:
    async with bytes_server(answer) as url:
        with pytest.raises((LinkRefused, LinkLost)):
            await Link.open(url)


async def test_a_second_client_is_told_apart_from_no_client() -> None:
    async with bytes_server(b"HTTP/1.0 429 Too Many Requests\r\n\r\n") as url:
        with pytest.raises(LinkRefused):
            await Link.open(url)
    with pytest.raises(LinkLost):
        await Link.open(url)


async def test_broken_messages_are_passed_over() -> None:
    async def speak(connection: ServerConnection) -> None:
        for frame in ("not json", b"\x00\xff", "[]", '{"msg":5}', '{"msg":"INSERT_CARD"}'):
            await connection.send(frame)

    async with client_that(speak) as url:
        link = await Link.open(url)
        assert await heard(link) == [InsertCardAsked()]
        await link.close()


async def test_a_message_beyond_all_size_ends_the_connection_only() -> None:
    async def speak(connection: ServerConnection) -> None:
        await connection.send('{"msg":"' + "X" * (1 << 20) + '"}')

    async with client_that(speak) as url:
        link = await Link.open(url)
        assert await heard(link) == []
        with pytest.raises(LinkLost):
            await link.send(GetInfo())
        await link.close()


async def test_half_a_frame_ends_the_connection_only() -> None:
    async def speak(connection: ServerConnection) -> None:
        connection.transport.write(b"\x81\x7e\xff\xff{")
        connection.transport.close()

    async with client_that(speak) as url:
        link = await Link.open(url)
        assert await heard(link) == []
        await link.close()


async def test_a_client_that_does_not_answer_the_greeting_is_given_up(clock: FakeClock) -> None:
    async def speak(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async with client_that(speak) as url:
        with pytest.raises(LinkLost):
            await passing(clock, Conversation.open(url, clock), at_most=10)


async def test_a_client_that_knows_no_level_is_of_the_wrong_version(clock: FakeClock) -> None:
    async def speak(connection: ServerConnection) -> None:
        async for _ in connection:
            await connection.send('{"msg":"API_LEVEL","error":"Unknown level","current":9}')

    async with client_that(speak) as url:
        with pytest.raises(WrongVersion):
            await passing(clock, Conversation.open(url, clock), at_most=10)


async def test_the_level_is_agreed_before_anything_else(clock: FakeClock) -> None:
    commands: list[str] = []

    async def speak(connection: ServerConnection) -> None:
        async for frame in connection:
            commands.append(str(frame))
            if '"level": 3' in str(frame):
                await connection.send('{"msg":"API_LEVEL","error":"Unknown level","current":1}')
            elif "SET_API_LEVEL" in str(frame):
                await connection.send('{"msg":"API_LEVEL","current":2}')
            elif "GET_INFO" in str(frame):
                await connection.send(
                    '{"msg":"INFO","VersionInfo":{"Implementation-Version":"1.26.2"}}'
                )

    async with client_that(speak) as url:
        conversation = await passing(clock, Conversation.open(url, clock), at_most=10)
        assert conversation.version == "1.26.2"
        await conversation.close()
    assert [frame.split('"')[3] for frame in commands] == [
        "SET_API_LEVEL",
        "SET_API_LEVEL",
        "GET_INFO",
        "GET_READER_LIST",
    ]
