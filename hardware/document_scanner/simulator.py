"""A document camera on loopback: one still picture of its mat for everybody who asks."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

import cv2

from hardware.document_scanner.specimen import DPI, draw_card_on_mat, draw_mat

_HOST = "127.0.0.1"


class DocumentScannerSimulator:
    """Implements `hardware.simulation.acts.Simulator`."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._document = False
        self._server: asyncio.Server | None = None
        self._kept: socket.socket | None = None

    async def start(self) -> None:
        await self._listen(_bind(self._port))

    async def stop(self) -> None:
        self.unplug()
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def describe(self) -> Mapping[str, object]:
        return {
            "driver": "camera_scan",
            "source": f"http://{_HOST}:{self._port}/still.png",
            "dpi": DPI,
        }

    def state(self) -> Mapping[str, object]:
        return {"plugged": self._server is not None, "document": self._document}

    def lay_document(self) -> None:
        """Lay the test card under the camera."""
        self._document = True

    def remove_document(self) -> None:
        """Take the card away."""
        self._document = False

    def unplug(self) -> None:
        """Pull the cable: nobody can connect."""
        if self._server is not None:
            self._server.close()
            self._server = None
            self._kept = _bind(self._port)  # bound but not listening: refused, and kept for us

    async def plug_in(self) -> None:
        """Put the cable back."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            await self._listen(kept)

    async def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self.remove_document()
        await self.plug_in()

    async def _listen(self, bound: socket.socket) -> None:
        self._server = await asyncio.start_server(self._serve, sock=bound)
        self._port = bound.getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            png = await asyncio.to_thread(_png, document=self._document)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(png), png)
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # hung up on, as askers do who only look whether it is there
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@cache
def _png(*, document: bool) -> bytes:
    return bytes(cv2.imencode(".png", draw_card_on_mat() if document else draw_mat())[1])


def _bind(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_HOST, port))
    return bound
