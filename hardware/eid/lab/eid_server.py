"""The test eID server: TcToken and PAOS for clients, the eID-Interface for the service that asks."""

import threading
from pathlib import Path
from urllib.parse import quote

from cryptography import x509

from hardware.eid.lab import paos, tls, wrong_answers
from hardware.eid.lab.eac import MINOR, Authentication, Course
from hardware.eid.lab.https import HttpsServer, Request, Response
from hardware.eid.lab.misbehaviour import Misbehaviour
from hardware.eid.lab.network import Line
from hardware.eid.lab.service_end import ServiceEnd
from hardware.eid.lab.sessions import Session, Sessions
from hardware.eid.lab.terminals import Terminals
from kiosk.contracts.clock import Clock

UNKNOWN_SESSION = MINOR + "dp#unknownChannelHandle"
SESSION_OVER = MINOR + "al/common#SessionTerminatedWarning"
UNWILLING = MINOR + "al/common#internalError"
_NOT_FOUND = Response(404)
_MOST_DIALOGUES = 10_000


class EidServer:
    """Many authentications at once: a dialogue is found by the message that the client answers.

    Clients reach it at `origin` over `line`, the terminal at `service`, which has switches of its
    own. `course` is how dialogues go from now on. `returns_to` is the page of a portal to which its
    visitors are sent on, empty where the terminal asks for itself.
    """

    def __init__(self, folder: Path, cards: x509.Certificate, clock: Clock) -> None:
        """Keep keys in `folder`, which only its owner may enter; `cards` is whom to trust cards by."""
        now = clock.now()
        identity = tls.server_identity(folder, now)
        self.sessions = Sessions(clock)
        self.course = Course()
        self._right = identity.context
        self._flawed = {flaw: tls.flawed_context(folder, now, flaw) for flaw in tls.FLAWS}
        self._clients = HttpsServer(identity.context, self._respond)
        self.line = Line(self._clients.port)
        self.origin = f"https://localhost:{self.line.port}"
        self.certificate = identity.certificate
        self.terminals = Terminals(self.origin, identity.der, cards, now.date())
        self.service = ServiceEnd(folder / "service", self.sessions, self.origin, clock)
        self.returns_to = ""
        self._clock = clock
        self._lock = threading.Lock()
        self._dialogues: dict[str, Authentication] = {}
        self._wrong: Misbehaviour | None = None
        self._at = 1
        self._minor = UNWILLING

    def start(self) -> None:
        self._clients.start()
        self.service.start()
        self.line.start()

    def close(self) -> None:
        self.line.close()
        self._clients.close()
        self.service.close()

    # --- what goes wrong

    @property
    def misbehaviour(self) -> Misbehaviour | None:
        return self._wrong

    def misbehave(self, wrong: Misbehaviour, at: int = 1, minor: str = UNWILLING) -> None:
        """Go wrong from now on; PAOS goes wrong at the client's message number `at` of a dialogue.

        `minor` is the result minor with which REFUSES ends it.
        """
        self._wrong, self._at, self._minor = wrong, at, minor
        self._clients.show(self._flawed.get(wrong, self._right))

    def behave(self) -> None:
        """Be right again, network included; connections are cut, whatever waits on them."""
        self._wrong = None
        self._clients.show(self._right)
        self.line.mend()

    # --- clients

    def _respond(self, request: Request) -> Response:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["tctoken"]:
                return self._token(request.query.get("session", ""))
            case "GET", ["done" | "failed"]:
                return self._leave(request)
            case "POST", ["paos"]:
                return self._paos(request.body)
            case _:
                return _NOT_FOUND

    def _leave(self, request: Request) -> Response:
        if not self.returns_to:
            return Response(200, b"The terminal goes on by itself.")
        session = quote(request.query.get("session", ""))
        return Response(303, location=f"{self.returns_to}?session={session}")

    def _token(self, session_id: str) -> Response:
        if self.sessions.find(session_id) is None:
            return _NOT_FOUND
        return wrong_answers.token(self.origin, session_id, self._wrong)

    def _paos(self, body: bytes) -> Response:
        try:
            message = paos.read(body)
        except paos.PaosError:
            return Response(400)
        dialogue: Authentication | None
        if message.kind == "StartPAOS":
            session = self.sessions.begin(message.fields.get("SessionIdentifier", ""))
            dialogue = self._begin(session) if session else None
        else:
            dialogue = self._take(message.in_reply_to)
        message_id = paos.new_id()
        if dialogue is None:
            refusal = paos.goodbye(UNKNOWN_SESSION, "There is no such session.")
            answer = paos.envelope(refusal, message_id, message.id)
            # A client that was cut off says its message again, on a new connection.
            again = self._wrong if self._wrong in wrong_answers.CUTS else None
            return wrong_answers.message(answer, message.id, again)
        wrong = self._wrong if dialogue.messages + 1 == self._at else None
        answer = paos.envelope(self._step(dialogue, message, wrong), message_id, message.id)
        if not dialogue.ended:
            self._await(message_id, dialogue)
        return wrong_answers.message(answer, message.id, wrong)

    def _step(
        self, dialogue: Authentication, message: paos.Message, wrong: Misbehaviour | None
    ) -> str:
        expired = wrong is Misbehaviour.SESSION_EXPIRED
        if expired or not self.sessions.alive(dialogue.session):
            return dialogue.refuse(SESSION_OVER, "The session expired.")
        if wrong is Misbehaviour.REFUSES:
            return dialogue.refuse(self._minor, "The laboratory refuses as it was told to.")
        return dialogue.step(message)

    def _begin(self, session: Session) -> Authentication | None:
        terminal = self.terminals.with_flaw(self._wrong)
        try:
            return Authentication(terminal, session, self._clock.now().date(), self.course)
        except ValueError:
            session.failure = UNWILLING
            return None

    def _await(self, message_id: str, dialogue: Authentication) -> None:
        with self._lock:
            if len(self._dialogues) >= _MOST_DIALOGUES:
                self._dialogues.pop(next(iter(self._dialogues)))
            self._dialogues[message_id] = dialogue

    def _take(self, message_id: str) -> Authentication | None:
        with self._lock:
            return self._dialogues.pop(message_id, None)
