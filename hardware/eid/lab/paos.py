"""PAOS messages between eID server and client, XML to types and back (BSI TR-03112-7, TR-03124-1)."""

import uuid
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

_ISO = "urn:iso:std:iso-iec:24727:tech:schema"
_EAC = "urn:oid:1.3.162.15480.3.0.14.2"
_MAJOR = "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#"
_HANDLE = (
    '<ConnectionHandle xsi:type="ConnectionHandle"><SlotHandle>00</SlotHandle></ConnectionHandle>'
)


class PaosError(ValueError):
    """The client's message cannot be read."""


@dataclass(frozen=True, slots=True)
class Message:
    """A client's message: the body's element, its text fields by local name, the APDUs it carries."""

    kind: str
    fields: dict[str, str]
    outputs: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.fields.get("MessageID", "")

    @property
    def in_reply_to(self) -> str:
        return self.fields.get("RelatesTo", "")

    @property
    def failed(self) -> bool:
        major = self.fields.get("ResultMajor", "")
        return bool(major) and not major.endswith("#ok")

    def octets(self, name: str) -> bytes:
        """Answer a field of hexadecimal digits. Raises PaosError."""
        try:
            return bytes.fromhex(self.fields[name])
        except (KeyError, ValueError):
            raise PaosError(f"The message lacks {name}.") from None


def read(document: bytes) -> Message:
    """Take a message apart. Raises PaosError."""
    try:
        root = ET.fromstring(document)  # noqa: S314 - our own client's, on loopback
    except ET.ParseError:
        raise PaosError("The message is no XML.") from None
    body = next((child for child in root if _local(child) == "Body"), None)
    if body is None or not len(body):
        raise PaosError("The message has no body.")
    fields = {_local(item): (item.text or "").strip() for item in reversed(list(root.iter()))}
    outputs = tuple(item.text or "" for item in root.iter() if _local(item) == "OutputAPDU")
    return Message(_local(body[0]), fields, outputs)


def new_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def envelope(body: str, message_id: str, relates_to: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:wsa="http://www.w3.org/2005/03/addressing"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:iso="{_ISO}">'
        f"<soap:Header><wsa:RelatesTo>{escape(relates_to)}</wsa:RelatesTo>"
        f"<wsa:MessageID>{message_id}</wsa:MessageID></soap:Header>"
        f"<soap:Body>{body}</soap:Body></soap:Envelope>"
    ).encode()


def did_authenticate(kind: str, elements: list[tuple[str, str]]) -> str:
    """Answer DIDAuthenticate with EAC data of `kind`: EAC1, EAC2 or EACAdditionalInputType."""
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in elements)
    return (
        f'<DIDAuthenticate xmlns="{_ISO}">{_HANDLE}<DIDName>PIN</DIDName>'
        f'<AuthenticationProtocolData Protocol="{_EAC}" xsi:type="iso:{kind}">{inner}'
        "</AuthenticationProtocolData></DIDAuthenticate>"
    )


def initialize_framework() -> str:
    """Answer InitializeFramework: the client tells which version of the interface it has."""
    return '<InitializeFramework xmlns="http://www.bsi.bund.de/ecard/api/1.1"/>'


def transmit(apdus: list[bytes]) -> str:
    """Answer Transmit: the client passes the APDUs to the card as they are."""
    inner = "".join(
        f"<InputAPDUInfo><InputAPDU>{apdu.hex()}</InputAPDU></InputAPDUInfo>" for apdu in apdus
    )
    return f'<Transmit xmlns="{_ISO}"><SlotHandle>00</SlotHandle>{inner}</Transmit>'


def goodbye(minor: str = "", message: str = "") -> str:
    """Answer StartPAOSResponse, which ends the dialogue: well, or with a result minor."""
    result = f"<ResultMajor>{_MAJOR}{'error' if minor else 'ok'}</ResultMajor>"
    if minor:
        result += f"<ResultMinor>{escape(minor)}</ResultMinor>"
        result += f'<ResultMessage xml:lang="en">{escape(message)}</ResultMessage>'
    return (
        f'<StartPAOSResponse xmlns="{_ISO}" Profile="http://www.bsi.bund.de/ecard/api/1.1">'
        f'<Result xmlns="urn:oasis:names:tc:dss:1.0:core:schema">{result}</Result>'
        "</StartPAOSResponse>"
    )


def tc_token(origin: str, session: str) -> bytes:
    """Answer the TcToken of an attached eID server: no pre-shared key (TR-03124-1, 2.4.2)."""
    fields = {
        "ServerAddress": f"{origin}/paos",
        "SessionIdentifier": session,
        "RefreshAddress": f"{origin}/done?session={session}",
        "CommunicationErrorAddress": f"{origin}/failed?session={session}",
        "Binding": "urn:liberty:paos:2006-08",
    }
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    return f'<?xml version="1.0"?><TCTokenType>{inner}</TCTokenType>'.encode()


def _local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
