"""The dialogue with the citizen's ID card, as machine, screens and the eID driver speak of it.

States follow BSI TR-03124-1 and the AusweisApp SDK's messages; a prompt says what the card
dialogue needs now, a reply is the citizen's answer to it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kiosk.contracts.private import Secret


class PinTask(StrEnum):
    """What the citizen wants done with the PIN of the card."""

    CHECK = "check"
    ACTIVATE = "activate"
    CHANGE = "change"
    UNBLOCK = "unblock"


class SecretKind(StrEnum):
    PIN = "pin"
    TRANSPORT_PIN = "transport_pin"
    NEW_PIN = "new_pin"
    CAN = "can"
    PUK = "puk"


@dataclass(frozen=True, slots=True)
class Provider:
    """Who asks for the data, as the authorisation certificate's description states it (TR-03110-4).

    The dates are the certificate's own, None where the client does not tell them.
    """

    name: str
    url: str
    purpose: str
    terms: str
    issuer: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Connecting:
    """The eID service is being reached; nothing is asked of the citizen."""


@dataclass(frozen=True, slots=True)
class ConfirmRights:
    """The provider wants these attributes; optional ones are off until the citizen turns them on.

    `transaction` is the provider's own sentence on what this is for. `required_age` is the age that
    "AgeVerification" asks about, None where it is not among the attributes.
    """

    provider: Provider
    required: tuple[str, ...]
    optional: tuple[str, ...]
    transaction: str = ""
    required_age: int | None = None


@dataclass(frozen=True, slots=True)
class InsertCard:
    """No card lies on the reader; `unknown` if something lies there that is no ID card."""

    unknown: bool = False


@dataclass(frozen=True, slots=True)
class EnterSecret:
    """Digits are needed.

    `attempts_left` is the card's retry counter for the PIN (None where the card has none: CAN, PUK);
    `wrong` says that the last entry of this kind was refused; `on_reader` that the reader's own
    pad takes the digits and the terminal must not.
    """

    kind: SecretKind
    attempts_left: int | None = None
    wrong: bool = False
    on_reader: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The card is at work and must stay; `percent` is 0 to 100."""

    percent: int = 0


@dataclass(frozen=True, slots=True)
class CardMoved:
    """The contact was lost for a moment: the card must be put straight."""


@dataclass(frozen=True, slots=True)
class CardReport:
    """What the card says of itself without any PIN."""

    attempts_left: int
    deactivated: bool
    blocked: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """The dialogue ended as wished. For an authentication the data are now at the eID service.

    `refresh` is the address to which a portal's browser goes on; empty where there is none.
    """

    refresh: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Broken:
    """The dialogue ended otherwise; `failure` is an id of the failure catalogue, `eid.…`."""

    failure: str


EidPrompt = (
    Connecting
    | ConfirmRights
    | InsertCard
    | EnterSecret
    | Reading
    | CardMoved
    | CardReport
    | Finished
    | Broken
)


@dataclass(frozen=True, slots=True)
class Agree:
    """The citizen agrees to the required attributes and to these optional ones."""

    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digits:
    """The citizen typed digits; the driver wipes them after sending."""

    kind: SecretKind
    secret: Secret


@dataclass(frozen=True, slots=True)
class Resume:
    """The citizen put the card straight (answers `CardMoved`)."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The citizen or the machine ends the dialogue."""


EidReply = Agree | Digits | Resume | Cancel
