"""The eService's end of the eID-Interface: seal, send, unseal, read; blocks, for worker threads."""

import threading
from dataclasses import dataclass
from urllib.parse import quote

from hardware.eid_interface import messages, signing
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.messages import GetResultRequest, Result, UseIdResponse
from hardware.eid_interface.names import Action, Minor
from hardware.eid_interface.signing import SignatureRefused, Signer
from hardware.failures import DeviceFailed
from hardware.identity import IdentityFault, personal_data
from hardware.identity.keys import SigningKeys
from hardware.identity.link import Link
from kiosk.contracts.clock import Clock
from kiosk.contracts.identity import Identity, IdentityRequest, IdentitySession

_FAULTS = {
    Minor.TOO_MANY_SESSIONS: IdentityFault.BUSY,
    Minor.DENIED_DOCUMENT: IdentityFault.INVALID_DOCUMENT,
    Minor.INVALID_DOCUMENT: IdentityFault.INVALID_DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class Client:
    """Every call raises DeviceFailed(IdentityFault), and ends early once it is `abandoned`."""

    link: Link
    keys: SigningKeys
    clock: Clock
    tc_token_url: str
    before_2_4: bool

    def use_id(self, request: IdentityRequest, abandoned: threading.Event) -> IdentitySession:
        """Open a session."""
        try:
            asked = personal_data.use_id_request(request)
            content = messages.write_use_id(asked, before_2_4=self.before_2_4)
        except XmlRefused:
            raise DeviceFailed(IdentityFault.REFUSED) from None
        answer = self._call(Action.USE_ID, content, abandoned)
        try:
            opened = messages.read_use_id_response(answer)
        except XmlRefused:
            raise DeviceFailed(IdentityFault.UNTRUSTED) from None
        if isinstance(opened, Result):
            raise DeviceFailed(_FAULTS.get(_known(opened), IdentityFault.REFUSED))
        return IdentitySession(token_address(self.tc_token_url, opened), opened.session)

    def get_result(self, key: str, counter: int, abandoned: threading.Event) -> Identity | None:
        """Fetch what was read, None while it is not there; `counter` rises by one with each call."""
        content = messages.write_get_result(GetResultRequest(key, counter))
        answer = self._call(Action.GET_RESULT, content, abandoned)
        try:
            got = messages.read_get_result_response(answer)
        except XmlRefused:
            raise DeviceFailed(IdentityFault.UNTRUSTED) from None
        if not isinstance(got, Result):
            return personal_data.identity(got)
        if _known(got) is Minor.NO_RESULT_YET:
            return None
        raise DeviceFailed(_FAULTS.get(_known(got), IdentityFault.NO_RESULT))

    def _call(self, action: Action, content: Element, abandoned: threading.Event) -> Element:
        signer = Signer(self.keys.key, self.keys.certificate)
        document = signing.seal(content, signer, self.clock.now())
        answer = self.link.post(action, document, abandoned)
        try:
            return signing.unseal(answer, self.keys.trusted, self.clock.now()).content
        except (SignatureRefused, XmlRefused):
            raise DeviceFailed(IdentityFault.UNTRUSTED) from None


def token_address(pattern: str, opened: UseIdResponse) -> str:
    """Answer where the client finds a session's TcToken; its identifier may be base64."""
    places = {"session": opened.session, "psk_id": quote(opened.psk_id, safe="")}
    return pattern.format_map(places)


def _known(result: Result) -> Minor:
    """Answer the code, an internal error for those of the eCard API and of later versions."""
    try:
        return Minor(result.minor)
    except ValueError:
        return Minor.INTERNAL_ERROR
