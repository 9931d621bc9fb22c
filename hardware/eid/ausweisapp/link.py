"""The WebSocket to AusweisApp: one client at a time, JSON texts both ways."""

import logging
from collections.abc import AsyncIterator

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from hardware.eid.ausweisapp.commands import Command, SetSecret, encode
from hardware.eid.ausweisapp.decoding import decode
from hardware.eid.ausweisapp.messages import Message

_LARGEST = 1 << 18
_MOST_UNREAD = 64
_CLOSE = 1.0

# websockets logs whole frames at DEBUG; a PIN must not be among them, whatever level is set.
_SILENT = logging.Logger(  # noqa: LOG001 - outside the tree: no configuration reaches it
    "hardware.eid.ausweisapp.link", logging.CRITICAL + 1
)


class _ConnectHere(connect):
    """Goes where it was told to: whatever listens there cannot send us on to another host."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class LinkRefused(Exception):
    """Something listens, but takes us not: another client is there, or it is no AusweisApp."""


class LinkLost(Exception):
    """The connection is gone, and with it whatever the client was doing."""


class Link:
    """One connection; closing it makes AusweisApp end its workflow and release the card."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str) -> "Link":
        """Connect, however long that takes. Raises LinkRefused, LinkLost."""
        try:
            connection = await _ConnectHere(
                url,
                logger=_SILENT,
                proxy=None,
                compression=None,
                max_size=_LARGEST,
                max_queue=_MOST_UNREAD,
                ping_interval=None,
                open_timeout=None,
                close_timeout=_CLOSE,
            )
        except InvalidHandshake:
            # A second client gets "429 Too Many Requests" in HTTP/1.0, which is InvalidMessage.
            raise LinkRefused from None
        except (OSError, ConnectionClosed):
            raise LinkLost from None
        return cls(connection)

    async def send(self, command: Command) -> None:
        """Send a command; digits are overwritten afterwards, here and in their Secret.

        What stays for a while in freed memory are copies that websockets and the kernel make to send
        it: masked (RFC 6455, 5.3), with the mask before them. That is why the process forbids core
        dumps and ends with its citizen. Raises LinkLost.
        """
        frame = encode(command)
        try:
            await self._connection.send(frame, text=True)
        except ConnectionClosed:
            raise LinkLost from None
        finally:
            if isinstance(command, SetSecret):
                frame[:] = bytes(len(frame))
                if command.secret is not None:
                    command.secret.wipe()

    async def messages(self) -> AsyncIterator[Message]:
        """Yield what the client says until the connection ends; unknown messages are left out."""
        try:
            async for frame in self._connection:
                message = decode(frame)
                if message is not None:
                    yield message
        except ConnectionClosed:
            return

    async def close(self) -> None:
        await self._connection.close()
