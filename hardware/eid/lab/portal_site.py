"""The laboratory's portal: somebody else's website at which a citizen logs in with the ID card."""

import base64
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hardware.eid.lab import portal_pages, tls
from hardware.eid.lab.https import Delivery, HttpsServer, Request, Response
from hardware.eid.lab.sessions import Session, Sessions
from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Attribute, IdentityRequest

FOREIGN = "foreign.example"
"""A host that is none of the portal's."""

_ASKED = IdentityRequest((Attribute.FAMILY_NAME, Attribute.GIVEN_NAMES), (), "Führungszeugnis")
_PAPER = b"%PDF-1.4\n%%EOF\n"


class PortalSite:
    """Open it, visit `start` with `hosts`; `trusted` is the key that a browser has to be told of.

    `visited` are the paths that were asked for, `submitted` the forms that were sent.
    """

    def __init__(self, folder: Path, clock: Clock, sessions: Sessions | None = None) -> None:
        """`sessions` are the eID server's; without one nobody can log in."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity = tls.server_identity(folder, clock.now())
        self.visited: list[str] = []
        self.submitted: list[dict[str, str]] = []
        self.token_origin = ""
        self.trusted = fingerprint(identity.der)
        self._sessions = sessions
        self._lock = threading.Lock()
        self._https = HttpsServer(identity.context, self._respond)
        self.origin = self._https.origin
        self.hosts = ("localhost", "form.localhost")
        self._pages: dict[str, Callable[[Request], str]] = {
            "/": lambda _: portal_pages.start(),
            "/login": self._login,
            "/return": self._welcome,
            "/form": lambda _: portal_pages.form(self._sister),
            "/inner": lambda _: portal_pages.inner(),
            "/traps": lambda _: portal_pages.traps(FOREIGN),
            "/second": lambda _: portal_pages.second(),
        }

    @property
    def start(self) -> str:
        return f"{self.origin}/"

    @property
    def _sister(self) -> str:
        return self.origin.replace("localhost", "form.localhost")

    def open(self) -> None:
        self._https.start()

    def cut(self) -> None:
        """Cut every connection."""
        self._https.cut()

    def close(self) -> None:
        self._https.close()

    def _respond(self, request: Request) -> Response:
        with self._lock:
            self.visited.append(request.path)
        page = self._pages.get(request.path)
        if page is not None:
            return _html(page(request))
        match request.path:
            case "/sent":
                return self._sent(request)
            case "/paper":
                return Response(200, _PAPER, "application/pdf")
            case "/hop":
                return Response(302, location="/hop-again")
            case "/hop-again":
                return Response(302, location=f"https://{FOREIGN}/")
            case "/refresh":
                return _html(
                    f'<meta http-equiv="refresh" content="0;url=https://{FOREIGN}/"><p>Weiter.'
                )
            case "/silent":
                return Response(200, delivery=Delivery.SILENCE)
            case "/hang":
                return _html("<p>Bis gleich.<script>setTimeout(() => { for (;;); }, 200)</script>")
        return Response(404)

    def _login(self, request: Request) -> str:
        kind = request.query.get("kind", "N")
        token = f"{self.origin}/token"
        if self._sessions is not None:
            token = f"{self.token_origin}/tctoken?session={self._sessions.open(_ASKED).id}"
        return portal_pages.login(kind, token)

    def _welcome(self, request: Request) -> str:
        session: Session | None = None
        if self._sessions is not None:
            session = self._sessions.find(request.query.get("session", ""))
        if session is None:
            return portal_pages.welcome(None, "")
        return portal_pages.welcome(session.identity, session.failure)

    def _sent(self, request: Request) -> Response:
        fields = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        with self._lock:
            self.submitted.append(fields)
        return _html(portal_pages.sent(fields))


def _html(page: str) -> Response:
    return Response(200, page.encode(), "text/html; charset=utf-8")


def fingerprint(certificate: bytes) -> str:
    """Answer SHA-256 of the public key in base64, as browsers are told of keys (RFC 7469, 2.4)."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    told = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(told).digest()).decode()
