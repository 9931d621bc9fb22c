"""Sits on the line between a card terminal and its driver: something can happen at every word of theirs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from hardware.payment.zvt.apdu import Splitter

CHUNK = 4096


@asynccontextmanager
async def overhearing(
    table: Mapping[str, Any], passes: Callable[[str], None]
) -> AsyncIterator[Mapping[str, Any]]:
    """Answer the table of a driver whose every APDU, in either direction, is told before it passes."""
    host, _, port = table["address"].rpartition(":")
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
            ways = (
                asyncio.create_task(carry(reader, far_writer, "till says")),
                asyncio.create_task(carry(far_reader, writer, "terminal says")),
            )
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                far_writer.transport.abort()
        except OSError:
            pass
        finally:
            writer.transport.abort()
            running.discard(task)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: str) -> None:
        splitter = Splitter()
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                for apdu in splitter.feed(data):
                    passes(f"{who} {apdu}")
                    writer.write(apdu.encode())

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield {**table, "address": address}
    finally:
        server.close()
        for task in set(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await server.wait_closed()
