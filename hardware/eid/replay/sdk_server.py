"""A WebSocket server that speaks recorded SDK messages to one client at a time, as AusweisApp does."""

import asyncio
import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from hardware.eid.lab.card import PocketCard
from hardware.eid.lab.person import ERIKA
from hardware.eid.lab.sessions import Session, granted
from hardware.eid.replay import digits
from hardware.eid.replay.access import Access
from hardware.eid.replay.graph import INSERT, REMOVE, Graph
from hardware.eid.replay.player import NotRecorded, Player
from hardware.eid.replay.recording import CONNECT
from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Attribute

_PATH = "/eID-Kernel"
_LARGEST = 1 << 16
# websockets logs whole frames at DEBUG; the PINs typed at a rehearsal are no more its business.
_SILENT = logging.Logger(  # noqa: LOG001 - outside the tree: no configuration reaches it
    "hardware.eid.replay.sdk_server", logging.CRITICAL + 1
)


class SdkServer:
    """The far end of the driver's wire; `find` answers the eID service's session by its id."""

    def __init__(
        self,
        graph: Graph,
        card: PocketCard,
        find: Callable[[str], Session | None],
        clock: Clock,
        pace: float = 1.0,
    ) -> None:
        self.card_present = False
        self._graph = graph
        self._card = card
        self._find = find
        self._clock = clock
        self._pace = pace
        self._server: Server | None = None
        self._talk: _Talk | None = None

    async def start(self) -> str:
        """Listen on a free port of loopback; answer the address for the driver's `replay`."""
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            0,
            logger=_SILENT,
            process_request=self._admit,
            max_size=_LARGEST,
            compression=None,
            ping_interval=None,
        )
        port = next(iter(self._server.sockets)).getsockname()[1]
        return f"ws://127.0.0.1:{port}{_PATH}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def insert_card(self) -> None:
        if not self.card_present:
            self.card_present = True
            self._card.passwords.resumed = False
            if self._talk is not None:
                self._talk.act(self._insertion())

    def remove_card(self) -> None:
        if self.card_present:
            self.card_present = False
            if self._talk is not None:
                self._talk.act(REMOVE)

    async def hang_up(self) -> None:
        """End the conversation, as a client does that crashes."""
        if self._talk is not None:
            await self._talk.connection.close()

    def _insertion(self) -> str:
        return f"{INSERT}:{digits.card_word(self._card.passwords)}"

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path != _PATH:
            return connection.respond(HTTPStatus.NOT_FOUND, "")
        if self._talk is not None:
            return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, "")
        return None

    async def _serve(self, connection: ServerConnection) -> None:
        self._talk = talk = _Talk(connection, self._graph, self._clock, self._pace)
        try:
            talk.act(CONNECT)
            async for frame in connection:
                command = json.loads(frame)
                talk.act(self._trigger(talk, command))
                if command["cmd"] == "GET_READER_LIST" and self.card_present:
                    talk.act(self._insertion())
        except (ConnectionClosed, ValueError, KeyError):
            return  # a client that speaks no SDK is hung up on
        finally:
            self._talk = None
            await talk.stop()

    def _trigger(self, talk: "_Talk", command: dict[str, Any]) -> str:
        """Answer the name under which the like of this command was recorded."""
        name = str(command["cmd"])
        match name:
            case "SET_API_LEVEL":
                return f"{name}:{command['level']}"
            case "RUN_AUTH":
                query = parse_qs(urlsplit(command["tcTokenURL"]).query)
                session = self._find(query.get("session", [""])[0])
                talk.access = Access(session) if session else None
                return name if session else f"{name}:unreachable"
            case "SET_ACCESS_RIGHTS":
                if talk.access is not None:
                    talk.access.choose(command["chat"])
                return name
            case "SET_PIN" | "SET_NEW_PIN" | "SET_CAN" | "SET_PUK":
                return f"{name}:{digits.judge(self._card.passwords, name, command['value'])}"
            case _:
                return name


class _Talk:
    """One client's conversation."""

    def __init__(
        self, connection: ServerConnection, graph: Graph, clock: Clock, pace: float
    ) -> None:
        self.connection = connection
        self.access: Access | None = None
        self._player = Player(graph, self._say, clock, pace)

    def act(self, trigger: str) -> None:
        self._player.meet(trigger).add_done_callback(self._look_at)

    async def stop(self) -> None:
        await self._player.stop()

    async def _say(self, message: dict[str, Any]) -> None:
        if self.access is not None:
            message = self._amended(message, self.access)
        await self.connection.send(json.dumps(message))

    def _amended(self, message: dict[str, Any], access: Access) -> dict[str, Any]:
        session = access.session
        if message["msg"] == "ACCESS_RIGHTS":
            return access.amended(message)
        if message["msg"] == "AUTH" and "result" in message:
            result = message["result"]
            if result["major"].endswith("#ok"):
                allowed = frozenset({*session.request.required, *access.chosen})
                session.identity = granted(ERIKA.identity, frozenset(map(Attribute, allowed)))
            else:
                session.failure = result["minor"]
        return message

    def _look_at(self, playing: asyncio.Task[None]) -> None:
        """Hang up where a recording ends; let the loop see what nobody foresaw."""
        if playing.cancelled() or playing.exception() is None:
            return
        if isinstance(playing.exception(), NotRecorded | ConnectionClosed):
            self.connection.transport.abort()
        else:
            playing.result()
