"""A small HTTPS server on loopback: one thread a connection, closed without remainder."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_LARGEST = 1 << 20
_IDLE = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """`path` without the query, `query` with the last value of each name."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes


class Delivery(Enum):
    """How much of a response goes out before the connection is cut, if it is."""

    WHOLE = auto()
    HALF = auto()
    NOTHING = auto()
    SILENCE = auto()
    """Nothing is sent, and the connection stays until the server closes."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    delivery: Delivery = Delivery.WHOLE
    location: str = ""


Respond = Callable[[Request], Response]


class HttpsServer:
    """Serves `respond` on a free port of 127.0.0.1; clients must call it localhost."""

    def __init__(self, context: ssl.SSLContext, respond: Respond) -> None:
        self._connections: set[socket.socket] = set()
        self._closing = threading.Event()
        self._server = _Server(
            ("127.0.0.1", 0), _connection(respond, self._connections, self._closing)
        )
        self._server.context = context
        self.port = int(self._server.server_address[1])
        self.origin = f"https://localhost:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="lab https", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def show(self, context: ssl.SSLContext) -> None:
        """Show this certificate from now on, and cut every connection made with another one."""
        self._server.context = context
        self.cut()

    def cut(self) -> None:
        """Cut every connection."""
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Stop listening and cut every connection."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self.cut()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for the threads, whose sockets are cut before
    context: ssl.SSLContext

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept; the handshake is for the connection's thread: a silent client must stop nobody."""
        connection, address = super().get_request()
        secured = self.context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        return secured, address

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """Be silent where a client cuts a connection: that is the client's business."""


def _connection(
    respond: Respond, connections: set[socket.socket], closing: threading.Event
) -> type[BaseHTTPRequestHandler]:
    class Connection(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _IDLE

        def setup(self) -> None:
            connections.add(self.request)
            super().setup()

        def finish(self) -> None:
            connections.discard(self.request)
            super().finish()

        def log_message(self, *_arguments: Any) -> None:
            """Log nothing: paths carry session names."""

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > _LARGEST:
                self._write(Response(413))
                self.close_connection = True
                return
            self._answer(self.rfile.read(int(length)))

        def _answer(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            self._write(respond(Request(self.command, parts.path, query, body)))

        def _write(self, response: Response) -> None:
            if response.delivery is not Delivery.WHOLE:
                self.close_connection = True
            if response.delivery is Delivery.SILENCE:
                closing.wait()
            if response.delivery in (Delivery.SILENCE, Delivery.NOTHING):
                return
            self.send_response(response.status)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
            if response.location:
                self.send_header("Location", response.location)
            self.end_headers()
            half = len(response.body) // 2
            whole = response.delivery is Delivery.WHOLE
            self.wfile.write(response.body if whole else response.body[:half])

    return Connection
