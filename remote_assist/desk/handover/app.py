"""The hand-over server as an ASGI application: routes, headers, and the clockwork that deletes."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.store.failures import StoreFailed
from remote_assist.desk.handover.applications import application_routes
from remote_assist.desk.handover.clerk_pages import ClerkPages, is_interface
from remote_assist.desk.handover.intake import intake_routes
from remote_assist.desk.handover.office import Office
from remote_assist.desk.handover.opening import Unreadable
from remote_assist.desk.handover.receiving import problem

TEND_SECONDS = 60.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_SENTENCES = {
    401: "Bitte melden Sie sich an.",
    403: "Das kam nicht von unserer Seite. Bitte gehen Sie zurück und versuchen Sie es noch einmal.",
    404: "Das gibt es hier nicht (mehr).",
    409: "Das geht jetzt nicht.",
    413: "Das ist zu groß.",
}

_log = logging.getLogger(__name__)


def application(office: Office) -> ASGIApp:
    """Answer the application; while it runs, what is due is deleted at the start and every minute."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(office.tend)
        tending = asyncio.create_task(_tend(office))
        try:
            yield
        finally:
            tending.cancel()
            with suppress(asyncio.CancelledError):
                await tending
            office.close()

    app = Starlette(
        routes=[
            *intake_routes(office),
            *application_routes(office),
            *ClerkPages(office).routes(),
        ],
        exception_handlers={
            HTTPException: _refuse,
            StoreFailed: _later,
            OSError: _later,
            Unreadable: _later,
        },
        lifespan=lifespan,
    )
    return _Headed(app, hsts=office.settings.encrypted)


async def _tend(office: Office) -> None:
    """Delete what is due; a disk that will not have it now is asked again."""
    while True:
        await office.clock.sleep(TEND_SECONDS)
        try:
            await run_in_threadpool(office.tend)
        except StoreFailed as failed:
            _log.error("%s", failed)


async def _refuse(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if is_interface(request.url.path):
        return problem(status, "refused")
    return PlainTextResponse(_SENTENCES.get(status, "Das geht nicht."), status)


async def _later(request: Request, error: Exception) -> Response:
    """Answer 503 for what is the machine's fault, and say in the journal which kind of fault."""
    _log.error("%s: %s", type(error).__name__, error if isinstance(error, StoreFailed) else "")
    if is_interface(request.url.path):
        return problem(503, "later")
    return PlainTextResponse("Das geht gerade nicht. Bitte versuchen Sie es gleich wieder.", 503)


class _Headed:
    """Puts the same strict headers on every answer, errors included."""

    def __init__(self, app: ASGIApp, *, hsts: bool) -> None:
        self._app = app
        self._headers = dict(HEADERS)
        if hsts:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if str(scope["path"]).startswith("/static/"):
                    headers["Cache-Control"] = "max-age=3600"
            await send(message)

        await self._app(scope, receive, headed)
