"""One greeted connection to the client: its version, and the readers that it tells of."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from hardware.eid.ausweisapp.card_watch import updated
from hardware.eid.ausweisapp.commands import Command, GetInfo, GetReaderList, SetApiLevel
from hardware.eid.ausweisapp.link import Link, LinkLost
from hardware.eid.ausweisapp.messages import (
    ApiLevel,
    Info,
    Message,
    Reader,
    ReaderSeen,
    ReadersListed,
)
from hardware.patience import within
from kiosk.contracts.clock import Clock

M = TypeVar("M", ApiLevel, Info)

_LEVELS = (3, 2, 1)
_GREETING = 5.0
_VERSION = re.compile(r"\d+\.[\w.+~-]{1,30}", re.ASCII)


class WrongVersion(Exception):
    """It speaks no API level of ours, or tells no version: no AusweisApp that we know."""


class Conversation:
    """Implements `workflow.Wire`. `heard` counts the messages since the connection.

    `dropped` is called when it is cut from this side.
    """

    def __init__(self, link: Link, dropped: Callable[[], None] = lambda: None) -> None:
        self.version = ""
        self.heard = 0
        self._dropped = dropped
        self.readers: tuple[Reader, ...] = ()
        self._link = link
        self._incoming = link.messages()
        self._dropping: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, url: str, clock: Clock, dropped: Callable[[], None] = lambda: None
    ) -> "Conversation":
        """Connect and greet. Raises LinkRefused, LinkLost, WrongVersion."""
        try:
            conversation = cls(await within(clock, _GREETING, Link.open(url)), dropped)
        except TimeoutError:
            raise LinkLost from None
        try:
            await within(clock, _GREETING, conversation._greet())
        except TimeoutError:
            await conversation.close()
            raise LinkLost from None
        except (LinkLost, WrongVersion):
            await conversation.close()
            raise
        return conversation

    async def messages(self) -> AsyncIterator[Message]:
        """Yield what the client says until the connection ends; `readers` is up to date by then."""
        async for message in self._incoming:
            self._note(message)
            yield message

    async def send(self, command: Command) -> None:
        await self._link.send(command)

    def drop(self) -> None:
        if self._dropping is None:
            self._dropped()
            self._dropping = asyncio.create_task(self._link.close())

    async def close(self) -> None:
        await self._link.close()
        if self._dropping is not None:
            await self._dropping

    async def _greet(self) -> None:
        """Agree the API level first: the client keeps the one of the connection before."""
        for level in _LEVELS:
            await self.send(SetApiLevel(level))
            if not (await self._answer(ApiLevel)).refused:
                break
        else:
            raise WrongVersion
        await self.send(GetInfo())
        version = (await self._answer(Info)).version
        if not _VERSION.fullmatch(version):
            raise WrongVersion
        self.version = version
        await self.send(GetReaderList())

    async def _answer(self, kind: type[M]) -> M:
        async for message in self._incoming:
            self._note(message)
            if isinstance(message, kind):
                return message
        raise LinkLost

    def _note(self, message: Message) -> None:
        self.heard += 1
        match message:
            case ReaderSeen(reader):
                self.readers = updated(self.readers, (reader,))
            case ReadersListed(readers):
                self.readers = updated((), readers)
            case _:
                pass
