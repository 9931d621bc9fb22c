"""The eID server's end towards services: the eID-Interface over mutual TLS, signed both ways."""

import threading
from collections import deque
from pathlib import Path

from hardware.eid.lab import service_answers, service_wrong_answers
from hardware.eid.lab.https import HttpsServer, Request, Response
from hardware.eid.lab.service_answers import ServiceAnswers
from hardware.eid.lab.service_keys import party, service_keys
from hardware.eid.lab.service_misbehaviour import ServiceMisbehaviour
from hardware.eid.lab.service_wrong_answers import PATH
from hardware.eid.lab.sessions import Sessions
from hardware.eid_interface import markup, messages, signing
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.messages import Result
from hardware.eid_interface.names import EID, Minor
from hardware.eid_interface.signing import SignatureRefused
from kiosk.contracts.clock import Clock

_USE_ID = markup.tagged(EID, "useIDRequest")
_GET_RESULT = markup.tagged(EID, "getResultRequest")
_REMEMBERED = 10_000
_FOR_EVER = 1 << 31
# Who is not known, or says again what was said before, gets no answer (TR-03130-1, 3.5.2.1).
_NO_ANSWER = Response(400)


class ServiceEnd:
    """Serves what the laboratory's sessions hold to the one terminal that it made keys for."""

    def __init__(self, folder: Path, sessions: Sessions, origin: str, clock: Clock) -> None:
        """Keep the keys in `folder`, which only its owner may enter; clients know `origin`."""
        now = clock.now()
        folder.mkdir()
        self.keys = service_keys(folder, now)
        self.delay = 2.0
        """Seconds that a slow answer takes."""
        self._stranger = party(folder, "stranger", now).signer
        self._answers = ServiceAnswers(sessions, f"{origin}/paos")
        self._https = HttpsServer(self.keys.context, self._respond)
        self._origin = origin
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: deque[str] = deque(maxlen=_REMEMBERED)
        self._wrong: ServiceMisbehaviour | None = None
        self._times = 0
        self._closing = threading.Event()

    def start(self) -> None:
        self._https.start()

    def close(self) -> None:
        self._closing.set()
        self._https.close()

    def describe(self) -> dict[str, object]:
        """Answer the device table of the terminal's driver."""
        return {
            "driver": "tr03130",
            "url": f"{self._https.origin}/{PATH}",
            "tc_token_url": f"{self._origin}/tctoken?session={{psk_id}}",
            "server_ca": str(self.keys.server_ca),
            "client_certificate": str(self.keys.terminal.certificate),
            "client_key": str(self.keys.terminal.key),
            "service_certificate": str(self.keys.service.certificate),
        }

    @property
    def misbehaviour(self) -> ServiceMisbehaviour | None:
        return self._wrong

    def misbehave(self, wrong: ServiceMisbehaviour, times: int = _FOR_EVER) -> None:
        """Go wrong at the next `times` answers."""
        with self._lock:
            self._wrong, self._times = wrong, times

    def behave(self) -> None:
        """Be right again."""
        with self._lock:
            self._wrong = None

    def _respond(self, request: Request) -> Response:
        if request.method != "POST" or request.path.strip("/") != PATH:
            return Response(404)
        now, keys = self._clock.now(), self.keys
        try:
            opened = signing.unseal(request.body, [keys.terminal.signer.certificate], now)
        except (SignatureRefused, XmlRefused):
            return _NO_ANSWER
        if opened.content.tag not in (_USE_ID, _GET_RESULT) or not self._is_new(opened.signature):
            return _NO_ANSWER
        wrong = self._misbehaviour_now()
        if wrong is ServiceMisbehaviour.SLOW:
            self._closing.wait(self.delay)
        content = self._answer(opened.content, wrong)
        return service_wrong_answers.respond(
            content, keys.service.signer, self._stranger, now, wrong
        )

    def _answer(self, asked: Element, wrong: ServiceMisbehaviour | None) -> Element:
        to_use_id = asked.tag == _USE_ID
        if wrong is ServiceMisbehaviour.OTHER_ANSWER:
            return service_answers.write(Result(Minor.INTERNAL_ERROR), to_use_id=not to_use_id)
        if wrong is ServiceMisbehaviour.NO_DATA:
            return service_answers.write(Result(), to_use_id=to_use_id)
        if wrong is not None and wrong.minor is not None:
            return service_answers.write(Result(wrong.minor, wrong.says), to_use_id=to_use_id)
        try:
            if to_use_id:
                opened = self._answers.use_id(messages.read_use_id(asked))
                return service_answers.write(opened, to_use_id=True)
            told = self._answers.get_result(messages.read_get_result(asked))
            return service_answers.write(told, to_use_id=False)
        except XmlRefused:
            return service_answers.write(Result(Minor.SCHEMA_VIOLATION), to_use_id=to_use_id)

    def _is_new(self, signature: str) -> bool:
        with self._lock:
            if signature in self._seen:
                return False
            self._seen.append(signature)
            return True

    def _misbehaviour_now(self) -> ServiceMisbehaviour | None:
        with self._lock:
            wrong = self._wrong
            if wrong is not None:
                self._times -= 1
                if self._times <= 0:
                    self._wrong = None
            return wrong
