"""Messages of the AusweisApp SDK, JSON to types.

Tolerant by rule: unknown messages and fields are nothing, wrong types count as absent.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hardware.eid.ausweisapp.messages import (
    AccessRights,
    ApiLevel,
    AuthEnded,
    AuthStarted,
    Card,
    Certificate,
    ChangePinEnded,
    ChangePinStarted,
    Info,
    InsertCardAsked,
    Message,
    Paused,
    Progress,
    Reader,
    ReaderSeen,
    ReadersListed,
    Rejected,
    SecretAsked,
)
from kiosk.contracts.eid import Provider, SecretKind

_LONGEST_TEXT = 20_000
_LONGEST_ADDRESS = 8_000
_ADDRESS = re.compile(r"https://[\x21-\x7e]+")


def decode(frame: str | bytes) -> Message | None:
    """Answer the message, None for what is unknown or broken; never raises."""
    try:
        fields = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    return _message(fields) if isinstance(fields, dict) else None


def _message(fields: dict[str, Any]) -> Message | None:
    name = fields.get("msg")
    read = _READ.get(name) if isinstance(name, str) else None
    return read(fields) if read else None


def _reader(value: object) -> Reader | None:
    if not isinstance(value, dict):
        return None
    name = _text(value, "name")
    if not name:
        return None
    attached = value.get("attached") is not False
    keypad = value.get("keypad") is True
    return Reader(name, attached, keypad, _card(value.get("card")) if attached else None)


def _card(value: object) -> Card | None:
    if not isinstance(value, dict):
        return None
    if "retryCounter" not in value:
        return Card(unknown=True)
    return Card(
        _number(value, "retryCounter"),
        value.get("deactivated") is True,
        value.get("inoperative") is True,
    )


def _auth(fields: dict[str, Any]) -> Message:
    if "result" not in fields:
        return AuthEnded(ok=False) if "error" in fields else AuthStarted()
    result = _dict(fields, "result")
    ok = _text(result, "major").endswith("#ok")
    minor = _text(result, "minor").rsplit("/", 1)[-1]
    # Where the server sent the error, the client words it by these names, in every language.
    by_server = _text(result, "message").startswith("ECARDAPI_")
    refresh = _address(fields, "url") if ok else ""
    return AuthEnded(ok, minor, _text(result, "reason"), by_server, refresh)


def _change_pin(fields: dict[str, Any]) -> Message:
    if "success" not in fields:
        return ChangePinStarted()
    return ChangePinEnded(fields["success"] is True, _text(fields, "reason"))


def _access_rights(fields: dict[str, Any]) -> AccessRights:
    chat = _dict(fields, "chat")
    return AccessRights(
        _texts(chat, "required"),
        _texts(chat, "optional"),
        _texts(chat, "effective"),
        _text(fields, "transactionInfo"),
        "error" in fields,
        _age(_text(_dict(fields, "aux"), "requiredAge")),
    )


def _age(digits: str) -> int | None:
    """Answer the age that is asked about; the client writes it as a text."""
    fits = digits.isascii() and digits.isdigit() and len(digits) <= len("150")
    return int(digits) if fits else None


def _provider(fields: dict[str, Any]) -> Provider:
    description, validity = _dict(fields, "description"), _dict(fields, "validity")
    return Provider(
        _text(description, "subjectName"),
        _text(description, "subjectUrl"),
        _text(description, "purpose"),
        _text(description, "termsOfUsage"),
        _text(description, "issuerName"),
        _day(validity, "effectiveDate"),
        _day(validity, "expirationDate"),
    )


def _day(fields: dict[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(_text(fields, name))
    except ValueError:
        return None


def _progress(fields: dict[str, Any]) -> Progress | None:
    if not isinstance(fields.get("progress"), int):
        return None
    return Progress(min(100, max(0, _number(fields, "progress"))))


def _text(fields: dict[str, Any], name: str) -> str:
    """Answer a text that can be shown: half a surrogate pair, which JSON can write, is none."""
    value = fields.get(name)
    if not isinstance(value, str):
        return ""
    return value[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


def _address(fields: dict[str, Any], name: str) -> str:
    """Answer an address that a browser may be sent to, else nothing (2.x sends it empty at times)."""
    value = fields.get(name)
    if isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(value):
        return value
    return ""


def _number(fields: dict[str, Any], name: str) -> int:
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _list(fields: dict[str, Any], name: str) -> list[Any]:
    value = fields.get(name)
    return value if isinstance(value, list) else []


def _dict(fields: dict[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def _texts(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(item for item in _list(fields, name) if isinstance(item, str))


def _seen(fields: dict[str, Any]) -> ReaderSeen | None:
    reader = _reader(fields)
    return ReaderSeen(reader) if reader else None


def _listed(fields: dict[str, Any]) -> ReadersListed:
    readers = (_reader(item) for item in _list(fields, "readers"))
    return ReadersListed(tuple(reader for reader in readers if reader))


def _rejected(fields: dict[str, Any]) -> Rejected:
    return Rejected(_text(fields, "error"))


def _asked(kind: SecretKind) -> Callable[[dict[str, Any]], SecretAsked]:
    return lambda fields: SecretAsked(kind, _reader(fields.get("reader")), "error" in fields)


_READ: Mapping[str, Callable[[dict[str, Any]], Message | None]] = {
    "READER": _seen,
    "READER_LIST": _listed,
    "API_LEVEL": lambda fields: ApiLevel(_number(fields, "current"), "error" in fields),
    "INFO": lambda fields: Info(_text(_dict(fields, "VersionInfo"), "Implementation-Version")),
    "AUTH": _auth,
    "CHANGE_PIN": _change_pin,
    "ACCESS_RIGHTS": _access_rights,
    "CERTIFICATE": lambda fields: Certificate(_provider(fields)),
    "INSERT_CARD": lambda _fields: InsertCardAsked(),
    "ENTER_PIN": _asked(SecretKind.PIN),
    "ENTER_NEW_PIN": _asked(SecretKind.NEW_PIN),
    "ENTER_CAN": _asked(SecretKind.CAN),
    "ENTER_PUK": _asked(SecretKind.PUK),
    "STATUS": _progress,
    "PAUSE": lambda _fields: Paused(),
    "BAD_STATE": _rejected,
    "UNKNOWN_COMMAND": _rejected,
    "INVALID": _rejected,
    "INTERNAL_ERROR": _rejected,
}
