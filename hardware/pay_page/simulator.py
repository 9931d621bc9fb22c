"""A payment provider that speaks XBezahldienste on loopback, with a page to pay at."""

import asyncio
import json
import secrets
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from hardware.simulation.acts import ImpossibleAct

_HOST = "127.0.0.1"
_ORIGINATOR, _ENDPOINT, _CLIENT = "060640000000", "terminal", "terminal"
_LONGEST_BODY = 64 * 1024
_TOKEN_SECONDS = 120


@dataclass(slots=True)
class _Transaction:
    reference: str
    request: str
    cents: int
    status: str = "INITIAL"


class PayPageSimulator:
    """Implements `hardware.simulation.acts.Simulator`."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._secret = secrets.token_urlsafe(16)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._tokens: set[str] = set()
        self._transactions: dict[str, _Transaction] = {}
        self._trouble = ""
        self._automatic = False
        self._lock = threading.Lock()

    async def start(self) -> None:
        self._folder = await asyncio.to_thread(self._folder_with_secret)
        await self.plug_in()

    async def stop(self) -> None:
        await self.unplug()
        if self._folder is not None:
            await asyncio.to_thread(self._folder.cleanup)
            self._folder = None

    def describe(self) -> Mapping[str, object]:
        folder = "" if self._folder is None else self._folder.name
        origin = f"http://{_HOST}:{self._port}"
        return {
            "driver": "xbezahldienste",
            "url": origin,
            "token_url": f"{origin}/token",
            "originator": _ORIGINATOR,
            "endpoint": _ENDPOINT,
            "client": _CLIENT,
            "secret": str(Path(folder, "secret")),
            "back": f"{origin}/close",
        }

    def state(self) -> Mapping[str, object]:
        with self._lock:
            newest = next(reversed(self._transactions.values()), None)
            return {
                "plugged": self._server is not None,
                "trouble": self._trouble or "none",
                "transactions": len(self._transactions),
                "newest": "none" if newest is None else newest.status.lower(),
                "paid_cents": sum(
                    one.cents for one in self._transactions.values() if one.status == "PAYED"
                ),
            }

    def pay(self) -> None:
        """Pay the newest transaction on the phone."""
        self._move("PAYED")

    def decline(self) -> None:
        """Let the bank decline the newest transaction."""
        self._move("FAILED")

    def cancel(self) -> None:
        """Cancel the newest transaction on the phone."""
        self._move("CANCELED")

    def automate(self) -> None:
        """Pay every transaction as soon as it is opened."""
        self._automatic = True

    def refuse(self) -> None:
        """Refuse every demand: the town's endpoint is not set up."""
        self._trouble = "refuses"

    def answer_nonsense(self) -> None:
        """Answer with something that is not JSON."""
        self._trouble = "nonsense"

    def ask_too_much(self) -> None:
        """Open transactions over another amount than was asked for."""
        self._trouble = "another amount"

    def forget_tokens(self) -> None:
        """Let every access token end early."""
        with self._lock:
            self._tokens.clear()

    async def unplug(self) -> None:
        """Cut the line to the provider."""
        if self._server is not None:
            server, thread = self._server, self._thread
            self._server = self._thread = None
            await asyncio.to_thread(server.shutdown)
            server.server_close()
            if thread is not None:
                await asyncio.to_thread(thread.join)

    async def plug_in(self) -> None:
        """Mend the line to the provider."""
        if self._server is None:
            self._server = ThreadingHTTPServer((_HOST, self._port), _serving(self))
            self._server.daemon_threads = True
            self._port = self._server.server_port
            self._thread = threading.Thread(
                target=self._server.serve_forever, args=(0.05,), daemon=True
            )
            self._thread.start()

    async def restore(self) -> None:
        """Put everything in order for the next citizen."""
        self._trouble = ""
        await self.plug_in()

    def serve(self, method: str, path: str, token: str, body: bytes) -> tuple[HTTPStatus, str]:
        # A docstring would make this a person's act.
        with self._lock:
            if self._trouble == "nonsense":
                return HTTPStatus.OK, "<html>"
            if (method, path) == ("POST", "/token"):
                return self._give_token(body)
            if path.startswith("/pay/"):
                return self._page(method, path.removeprefix("/pay/"))
            if token not in self._tokens:
                return _problem(HTTPStatus.UNAUTHORIZED, "FORBIDDEN")
            return self._answer(method, path.strip("/").split("/"), body)

    def _folder_with_secret(self) -> "tempfile.TemporaryDirectory[str]":
        folder = tempfile.TemporaryDirectory(prefix="pay-page-")
        Path(folder.name, "secret").write_text(self._secret, "utf-8")
        return folder

    def _answer(self, method: str, parts: list[str], body: bytes) -> tuple[HTTPStatus, str]:
        if parts[1:3] != [_ORIGINATOR, _ENDPOINT] or self._trouble == "refuses":
            return _problem(HTTPStatus.BAD_REQUEST, "NO_VALID_ORIGINATOR_OR_ENDPOINT")
        match method, parts[0], parts[3:]:
            case "GET", "status", []:
                return HTTPStatus.OK, json.dumps({"originatorId": _ORIGINATOR})
            case "POST", "paymenttransaction", []:
                return self._open(json.loads(body))
            case "GET", "paymenttransaction", [name] if name in self._transactions:
                return HTTPStatus.OK, self._told(self._transactions[name])
            case _:
                return _problem(HTTPStatus.NOT_FOUND, "UNSPECIFIED")

    def _give_token(self, body: bytes) -> tuple[HTTPStatus, str]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        wanted = {
            "grant_type": "client_credentials",
            "client_id": _CLIENT,
            "client_secret": self._secret,
        }
        if form != wanted:
            return HTTPStatus.BAD_REQUEST, json.dumps({"error": "invalid_client"})
        token = secrets.token_urlsafe(16)
        self._tokens.add(token)
        return HTTPStatus.OK, json.dumps({"access_token": token, "expires_in": _TOKEN_SECONDS})

    def _open(self, said: Mapping[str, object]) -> tuple[HTTPStatus, str]:
        missing = {"requestId", "requestTimestamp", "currency", "grosAmount", "items"} - said.keys()
        if missing or said["currency"] != "EUR":
            return _problem(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR")
        items = said["items"]
        if not isinstance(items, list) or said["grosAmount"] != sum(
            item["totalNetAmount"] + item["totalTaxAmount"] for item in items
        ):
            return _problem(HTTPStatus.BAD_REQUEST, "CALCULATION_ERROR")
        request = str(said["requestId"])
        if any(one.request == request for one in self._transactions.values()):
            return _problem(HTTPStatus.CONFLICT, "PAYMENT_EXISTS")
        cents = round(float(str(said["grosAmount"])) * 100)
        status = "PAYED" if self._automatic else "INITIAL"
        opened = _Transaction(secrets.token_hex(8), request, cents, status)
        self._transactions[opened.reference] = opened
        return HTTPStatus.CREATED, self._told(opened)

    def _told(self, one: _Transaction) -> str:
        cents = one.cents + (100 if self._trouble == "another amount" else 0)
        origin = f"http://{_HOST}:{self._port}"
        information = {
            "transactionReference": one.reference,
            "transactionRedirectUrl": f"{origin}/pay/{one.reference}",
            "transactionUrl": f"{origin}/paymenttransaction/{one.reference}",
            "grosAmount": cents / 100,
            "status": one.status,
        }
        return json.dumps({"paymentInformation": information})

    def _page(self, method: str, name: str) -> tuple[HTTPStatus, str]:
        one = self._transactions.get(name)
        if one is None:
            return HTTPStatus.NOT_FOUND, "<p>Unknown."
        if method == "POST" and one.status == "INITIAL":
            one.status = "PAYED"
        button = "<form method=post><button>Pay</button></form>" if one.status == "INITIAL" else ""
        return (
            HTTPStatus.OK,
            f"<!doctype html><h1>{one.cents / 100:.2f} EUR</h1>{one.status}{button}",
        )

    def _move(self, status: str) -> None:
        with self._lock:
            newest = next(reversed(self._transactions.values()), None)
            if newest is None or newest.status != "INITIAL":
                raise ImpossibleAct("No transaction is open.")
            newest.status = status


def _problem(status: HTTPStatus, code: str) -> tuple[HTTPStatus, str]:
    return status, json.dumps({"title": status.phrase, "status": status.value, "code": code})


def _serving(service: PayPageSimulator) -> type[BaseHTTPRequestHandler]:
    class Line(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

        def _answer(self, method: str) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_BODY)
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, text = service.serve(method, self.path, token, self.rfile.read(length))
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if text[:1] == "<" else "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Line
