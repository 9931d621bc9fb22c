"""Messages of the Chrome DevTools Protocol as they pass through a pipe: JSON, a zero byte after each."""

import json
from dataclasses import dataclass, field
from typing import Any

END = b"\0"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of the command `serial`; `error` is the browser's sentence, empty if it went well."""

    serial: int
    result: dict[str, Any] = field(repr=False)
    error: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `session` names the attached target, empty for the browser itself."""

    name: str
    session: str
    data: dict[str, Any] = field(repr=False)


def encode(serial: int, method: str, parameters: dict[str, Any], session: str) -> bytes:
    message: dict[str, Any] = {"id": serial, "method": method, "params": parameters}
    if session:
        message["sessionId"] = session
    return json.dumps(message).encode() + END


def decode(frame: bytes) -> Answer | Event | None:
    """Read one message; None for what is none."""
    try:
        message = json.loads(frame.removesuffix(END))
    except (ValueError, RecursionError):
        return None
    match message:
        case {"id": int(serial), "error": {"message": str(error)}}:
            return Answer(serial, {}, error)
        case {"id": int(serial), "result": dict(result)}:
            return Answer(serial, result)
        case {"method": str(name)}:
            data, session = message.get("params"), message.get("sessionId")
            return Event(
                name,
                session if isinstance(session, str) else "",
                data if isinstance(data, dict) else {},
            )
    return None
