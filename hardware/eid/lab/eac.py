"""The eID server's side of one authentication: EAC1, EAC2, reading the card (BSI TR-03110-3, 3.3)."""

from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from hardware.eid.lab import card_files, card_issuer, curve, inquiry, paos, rights, signing, tlv
from hardware.eid.lab.paos import Message
from hardware.eid.lab.secure_messaging import CA_OID, Channel, Command, token
from hardware.eid.lab.sessions import Session
from hardware.eid.lab.terminal_authority import TerminalAuthority

MINOR = "http://www.bsi.bund.de/ecard/api/1.1/resultminor/"
BAD_SIGNATURE = MINOR + "il/signature#invalid"
INTERNAL = MINOR + "al/common#internalError"
OUT_OF_DATE = MINOR + "sal/mEAC#DocumentValidityVerificationFailed"


class AuthenticationError(Exception):
    """The card or the client did not prove what it must; `minor` goes back to the client."""

    def __init__(self, sentence: str, minor: str = BAD_SIGNATURE) -> None:
        super().__init__(sentence)
        self.minor = minor


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the server authenticates with, and the anchor that it trusts cards by."""

    authority: TerminalAuthority
    description: bytes
    anchor: x509.Certificate


@dataclass(frozen=True, slots=True)
class Course:
    """The two ways that a server may go longer: InitializeFramework first, the signature later."""

    initialize_framework: bool = False
    additional_input: bool = False


class Authentication:
    """One session's dialogue; `step` takes the client's message and answers the body to send."""

    def __init__(
        self, terminal: Terminal, session: Session, today: date, course: Course | None = None
    ) -> None:
        """Raise ValueError where the session asks for what no card can be asked."""
        self.session = session
        self.ended = False
        self.messages = 0
        self._course = course or Course()
        self._terminal = terminal
        self._auxiliary = inquiry.auxiliary_data(session.request, today)
        self._ephemeral, self._public = curve.key_pair()
        self._rights = bytes(5)
        self._card_id = b""
        self._channel: Channel | None = None
        self._asked: tuple[inquiry.Question, ...] = ()

    def step(self, message: Message) -> str:
        """Answer the body of the next message; failures end the session and are kept in it."""
        self.messages += 1
        try:
            return self._next(message)
        except AuthenticationError as failed:
            return self.refuse(failed.minor, str(failed))
        except inquiry.OutOfDate as refused:
            return self.refuse(OUT_OF_DATE, str(refused))
        except inquiry.CardRefused as refused:
            return self.refuse(INTERNAL, str(refused))
        except (ValueError, InvalidSignature, IndexError, TypeError):
            return self.refuse(INTERNAL, "The client's message does not fit.")

    def refuse(self, minor: str, sentence: str) -> str:
        """End the dialogue; answer the body that says so."""
        self.ended = True
        self.session.failure = minor
        return paos.goodbye(minor, sentence)

    def _next(self, message: Message) -> str:
        if message.failed:
            minor = message.fields.get("ResultMinor", INTERNAL)
            return self.refuse(minor, message.fields.get("ResultMessage", ""))
        match message.kind:
            case "StartPAOS" if self._course.initialize_framework:
                return paos.initialize_framework()
            case "StartPAOS" | "InitializeFrameworkResponse":
                return self._eac1()
            case "DIDAuthenticateResponse" if "IDPICC" in message.fields:
                return self._eac2(message)
            case "DIDAuthenticateResponse" if "EFCardSecurity" not in message.fields:
                return self._additional(message)
            case "DIDAuthenticateResponse":
                return self._transmit(message)
            case "TransmitResponse":
                return self._finish(message)
            case _:
                raise AuthenticationError(f"{message.kind} was not expected.", INTERNAL)

    def _eac1(self) -> str:
        verifier, terminal = self._terminal.authority.chain
        request = self.session.request
        elements = [
            ("Certificate", terminal.hex()),
            ("Certificate", verifier.hex()),
            ("CertificateDescription", self._terminal.description.hex()),
            ("RequiredCHAT", rights.template(inquiry.required(request)).hex()),
            ("OptionalCHAT", rights.template(request.optional).hex()),
            ("AuthenticatedAuxiliaryData", self._auxiliary.hex()),
        ]
        if request.transaction:
            elements.append(("TransactionInfo", request.transaction))
        return paos.did_authenticate("EAC1InputType", elements)

    def _eac2(self, message: Message) -> str:
        confirmed = message.octets("CertificateHolderAuthorizationTemplate")
        self._rights = tlv.find(confirmed, 0x7F4C, 0x53) or bytes(5)
        self._card_id = message.octets("IDPICC")
        elements = [("EphemeralPublicKey", curve.encode(self._public).hex())]
        if not self._course.additional_input:
            elements.append(("Signature", self._signature(message)))
        return paos.did_authenticate("EAC2InputType", elements)

    def _additional(self, message: Message) -> str:
        if not self._card_id:
            raise AuthenticationError("The challenge came before the card's key.", INTERNAL)
        signature = self._signature(message)
        return paos.did_authenticate("EACAdditionalInputType", [("Signature", signature)])

    def _signature(self, message: Message) -> str:
        signed = self._card_id + message.octets("Challenge")
        signed += curve.x_of(self._public) + self._auxiliary
        return signing.sign(self._terminal.authority.key, signed).hex()

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
        sector_key = self._terminal.authority.sector
        self._asked = inquiry.questions(self.session.request, self._rights, sector_key)
        return paos.transmit(
            [
                self._wrapped(channel, command)
                for question in self._asked
                for command in question.commands
            ]
        )

    @staticmethod
    def _wrapped(channel: Channel, command: Command) -> bytes:
        apdu = channel.wrap(command)
        channel.counter += 1  # the card counts its answer, which comes only with all the others
        return apdu

    def _finish(self, message: Message) -> str:
        if self._channel is None:
            raise AuthenticationError("TransmitResponse before chip authentication.", INTERNAL)
        self._channel.counter = 0
        answers = []
        for output in message.outputs:
            self._channel.counter += 1
            answers.append(self._channel.unwrap_answer(bytes.fromhex(output)))
        self.session.identity = inquiry.identity(self._asked, answers)
        self.ended = True
        return paos.goodbye()
