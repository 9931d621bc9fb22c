"""The eID server's side of one authentication: EAC1, EAC2, reading the card (BSI TR-03110-3, 3.3)."""

from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from hardware.eid.lab import card_files, card_issuer, curve, paos, rights, signing, tlv
from hardware.eid.lab.paos import Message
from hardware.eid.lab.person import GROUPS, read_address, read_text
from hardware.eid.lab.secure_messaging import CA_OID, Channel, Command, token
from hardware.eid.lab.sessions import Session
from hardware.eid.lab.terminal_authority import TerminalAuthority
from kiosk.contracts.identity import Attribute, Identity

_OK = 0x9000
_SHORT_FILE = 0x6282
_VALIDITY_OID = bytes.fromhex("04007f000703010402")  # id-DateOfExpiry
_BAD_SIGNATURE = "http://www.bsi.bund.de/ecard/api/1.1/resultminor/il/signature#invalid"
_INTERNAL = "http://www.bsi.bund.de/ecard/api/1.1/resultminor/al/common#internalError"


class AuthenticationError(Exception):
    """The card or the client did not prove what it must; `minor` goes back to the client."""

    def __init__(self, sentence: str, minor: str = _BAD_SIGNATURE) -> None:
        super().__init__(sentence)
        self.minor = minor


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the server authenticates with, and the anchor that it trusts cards by."""

    authority: TerminalAuthority
    description: bytes
    anchor: x509.Certificate


class Authentication:
    """One session's dialogue; `step` takes the client's message and answers the body to send."""

    def __init__(self, terminal: Terminal, session: Session, today: date) -> None:
        self.ended = False
        self._terminal = terminal
        self._session = session
        self._auxiliary = tlv.encode(0x67, _validity(today))
        self._ephemeral, self._public = curve.key_pair()
        self._rights = bytes(5)
        self._channel: Channel | None = None
        self._read: tuple[Attribute, ...] = ()

    def step(self, message: Message) -> str:
        """Answer the body of the next message; failures end the session and are kept in it."""
        try:
            return self._next(message)
        except AuthenticationError as failed:
            return self._refuse(failed.minor, str(failed))
        except (ValueError, InvalidSignature, IndexError):
            return self._refuse(_INTERNAL, "The client's message does not fit.")

    def _next(self, message: Message) -> str:
        if message.failed:
            minor = message.fields.get("ResultMinor", _INTERNAL)
            return self._refuse(minor, message.fields.get("ResultMessage", ""))
        match message.kind:
            case "StartPAOS":
                return self._eac1()
            case "DIDAuthenticateResponse" if "IDPICC" in message.fields:
                return self._eac2(message)
            case "DIDAuthenticateResponse":
                return self._transmit(message)
            case "TransmitResponse":
                return self._finish(message)
            case _:
                raise AuthenticationError(f"{message.kind} was not expected.", _INTERNAL)

    def _eac1(self) -> str:
        verifier, terminal = self._terminal.authority.chain
        request = self._session.request
        elements = [
            ("Certificate", terminal.hex()),
            ("Certificate", verifier.hex()),
            ("CertificateDescription", self._terminal.description.hex()),
            ("RequiredCHAT", rights.template(request.required).hex()),
            ("OptionalCHAT", rights.template(request.optional).hex()),
            ("AuthenticatedAuxiliaryData", self._auxiliary.hex()),
        ]
        if request.transaction:
            elements.append(("TransactionInfo", request.transaction))
        return paos.did_authenticate("EAC1InputType", elements)

    def _eac2(self, message: Message) -> str:
        confirmed = message.octets("CertificateHolderAuthorizationTemplate")
        self._rights = tlv.find(confirmed, 0x7F4C, 0x53) or bytes(5)
        signed = message.octets("IDPICC") + message.octets("Challenge")
        signed += curve.x_of(self._public) + self._auxiliary
        signature = signing.sign(self._terminal.authority.key, signed)
        return paos.did_authenticate(
            "EAC2InputType",
            [
                ("EphemeralPublicKey", curve.encode(self._public).hex()),
                ("Signature", signature.hex()),
            ],
        )

    def _transmit(self, message: Message) -> str:
        infos = card_issuer.verified_security_infos(
            self._terminal.anchor, message.octets("EFCardSecurity")
        )
        chip = card_files.chip_public_key(infos)
        shared = curve.x_of(curve.multiply(self._ephemeral, chip))
        channel = Channel.agreed(shared, message.octets("Nonce"))
        expected = token(channel.authentication, CA_OID, self._public)
        if expected != message.octets("AuthenticationToken"):
            raise AuthenticationError("Chip authentication failed.")
        self._channel = channel
        asked = (*self._session.request.required, *self._session.request.optional)
        self._read = tuple(name for name in asked if rights.holds(self._rights, name))
        return paos.transmit([self._wrapped(channel, command) for command in self._commands()])

    def _commands(self) -> list[Command]:
        return [
            Command(0, 0xA4, 4, 0x0C, card_files.EID_APPLICATION, None),
            Command(0x80, 0x20, 0x80, 0, tlv.encode(0x06, _VALIDITY_OID), None),
            *(Command(0, 0xB0, 0x80 | GROUPS[name], 0, b"", 256) for name in self._read),
        ]

    @staticmethod
    def _wrapped(channel: Channel, command: Command) -> bytes:
        apdu = channel.wrap(command)
        channel.counter += 1  # the card counts its answer, which comes only with all the others
        return apdu

    def _finish(self, message: Message) -> str:
        if self._channel is None:
            raise AuthenticationError("TransmitResponse before chip authentication.", _INTERNAL)
        self._channel.counter = 0
        answers = []
        for output in message.outputs:
            self._channel.counter += 1
            answers.append(self._channel.unwrap_answer(bytes.fromhex(output)))
        (_, selected), (_, valid), *groups = answers
        if selected != _OK or valid != _OK:
            raise AuthenticationError("The card is out of date.")
        texts = {}
        for name, (data, status) in zip(self._read, groups, strict=True):
            if status not in (_OK, _SHORT_FILE):
                raise AuthenticationError("The card refused a data group.", _INTERNAL)
            texts[name] = data
        self._session.identity = _identity(texts)
        self.ended = True
        return paos.goodbye()

    def _refuse(self, minor: str, sentence: str) -> str:
        self.ended = True
        self._session.failure = minor
        return paos.goodbye(minor, sentence)


def _validity(today: date) -> bytes:
    day = tlv.encode(0x53, today.strftime("%Y%m%d").encode())
    return tlv.encode(0x73, tlv.encode(0x06, _VALIDITY_OID), day)


def _identity(groups: dict[Attribute, bytes]) -> Identity:
    def text(name: Attribute) -> str:
        return read_text(groups[name]) if name in groups else ""

    return Identity(
        family_name=text(Attribute.FAMILY_NAME),
        given_names=text(Attribute.GIVEN_NAMES),
        birth_name=text(Attribute.BIRTH_NAME),
        doctoral_degree=text(Attribute.DOCTORAL_DEGREE),
        date_of_birth=text(Attribute.DATE_OF_BIRTH),
        place_of_birth=text(Attribute.PLACE_OF_BIRTH),
        nationality=text(Attribute.NATIONALITY),
        address=read_address(groups[Attribute.ADDRESS]) if Attribute.ADDRESS in groups else None,
    )
