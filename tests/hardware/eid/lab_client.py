"""A small eID client of the tests: PAOS to the laboratory's server, APDUs to a card in this process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import requests

from hardware.eid.lab import curve, paos, rights, tlv
from hardware.eid.lab.card import SpecimenCard
from hardware.eid.lab.card_passwords import PIN
from hardware.eid.lab.eid_server import EidServer
from hardware.eid.lab.powered_card import PoweredCard
from hardware.eid.lab.secure_messaging import (
    CA_OID,
    PACE_OID,
    Channel,
    Command,
    decrypt,
    derive,
    token,
)

CARD_SECURITY = 0x1D
LARGEST = 65536


class Message:
    """A server's message: its kind (of the EAC data where it carries some), and texts by name."""

    def __init__(self, envelope: bytes) -> None:
        self._root = ET.fromstring(envelope)  # noqa: S314 - our own server's
        inner = next(item for item in self._root if local(item) == "Body")[0]
        types = (v for item in inner.iter() for k, v in item.attrib.items() if k.endswith("}type"))
        eac = [name.rpartition(":")[2] for name in types if "InputType" in name]
        self.kind = eac[0] if eac else local(inner)

    def texts(self, name: str) -> list[str]:
        return [item.text or "" for item in self._root.iter() if local(item) == name]

    def octets(self, name: str) -> bytes:
        return bytes.fromhex(self.texts(name)[0])

    @property
    def minor(self) -> str:
        """The result minor's last part, empty where the result is good."""
        return "".join(self.texts("ResultMinor")).rpartition("/")[2]


class CardRefuses(Exception):
    """The card answered a command otherwise than with 9000; the text is its status word."""


class CardContact:
    """The client's end of the card: commands in the clear, later through a channel."""

    def __init__(self, card: SpecimenCard) -> None:
        self._powered = PoweredCard(card)
        self._channel: Channel | None = None

    def raw(self, apdu: bytes) -> bytes:
        return self._powered.transmit(apdu)

    def ask(self, command: Command) -> bytes:
        if self._channel is None:
            answer = self.raw(plain(command))
            data, status = answer[:-2], int.from_bytes(answer[-2:], "big")
        else:
            data, status = self._channel.unwrap_answer(self.raw(self._channel.wrap(command)))
        if status != 0x9000:
            raise CardRefuses(f"{status:04x}")
        return data

    def pace(self, pin: str, chat: bytes) -> bytes:
        """Open the channel; answer the card's compressed key, which terminal authentication signs."""
        chosen = tlv.encode(0x80, PACE_OID) + tlv.encode(0x83, bytes([PIN])) + chat
        answer = self.raw(plain(Command(0, 0x22, 0xC1, 0xA4, chosen, None)))
        assert answer[-2:-1] in (b"\x90", b"\x63")
        nonce = decrypt(derive(pin.encode(), 3), bytes(16), self._step(b"", 0x80))
        private, public = curve.key_pair()
        theirs = curve.decode(self._step(tlv.encode(0x81, curve.encode(public)), 0x82))
        scalar = int.from_bytes(nonce, "big") % curve.ORDER
        mapped = curve.add(curve.multiply(scalar, curve.GENERATOR), curve.multiply(private, theirs))
        assert mapped is not None
        private, public = curve.key_pair(mapped)
        card = curve.decode(self._step(tlv.encode(0x83, curve.encode(public)), 0x84))
        channel = Channel.agreed(curve.x_of(curve.multiply(private, card)))
        proof = token(channel.authentication, PACE_OID, card)
        self._step(tlv.encode(0x85, proof), 0x86)
        self._channel = channel
        return curve.x_of(card)

    def _step(self, data: bytes, wanted: int) -> bytes:
        asked = tlv.encode(0x7C, data)
        return tlv.find(self.ask(Command(0, 0x86, 0, 0, asked, 256)), 0x7C, wanted) or b""


@dataclass
class PaosClient:
    """Runs one authentication as AusweisApp does; `chat` leaves out of the optional rights."""

    server: EidServer
    card: SpecimenCard
    pin: str = "123456"
    refuses: tuple[str, ...] = ()
    kinds: list[str] = field(default_factory=list)
    before: Callable[[Message], None] = lambda _message: None

    def run(self, tc_token_url: str) -> Message:
        """Answer the server's last message."""
        with requests.Session() as http:
            http.trust_env = False
            http.verify = str(self.server.certificate)
            got = http.get(tc_token_url, timeout=10)
            assert got.status_code == 200, got.status_code
            session = parse_qs(urlsplit(tc_token_url).query)["session"][0]
            return self._talk(http, start_paos(session))

    def _talk(self, http: requests.Session, body: str) -> Message:
        message = self._post(http, body, "")
        contact = CardContact(self.card)
        while message.kind != "StartPAOSResponse":
            self.kinds.append(message.kind)
            self.before(message)
            message = self._post(
                http, self._answer(message, contact), message.texts("MessageID")[0]
            )
        self.kinds.append(message.kind)
        return message

    def _post(self, http: requests.Session, body: str, relates_to: str) -> Message:
        envelope = paos.envelope(body, paos.new_id(), relates_to)
        got = http.post(f"{self.server.origin}/paos", data=envelope, timeout=10)
        assert got.status_code == 200, got.status_code
        return Message(got.content)

    def _answer(self, message: Message, contact: CardContact) -> str:
        match message.kind:
            case "InitializeFramework":
                return "<InitializeFrameworkResponse><Version/></InitializeFrameworkResponse>"
            case "EAC1InputType":
                return self._eac1(message, contact)
            case "EAC2InputType" if not message.texts("Signature"):
                self._public = message.octets("EphemeralPublicKey")
                return eac2({"Challenge": self._challenge})
            case "EAC2InputType":
                self._public = message.octets("EphemeralPublicKey")
                return self._eac2(message, contact)
            case "EACAdditionalInputType":
                return self._eac2(message, contact)
            case "Transmit":
                outputs = [
                    contact.raw(bytes.fromhex(apdu)).hex() for apdu in message.texts("InputAPDU")
                ]
                inner = "".join(f"<OutputAPDU>{output}</OutputAPDU>" for output in outputs)
                return f"<TransmitResponse>{inner}</TransmitResponse>"
            case other:
                raise AssertionError(other)

    def _eac1(self, message: Message, contact: CardContact) -> str:
        wanted = message.octets("RequiredCHAT"), message.octets("OptionalCHAT")
        bits = int.from_bytes(tlv.find(wanted[0], 0x7F4C, 0x53) or b"", "big")
        bits |= int.from_bytes(tlv.find(wanted[1], 0x7F4C, 0x53) or b"", "big")
        bits &= ~int.from_bytes(rights.authorisation(self.refuses), "big")
        octets = tlv.encode(0x06, rights.AUTHENTICATION_TERMINAL)
        octets += tlv.encode(0x53, bits.to_bytes(5, "big"))
        chat = tlv.encode(0x7F4C, octets)
        card_id = contact.pace(self.pin, chat)
        self._auxiliary = message.octets("AuthenticatedAuxiliaryData")
        self._chain = [bytes.fromhex(text) for text in reversed(message.texts("Certificate"))]
        self._challenge = contact.ask(Command(0, 0x84, 0, 0, b"", 8))
        fields = {
            "CertificateHolderAuthorizationTemplate": chat,
            "IDPICC": card_id,
            "Challenge": self._challenge,
        }
        inner = "".join(f"<{name}>{value.hex()}</{name}>" for name, value in fields.items())
        return f"<DIDAuthenticateResponse>{inner}</DIDAuthenticateResponse>"

    def _eac2(self, message: Message, contact: CardContact) -> str:
        name = b""
        for certificate in self._chain:
            body = tlv.find(certificate, 0x7F21, 0x7F4E) or b""
            fields = tlv.values(body)
            contact.ask(Command(0, 0x22, 0x81, 0xB6, tlv.encode(0x83, fields[0x42]), None))
            inside = tlv.find(certificate, 0x7F21) or b""
            contact.ask(Command(0, 0x2A, 0, 0xBE, inside, None))
            name = fields[0x5F20]
        public = curve.decode(self._public)
        chosen = tlv.encode(0x83, name) + self._auxiliary + tlv.encode(0x91, curve.x_of(public))
        contact.ask(Command(0, 0x22, 0x81, 0xA4, chosen, None))
        contact.ask(Command(0, 0x82, 0, 0, message.octets("Signature"), None))
        security = contact.ask(Command(0, 0xB0, 0x80 | CARD_SECURITY, 0, b"", LARGEST))
        contact.ask(Command(0, 0x22, 0x41, 0xA4, tlv.encode(0x80, CA_OID), None))
        asked = tlv.encode(0x7C, tlv.encode(0x80, curve.encode(public)))
        proof = contact.ask(Command(0, 0x86, 0, 0, asked, 256))
        return eac2(
            {
                "EFCardSecurity": security,
                "Nonce": tlv.find(proof, 0x7C, 0x81) or b"",
                "AuthenticationToken": tlv.find(proof, 0x7C, 0x82) or b"",
            }
        )


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def start_paos(session: str) -> str:
    return f"<StartPAOS><SessionIdentifier>{session}</SessionIdentifier></StartPAOS>"


def eac2(fields: dict[str, bytes]) -> str:
    inner = "".join(f"<{name}>{value.hex()}</{name}>" for name, value in fields.items())
    return f"<DIDAuthenticateResponse>{inner}</DIDAuthenticateResponse>"


def plain(command: Command) -> bytes:
    """Answer a command as bytes, without secure messaging."""
    head = bytes([command.cla, command.ins, command.p1, command.p2])
    body = bytes([len(command.data)]) + command.data if command.data else b""
    return head + body + (b"\0" if command.expected else b"")
