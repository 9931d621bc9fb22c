"""Commands of the AusweisApp SDK, types to JSON (SDK documentation, "Commands")."""

import json
from dataclasses import dataclass, field

from kiosk.contracts.eid import SecretKind
from kiosk.contracts.private import Secret


@dataclass(frozen=True, slots=True)
class SetApiLevel:
    level: int


@dataclass(frozen=True, slots=True)
class GetInfo:
    pass


@dataclass(frozen=True, slots=True)
class GetReaderList:
    pass


@dataclass(frozen=True, slots=True)
class GetCertificate:
    pass


@dataclass(frozen=True, slots=True)
class RunAuth:
    tc_token_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RunChangePin:
    pass


@dataclass(frozen=True, slots=True)
class SetAccessRights:
    """The optional rights to use; what is not named is off."""

    chat: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accept:
    pass


@dataclass(frozen=True, slots=True)
class Continue:
    """Answers PAUSE (API level 3)."""


@dataclass(frozen=True, slots=True)
class CancelWorkflow:
    pass


@dataclass(frozen=True, slots=True)
class SetSecret:
    """SET_PIN, SET_NEW_PIN, SET_CAN or SET_PUK; without digits the reader's own pad takes them."""

    kind: SecretKind
    secret: Secret | None


Command = (
    SetApiLevel
    | GetInfo
    | GetReaderList
    | GetCertificate
    | RunAuth
    | RunChangePin
    | SetAccessRights
    | Accept
    | Continue
    | CancelWorkflow
    | SetSecret
)

_PLAIN: dict[type, str] = {
    GetInfo: "GET_INFO",
    GetReaderList: "GET_READER_LIST",
    GetCertificate: "GET_CERTIFICATE",
    RunChangePin: "RUN_CHANGE_PIN",
    Accept: "ACCEPT",
    Continue: "CONTINUE",
    CancelWorkflow: "CANCEL",
}
_SETTERS = {
    SecretKind.PIN: b"SET_PIN",
    SecretKind.TRANSPORT_PIN: b"SET_PIN",
    SecretKind.NEW_PIN: b"SET_NEW_PIN",
    SecretKind.CAN: b"SET_CAN",
    SecretKind.PUK: b"SET_PUK",
}
_LENGTHS = {
    SecretKind.PIN: 6,
    SecretKind.TRANSPORT_PIN: 5,
    SecretKind.NEW_PIN: 6,
    SecretKind.CAN: 6,
    SecretKind.PUK: 10,
}


def acceptable(kind: SecretKind, secret: Secret) -> bool:
    """Answer whether the digits have the form that the card expects; a wrong form costs no try."""
    digits = secret.reveal()
    return len(digits) == _LENGTHS[kind] and digits.isdigit()


def encode(command: Command) -> bytearray:
    """Answer the frame's text in UTF-8; whoever sends a secret overwrites it afterwards."""
    match command:
        case SetSecret(kind, secret):
            value = (b',"value":"', secret.reveal(), b'"') if secret is not None else ()
            # Made in one piece: a frame that grows leaves its earlier copies in memory.
            return bytearray().join((b'{"cmd":"', _SETTERS[kind], b'"', *value, b"}"))
        case SetApiLevel(level):
            return _json(cmd="SET_API_LEVEL", level=level)
        case RunAuth(url):
            # Never developerMode: it stops at every real provider (AusweisApp, StatePreVerification).
            return _json(cmd="RUN_AUTH", tcTokenURL=url, developerMode=False, status=True)
        case SetAccessRights(chat):
            return _json(cmd="SET_ACCESS_RIGHTS", chat=list(chat))
        case _:
            return _json(cmd=_PLAIN[type(command)])


def _json(**fields: object) -> bytearray:
    return bytearray(json.dumps(fields).encode())
