"""The other end of the driver's wire, in a test's hands: a WebSocket that says what it is told to."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

LEVEL = '{"msg":"API_LEVEL","current":3}'
INFO = '{"msg":"INFO","VersionInfo":{"Implementation-Version":"9.0"}}'
LIST = '{"msg":"READER_LIST","readers":[{"name":"R","attached":true,"card":null}]}'
STARTED = {"RUN_AUTH": '{"msg":"AUTH"}', "RUN_CHANGE_PIN": '{"msg":"CHANGE_PIN"}'}
LET_GO = {
    "RUN_AUTH": '{"msg":"AUTH","result":{"major":"#error","minor":"sal#cancellationByUser"}}',
    "RUN_CHANGE_PIN": '{"msg":"CHANGE_PIN","success":false}',
}
_SILENT = logging.Logger("far end", logging.CRITICAL + 1)  # noqa: LOG001 - it is not on trial


class FarEnd:
    """Greets as AusweisApp does and starts workflows; then it says `frames`, and `raw` bytes at last.

    While `frames` is None it is in its right mind: it asks for a card and lets go when told to.
    """

    def __init__(self) -> None:
        self.frames: Sequence[str | bytes] | None = None
        self.raw = b""
        self.greeting = {"SET_API_LEVEL": LEVEL, "GET_INFO": INFO, "GET_READER_LIST": LIST}
        self.commands: list[str] = []

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        async with serve(
            self._serve,
            "127.0.0.1",
            0,
            max_size=None,
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
            logger=_SILENT,
        ) as server:
            yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/eID-Kernel"

    async def _serve(self, connection: ServerConnection) -> None:
        running = ""
        try:
            async for frame in connection:
                command = json.loads(frame)["cmd"]
                self.commands.append(command)
                if command in self.greeting:
                    await connection.send(self.greeting[command])
                elif command in STARTED:
                    running = command
                    await self._run(connection, command)
                elif command == "CANCEL" and self.frames is None:
                    await connection.send(LET_GO[running])
        except (ConnectionClosed, RuntimeError):
            return  # the driver, or the test, has hung up

    async def _run(self, connection: ServerConnection, command: str) -> None:
        await connection.send(STARTED[command])
        if self.frames is None:
            await connection.send('{"msg":"INSERT_CARD"}')
            return
        for said in self.frames:
            await connection.send(said)
        if self.raw:
            connection.transport.write(self.raw)
            connection.transport.close()


@asynccontextmanager
async def bytes_end(answer: bytes | None) -> AsyncIterator[str]:
    """Listen, answer any request with these bytes and hang up; with None, say nothing at all."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if answer is not None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
        else:
            await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/eID-Kernel"
    finally:
        server.close()
