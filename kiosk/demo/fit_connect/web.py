"""The delivery service on HTTP: real sockets on loopback, every call recorded, faults on demand."""

import json
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from kiosk.demo.fit_connect.faults import Call, Fault, Faults
from kiosk.demo.fit_connect.problems import Problem
from kiosk.demo.fit_connect.service import LARGEST, PAGE, DeliveryService

HANG_SECONDS = 30.0
DRIPS, DRIP_SECONDS = 60, 0.05
_UUID = "([0-9a-f-]{36})"
_ROUTES = (
    ("POST", re.compile("/token"), Call.TOKEN),
    ("GET", re.compile(r"/api/\.well-known/jwks\.json"), Call.JWKS),
    ("GET", re.compile(f"/api/v2/destinations/{_UUID}"), Call.DESTINATION),
    ("GET", re.compile(f"/api/v2/destinations/{_UUID}/keys/([^/]+)"), Call.KEY),
    ("POST", re.compile("/api/v2/submissions"), Call.CREATE),
    ("PUT", re.compile(f"/api/v2/submissions/{_UUID}/attachments/{_UUID}"), Call.ATTACH),
    ("PUT", re.compile(f"/api/v2/submissions/{_UUID}"), Call.SUBMIT),
    ("GET", re.compile(f"/api/v2/cases/{_UUID}/events"), Call.EVENTS),
)
_CREATED, _NO_CONTENT = 201, 204
_ANSWERED = {
    Fault.BUSY: (503, {"Retry-After": "120"}),
    Fault.HASTE: (429, {"Retry-After": "30"}),
    Fault.STALE_TOKEN: (401, {}),
    Fault.FORBIDDEN: (403, {}),
    Fault.PORTAL: (200, {}),
    Fault.REDIRECT: (302, {"Location": "/elsewhere"}),
    Fault.GATEWAY: (404, {}),
}


class _Cut(Exception):
    """The line is to be cut here."""


class _Exchange(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    # Header and body are two packets; unasked, the second waits 40 ms for the first one's receipt.
    disable_nagle_algorithm = True
    timeout = 60

    def __init__(self, web: "Web", *wire: Any) -> None:
        self._web = web
        super().__init__(*wire)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def log_message(self, *_told: object) -> None:
        """Keep silent: the calls are on record."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path)
        for method, pattern, call in _ROUTES:
            found = pattern.fullmatch(path.path)
            if method == self.command and found:
                with suppress(OSError):
                    try:
                        self._answer(call, found.groups(), path.query, body)
                    except _Cut:
                        self.close_connection = True
                        self.connection.shutdown(socket.SHUT_RDWR)
                return
        self._web.strays.append(path.path)
        self._send(404, {}, b"no such call", "text/plain")

    def _answer(self, call: Call, ids: tuple[str, ...], query: str, body: bytes) -> None:
        fault = self._web.heard(call)
        if fault is Fault.CUT_BEFORE:
            raise _Cut
        if fault in _ANSWERED:
            status, headers = _ANSWERED[fault]
            self._send(status, headers, b"<html>", "text/html")
            return
        try:
            status, answer = self._done(call, ids, query, body)
            kind = "application/json"
        except Problem as problem:
            status, answer, kind = problem.status, problem.body(), "application/problem+json"
        if fault is Fault.HANG:
            self._web.faults.released.wait(HANG_SECONDS)
        if fault in (Fault.CUT_AFTER, Fault.HANG):
            raise _Cut
        text = b"" if status == _NO_CONTENT else json.dumps(answer).encode()
        self._send(status, {}, text, kind, fault)

    def _done(
        self, call: Call, ids: tuple[str, ...], query: str, body: bytes
    ) -> tuple[int, dict[str, Any]]:
        service = self._web.service
        if call is Call.TOKEN:
            return 200, service.token(dict(parse_qsl(body.decode("ascii", "replace"))))
        if call is Call.JWKS:
            return 200, service.jwks()
        service.authorise(self.headers.get("Authorization", ""))
        match call:
            case Call.DESTINATION:
                return 200, service.destination(*ids)
            case Call.KEY:
                return 200, service.key(*ids)
            case Call.CREATE:
                return _CREATED, service.create(_object(body))
            case Call.ATTACH:
                service.attach(ids[0], ids[1], self.headers.get("Content-Type", ""), body)
                return _NO_CONTENT, {}
            case Call.SUBMIT:
                return 200, service.submit(ids[0], _object(body))
        asked = {name: int(values[0]) for name, values in parse_qs(query).items()}
        return 200, service.events(ids[0], asked.get("offset", 0), asked.get("limit", PAGE))

    def _send(
        self,
        status: int,
        headers: dict[str, str],
        text: bytes,
        kind: str,
        fault: Fault | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != _NO_CONTENT:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if fault is Fault.HALF:
            self.wfile.write(text[: len(text) // 2])
            raise _Cut
        if fault is Fault.DRIP:
            self._drip(text)
        self.wfile.write(text)

    def _drip(self, text: bytes) -> None:
        for place in range(min(DRIPS, len(text))):
            self.wfile.write(text[place : place + 1])
            if self._web.faults.released.wait(DRIP_SECONDS):
                break
        raise _Cut


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # of five, the standard, couriers that die and come again fill all
    block_on_close = False

    def handle_error(self, *_whose: Any) -> None:
        """Keep silent about clients that hang up: that is what killed couriers do."""


class Web:
    """Serves until `close`; `calls` is what was asked, in order, `strays` what the API does not have."""

    def __init__(
        self, service: DeliveryService, *, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        """Raise OSError if the port is taken."""
        self.service = service
        self.faults = Faults()
        self.calls: list[Call] = []
        self.strays: list[str] = []
        make: Callable[..., Any] = partial(_Exchange, self)
        self._server = _Server(("127.0.0.1", port), make)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme, port = "https" if tls else "http", self._server.server_address[1]
        self.address = f"{scheme}://127.0.0.1:{port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def token_url(self) -> str:
        return f"{self.address}/token"

    @property
    def submission_api(self) -> str:
        return f"{self.address}/api"

    def heard(self, call: Call) -> Fault | None:
        self.calls.append(call)
        return self.faults.take(call)

    def close(self) -> None:
        self.faults.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > 2 * LARGEST:
        raise Problem(413, "too-large")
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Problem(400, "syntax-violation")
    return value
