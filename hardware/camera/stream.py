"""Serves pictures as a network camera does, on loopback: Motion JPEG over HTTP, and stills."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

from kiosk.contracts.clock import Clock

_HOST = "127.0.0.1"
_STILL = "/still.jpg"
_BOUNDARY = b"picture"
_HEAD = (
    b"HTTP/1.0 200 OK\r\nCache-Control: no-store\r\n"
    b"Content-Type: multipart/x-mixed-replace; boundary=" + _BOUNDARY + b"\r\n\r\n"
)


_STILL_HEAD = (
    b"HTTP/1.0 200 OK\r\nCache-Control: no-store\r\nContent-Type: image/jpeg\r\n"
    b"Content-Length: %d\r\n\r\n"
)


class MjpegServer:
    """Sends what `picture` answers to everybody who asks, `fps` times a second; None sends nothing.

    Who asks for `still_url` gets what `still` answers, once; if that is None, nothing ever.

    Unplugged it refuses connections; the port stays its own.
    """

    def __init__(
        self,
        picture: Callable[[], Awaitable[bytes | None]],
        still: Callable[[], Awaitable[bytes | None]],
        clock: Clock,
        fps: float,
        port: int,
    ) -> None:
        self._picture = picture
        self._still = still
        self._clock = clock
        self.fps = fps
        self._port = port
        self._listening: socket.socket | None = None
        self._kept: socket.socket | None = None
        self._viewers: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self._port}/stream.mjpg"

    @property
    def still_url(self) -> str:
        return f"http://{_HOST}:{self._port}{_STILL}"

    @property
    def plugged_in(self) -> bool:
        return self._listening is not None

    @property
    def viewers(self) -> int:
        return len(self._viewers)

    async def start(self) -> None:
        await self._listen(_bind(self._port))

    async def stop(self) -> None:
        await self.unplug()
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    async def unplug(self) -> None:
        if self._listening is None:
            return
        asyncio.get_running_loop().remove_reader(self._listening)
        self._listening.close()
        self._listening = None
        self._kept = _bind(self._port)  # bound but not listening: refused, and kept for us
        for viewer in self._viewers:
            viewer.cancel()
        await asyncio.gather(*self._viewers, return_exceptions=True)

    async def plug_in(self) -> None:
        if self._kept is not None:
            kept, self._kept = self._kept, None
            await self._listen(kept)

    async def _listen(self, bound: socket.socket) -> None:
        bound.setblocking(False)
        bound.listen()
        self._listening = bound
        self._port = bound.getsockname()[1]
        # Not asyncio.start_server: it loses a line that it accepts while it is being closed.
        asyncio.get_running_loop().add_reader(bound, self._take, bound)

    def _take(self, listening: socket.socket) -> None:
        try:
            line, _ = listening.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # gone again
        line.setblocking(False)
        viewer = asyncio.create_task(self._serve(line))
        self._viewers.add(viewer)
        viewer.add_done_callback(self._viewers.discard)
        viewer.add_done_callback(lambda _viewer: line.close())

    async def _serve(self, line: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=line)
        try:
            asked = await reader.readuntil(b"\r\n\r\n")
            if asked.startswith(b"GET " + _STILL.encode()):
                await self._send_still(reader, writer)
            else:
                writer.write(_HEAD)
                await self._send_pictures(writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # hung up on, or unplugged
        finally:
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _send_still(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        picture = await self._still()
        if picture is None:
            await reader.read()  # until who asked gives up
            return
        writer.write(_STILL_HEAD % len(picture) + picture)
        await writer.drain()
        writer.write_eof()
        await reader.read()

    async def _send_pictures(self, writer: asyncio.StreamWriter) -> None:
        due = self._clock.monotonic()
        while not writer.is_closing():
            picture = await self._picture()
            if picture is not None:
                writer.write(
                    b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n"
                    % (_BOUNDARY, len(picture), picture)
                )
                await writer.drain()
            due = max(due + 1 / self.fps, self._clock.monotonic())
            await self._clock.sleep(due - self._clock.monotonic())


def _bind(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_HOST, port))
    return bound
