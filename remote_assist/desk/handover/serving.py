"""Runs the hand-over server on uvicorn: one process, no access log, told what to say by systemd."""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from kiosk.contracts.clock import Clock
from kiosk.sd_notify import ServiceNotifier
from remote_assist.desk.handover.app import application
from remote_assist.desk.handover.office import open_office
from remote_assist.desk.handover.settings import Settings

BEAT_SECONDS = 5.0


def serve(settings: Settings, clock: Clock, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `tell` gets the address when it answers.

    Raises StoreFailed, OSError.
    """
    office = open_office(settings, clock)
    config = uvicorn.Config(
        application(office),
        log_config=None,
        # Paths name containers; who asked for what is in the journal of the server's own words.
        access_log=False,
        server_header=False,
        lifespan="on",
        limit_concurrency=200,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        proxy_headers=False,
        ssl_certfile=settings.certificate or None,
        ssl_keyfile=settings.certificate_key or None,
    )
    for stop in (signal.SIGTERM, signal.SIGINT):
        # uvicorn stops in order, puts back what was there and raises the signal once more.
        signal.signal(stop, lambda _number, _frame: None)
    with socket.create_server((settings.host, settings.port)) as listening:
        port = listening.getsockname()[1]
        scheme = "https" if settings.certificate else "http"
        asyncio.run(
            _run(config, listening, clock, lambda: tell(f"{scheme}://{settings.host}:{port}"))
        )


async def _run(
    config: uvicorn.Config, listening: socket.socket, clock: Clock, ready: Callable[[], None]
) -> None:
    server = uvicorn.Server(config)
    notifier = ServiceNotifier()
    beating = asyncio.create_task(_beat(server, clock, notifier, ready))
    try:
        await server.serve(sockets=[listening])
    finally:
        notifier.stopping()
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


async def _beat(
    server: uvicorn.Server, clock: Clock, notifier: ServiceNotifier, ready: Callable[[], None]
) -> None:
    while not server.started:
        await clock.sleep(0.02)
    ready()
    notifier.ready()
    while True:
        notifier.alive()
        await clock.sleep(BEAT_SECONDS)
