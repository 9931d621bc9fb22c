"""Commands on the wire, and digits that leave no trace."""

import asyncio
import contextlib
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from websockets.asyncio.server import ServerConnection, serve

from hardware.eid.ausweisapp.commands import (
    Accept,
    CancelWorkflow,
    Command,
    Continue,
    GetCertificate,
    GetInfo,
    GetReaderList,
    RunAuth,
    RunChangePin,
    SetAccessRights,
    SetApiLevel,
    SetSecret,
    acceptable,
    encode,
)
from hardware.eid.ausweisapp.link import Link, LinkLost
from kiosk.contracts.eid import SecretKind
from tests.hardware.eid.conversing import secret

Heard = Callable[[], Awaitable[list[str]]]


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (SetApiLevel(3), {"cmd": "SET_API_LEVEL", "level": 3}),
        (GetInfo(), {"cmd": "GET_INFO"}),
        (GetReaderList(), {"cmd": "GET_READER_LIST"}),
        (GetCertificate(), {"cmd": "GET_CERTIFICATE"}),
        (
            RunAuth("https://x/?a=1&b=2"),
            {
                "cmd": "RUN_AUTH",
                "tcTokenURL": "https://x/?a=1&b=2",
                "developerMode": False,
                "status": True,
            },
        ),
        (RunChangePin(), {"cmd": "RUN_CHANGE_PIN"}),
        (SetAccessRights(("Address",)), {"cmd": "SET_ACCESS_RIGHTS", "chat": ["Address"]}),
        (Accept(), {"cmd": "ACCEPT"}),
        (Continue(), {"cmd": "CONTINUE"}),
        (CancelWorkflow(), {"cmd": "CANCEL"}),
        (SetSecret(SecretKind.PIN, None), {"cmd": "SET_PIN"}),
        (SetSecret(SecretKind.PIN, secret("123456")), {"cmd": "SET_PIN", "value": "123456"}),
        (
            SetSecret(SecretKind.TRANSPORT_PIN, secret("12345")),
            {"cmd": "SET_PIN", "value": "12345"},
        ),
        (SetSecret(SecretKind.NEW_PIN, secret("1")), {"cmd": "SET_NEW_PIN", "value": "1"}),
        (SetSecret(SecretKind.CAN, secret("2")), {"cmd": "SET_CAN", "value": "2"}),
        (SetSecret(SecretKind.PUK, secret("3")), {"cmd": "SET_PUK", "value": "3"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_command_is_one_json_object(command: Command, fields: dict[str, object]) -> None:
    assert json.loads(encode(command)) == fields


@pytest.mark.parametrize(
    ("kind", "digits", "fits"),
    [
        (SecretKind.PIN, "123456", True),
        (SecretKind.PIN, "12345", False),
        (SecretKind.TRANSPORT_PIN, "12345", True),
        (SecretKind.TRANSPORT_PIN, "123456", False),
        (SecretKind.NEW_PIN, "654321", True),
        (SecretKind.CAN, "22222²", False),
        (SecretKind.CAN, '2222"}', False),
        (SecretKind.PUK, "3333333333", True),
        (SecretKind.PUK, "333333333", False),
    ],
)
def test_only_digits_in_the_right_number_can_reach_the_wire(
    kind: SecretKind,
    digits: str,
    fits: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert acceptable(kind, secret(digits)) is fits


LOUD = ("", "asyncio", "websockets", "websockets.client", "hardware.eid.ausweisapp.link")


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Turn every logger up before a connection is made: websockets looks only then."""
    with contextlib.ExitStack() as levels:
        for name in LOUD:
            levels.enter_context(caplog.at_level(logging.DEBUG, name))
        yield


@pytest.fixture
async def wire(loud: None) -> AsyncIterator[tuple[Link, list[str]]]:
    del loud
    heard: list[str] = []

    async def listen(connection: ServerConnection) -> None:
        async for frame in connection:
            heard.append(str(frame))
            await connection.send('{"msg":"INSERT_CARD"}')

    far_end = logging.Logger("far end", logging.CRITICAL + 1)  # noqa: LOG001 - it is not on trial
    async with serve(listen, "127.0.0.1", 0, logger=far_end) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        link = await Link.open(f"ws://127.0.0.1:{port}/eID-Kernel")
        yield link, heard
        await link.close()


async def test_digits_are_wiped_once_they_are_sent_and_never_logged(
    wire: tuple[Link, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    link, heard = wire
    pin = secret("135790")
    await link.send(SetSecret(SecretKind.PIN, pin))
    async for _ in link.messages():
        break
    assert json.loads(heard[0])["value"] == "135790"
    assert len(pin) == 0
    assert "135790" not in caplog.text


@pytest.fixture
async def talkative() -> AsyncIterator[None]:
    """Let asyncio log every handle; the loop is that of all tests, so it is quietened again."""
    loop = asyncio.get_running_loop()
    before = loop.slow_callback_duration
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    yield
    loop.slow_callback_duration = before
    loop.set_debug(False)


@pytest.mark.usefixtures("talkative")
async def test_digits_are_not_logged_whatever_is_switched_on(
    wire: tuple[Link, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    """websockets logs whole frames at DEBUG, to whichever logger it was given; asyncio its handles."""
    link, heard = wire
    await link.send(SetSecret(SecretKind.PUK, secret("1357924680")))
    async for _ in link.messages():
        break
    assert "1357924680" in heard[0]
    assert caplog.records, "asyncio at least has something to say"
    assert "1357924680" not in caplog.text
    for record in caplog.records:
        assert "1357924680" not in repr((record.msg, record.args))


async def test_digits_are_wiped_also_where_the_connection_is_gone(
    wire: tuple[Link, list[str]],
) -> None:
    link, _ = wire
    await link.close()
    pin = secret("135790")
    with pytest.raises(LinkLost) as lost:
        await link.send(SetSecret(SecretKind.PIN, pin))
    assert len(pin) == 0
    assert lost.value.__cause__ is None
    told = traceback.TracebackException.from_exception(lost.value, capture_locals=True)
    frames = [frame for frame in told.stack if "link.py" in frame.filename]
    assert "frame" in (frames[0].locals or {})
    assert "135790" not in repr([frame.locals for frame in frames])
