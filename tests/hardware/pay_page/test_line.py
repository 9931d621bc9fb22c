"""A provider whose answers break off, drip or nest without end: unreachable, within the patience."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.failures import DeviceFailed
from hardware.patience import within
from hardware.pay_page import PayPageFault
from hardware.pay_page.xbezahldienste import Settings, XBezahldienste
from kiosk.clock import SystemClock

CLOCK = SystemClock()
PATIENCE = 0.4
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TOKEN = json.dumps({"access_token": "t", "expires_in": 60}).encode()
NESTED = b'{"paymentInformation": ' + b"[" * 100_000
Body = Callable[[], Iterator[bytes]]


def breaks_off() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 400\r\n\r\n{"


def falls_silent() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 400\r\n\r\n{"
    while True:
        yield b""


def drips() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 4000\r\n\r\n"
    while True:
        yield b" "


def never_ends() -> Iterator[bytes]:
    yield HEAD + b"\r\n"
    while True:
        yield b" " * 65536


def nests() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: %d\r\n\r\n" % len(NESTED) + NESTED


@asynccontextmanager
async def provider(body: Body) -> AsyncIterator[int]:
    """Answer the port of a provider that gives tokens, and answers all else with `body`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"POST /token"):
                writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(TOKEN) + TOKEN)
                await writer.drain()
                return
            for piece in body():
                writer.write(piece)
                await writer.drain()
                if len(piece) < 2:
                    await CLOCK.sleep(0.05)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.parametrize("body", [breaks_off, falls_silent, drips, never_ends, nests])
async def test_a_provider_that_does_not_end_its_answer(body: Body, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    async with provider(body) as port:
        origin = f"http://127.0.0.1:{port}"
        pages = XBezahldienste(
            Settings(
                url=origin,
                token_url=f"{origin}/token",
                originator="o",
                endpoint="e",
                client="c",
                secret=str(secret),
                back=origin,
                patience=PATIENCE,
            ),
            CLOCK,
        )
        with pytest.raises(DeviceFailed) as failed:
            await within(CLOCK, 5, pages.state("t1"))
        assert failed.value.fault is PayPageFault.UNREACHABLE
        statuses = pages.watch()
        told = await within(CLOCK, 5, anext(statuses))
        assert told.fault is PayPageFault.UNREACHABLE, "the watch goes on"
