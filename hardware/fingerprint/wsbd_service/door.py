"""The HTTP door of a WS-BD service on loopback, with a cable to pull and moods that real ones have."""

import asyncio
import contextlib
from enum import StrEnum

from aiohttp import web

from hardware.fingerprint.wsbd.messages import write_result
from hardware.fingerprint.wsbd.names import LARGEST, MEDIA_TYPE
from hardware.fingerprint.wsbd_service.operations import Operations
from hardware.simulation.device_end import AddressTaken
from kiosk.contracts.clock import Clock

_HOST = "127.0.0.1"
_LARGEST_REQUEST = 64 * 1024
SLOW_SECONDS = 1.5


class Nonsense(StrEnum):
    """What comes in the place of a WS-BD answer."""

    A_WEB_PAGE = "a_web_page"
    NO_XML = "no_xml"
    ENTITIES = "entities"
    CUT_OFF = "cut_off"
    WITHOUT_END = "without_end"
    AN_ERROR = "an_error"


_BODIES = {
    Nonsense.A_WEB_PAGE: b"<html><body>It works!</body></html>",
    Nonsense.NO_XML: b"\x00\xffSCAN OK\r\n",
    Nonsense.ENTITIES: b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r>&e;</r>',
    Nonsense.AN_ERROR: b"",
}


class Door:
    """Listens for clients of `operations`; the port stays the same once it is known."""

    def __init__(self, operations: Operations, clock: Clock, port: int) -> None:
        self._operations = operations
        self._clock = clock
        self._port = port
        self._runner: web.AppRunner | None = None
        self._lines: set[asyncio.Transport] = set()
        self._waiting = asyncio.Event()
        self.plugged = True
        self.silent = False
        self.slow = False
        self.nonsense: Nonsense | None = None

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self._port}/scanner"

    async def start(self) -> None:
        """Listen. Raises AddressTaken."""
        application = web.Application(client_max_size=_LARGEST_REQUEST)
        application.router.add_route("*", "/scanner/{path:.*}", self._answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        self._runner = runner
        await runner.setup()
        site = web.TCPSite(runner, _HOST, self._port)
        try:
            await site.start()
        except (OSError, OverflowError):
            await self.stop()
            raise AddressTaken(f"Port {self._port} for fingerprint is not free.") from None
        self._port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Listen no more; harmless when stopped."""
        runner, self._runner = self._runner, None
        if runner is not None:
            self.hang_up()
            await runner.cleanup()

    def hang_up(self) -> None:
        """Break every line, and let what is held back go."""
        for line in self._lines:
            line.abort()
        self._waiting.set()
        self._waiting = asyncio.Event()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        line = request.transport
        if line is None or not self.plugged:
            if line is not None:
                line.abort()
            return web.Response()
        self._lines.add(line)
        try:
            if self.slow:
                await self._clock.sleep(SLOW_SECONDS)
            body = await request.read()
            path = request.match_info["path"].split("/")
            answer = await self._operations.answer(request.method, path, body)
            if self.silent:
                await self._waiting.wait()
            if self.nonsense is not None:
                return await self._talk_nonsense(request, self.nonsense)
            if answer is None:
                return web.Response(status=404)
            return web.Response(body=write_result(answer), content_type=MEDIA_TYPE)
        finally:
            self._lines.discard(line)

    async def _talk_nonsense(self, request: web.Request, kind: Nonsense) -> web.StreamResponse:
        if kind in _BODIES:
            status = 500 if kind is Nonsense.AN_ERROR else 200
            return web.Response(body=_BODIES[kind], status=status, content_type=MEDIA_TYPE)
        response = web.StreamResponse(headers={"Content-Type": MEDIA_TYPE})
        if kind is Nonsense.CUT_OFF:
            response.content_length = 1000
        with contextlib.suppress(ConnectionError):  # the client has heard enough
            await response.prepare(request)
            await response.write(b"<result>")
            if kind is Nonsense.CUT_OFF and request.transport is not None:
                request.transport.abort()
            while kind is Nonsense.WITHOUT_END:
                await response.write(bytes(LARGEST // 8))
        return response
