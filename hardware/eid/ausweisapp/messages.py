"""Messages of the AusweisApp SDK as types (SDK documentation, "Messages").

The `url` of a result is kept only where the result is ok: it comes with failures too, and must then
never be followed.
"""

from dataclasses import dataclass, field

from kiosk.contracts.eid import Provider, SecretKind

SIMULATOR = "Simulator"


@dataclass(frozen=True, slots=True)
class Card:
    """A card on a reader; `unknown` if it is no ID card (API level 3)."""

    attempts_left: int = 0
    deactivated: bool = False
    inoperative: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    attached: bool = True
    keypad: bool = False
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class ReaderSeen:
    reader: Reader


@dataclass(frozen=True, slots=True)
class ReadersListed:
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True)
class ApiLevel:
    current: int
    refused: bool


@dataclass(frozen=True, slots=True)
class Info:
    version: str


@dataclass(frozen=True, slots=True)
class AuthStarted:
    pass


@dataclass(frozen=True, slots=True)
class AuthEnded:
    """`ok` by the result's major alone.

    `minor` is the last part of the result's minor, `reason` a failure code (1.26.3 and newer);
    `by_server` says that the eID server ended it, not the client. `refresh` is where a portal's
    browser goes on, empty unless `ok`; it holds the portal's session, so it is not shown.
    """

    ok: bool
    minor: str = ""
    reason: str = ""
    by_server: bool = False
    refresh: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ChangePinStarted:
    pass


@dataclass(frozen=True, slots=True)
class ChangePinEnded:
    """`success` as the client claims it, which is not always so."""

    success: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AccessRights:
    required: tuple[str, ...]
    optional: tuple[str, ...]
    effective: tuple[str, ...]
    transaction: str
    refused: bool
    required_age: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    provider: Provider


@dataclass(frozen=True, slots=True)
class InsertCardAsked:
    pass


@dataclass(frozen=True, slots=True)
class SecretAsked:
    """ENTER_PIN, ENTER_NEW_PIN, ENTER_CAN, ENTER_PUK; `misformed` if the last digits had no form."""

    kind: SecretKind
    reader: Reader | None
    misformed: bool


@dataclass(frozen=True, slots=True)
class Progress:
    percent: int


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Rejected:
    """BAD_STATE, UNKNOWN_COMMAND, INVALID, INTERNAL_ERROR: the client did not take a command."""

    command: str


Message = (
    ReaderSeen
    | ReadersListed
    | ApiLevel
    | Info
    | AuthStarted
    | AuthEnded
    | ChangePinStarted
    | ChangePinEnded
    | AccessRights
    | Certificate
    | InsertCardAsked
    | SecretAsked
    | Progress
    | Paused
    | Rejected
)
