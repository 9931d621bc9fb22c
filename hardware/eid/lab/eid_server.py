"""The test eID server: TcToken, PAOS, and the front by which a terminal asks and fetches."""

import threading
from collections.abc import Callable
from datetime import date

from hardware.eid.lab import paos
from hardware.eid.lab.eac import Authentication, Terminal
from hardware.eid.lab.front import Front
from hardware.eid.lab.https import HttpsServer, Request, Response
from hardware.eid.lab.sessions import Sessions
from hardware.eid.lab.tls import ServerIdentity

_NOT_FOUND = Response(404)


class EidServer:
    """Many authentications at once: a dialogue is found by the message that the client answers."""

    def __init__(
        self,
        identity: ServerIdentity,
        terminal: Callable[[str], Terminal],
        today: Callable[[], date],
    ) -> None:
        """`terminal` makes the keys for the server's origin, which only now is known."""
        self.sessions = Sessions()
        self._https = HttpsServer(identity.context, self._respond)
        self.origin = self._https.origin
        self.certificate = identity.certificate
        self.terminal = terminal(self.origin)
        self._front = Front(self.sessions, self.origin)
        self._today = today
        self._lock = threading.Lock()
        self._dialogues: dict[str, Authentication] = {}

    def start(self) -> None:
        self._https.start()

    def close(self) -> None:
        self._https.close()

    def _respond(self, request: Request) -> Response:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["tctoken"]:
                return self._token(request.query.get("session", ""))
            case "GET", ["done" | "failed"]:
                return Response(200, b"The terminal goes on by itself.")
            case "POST", ["paos"]:
                return self._paos(request.body)
            case "POST", ["service", operation]:
                answer = self._front.call(operation, request.json())
                return Response.of_json(answer) if answer else _NOT_FOUND
            case _:
                return _NOT_FOUND

    def _token(self, session_id: str) -> Response:
        if self.sessions.find(session_id) is None:
            return _NOT_FOUND
        return Response(200, paos.tc_token(self.origin, session_id), "text/xml")

    def _paos(self, body: bytes) -> Response:
        try:
            message = paos.read(body)
        except paos.PaosError:
            return Response(400)
        dialogue = self._dialogue(message)
        if dialogue is None:
            return Response(400)
        answer = dialogue.step(message)
        message_id = paos.new_id()
        if not dialogue.ended:
            with self._lock:
                self._dialogues[message_id] = dialogue
        envelope = paos.envelope(answer, message_id, message.id)
        return Response(200, envelope, "application/vnd.paos+xml; charset=UTF-8")

    def _dialogue(self, message: paos.Message) -> Authentication | None:
        if message.kind == "StartPAOS":
            session = self.sessions.find(message.fields.get("SessionIdentifier", ""))
            if session is None:
                return None
            return Authentication(self.terminal, session, self._today())
        with self._lock:
            return self._dialogues.pop(message.in_reply_to, None)
