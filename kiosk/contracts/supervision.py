"""What supervisor and session process say to each other: JSON lines over an inherited socket.

The supervisor speaks `Go` and `End`; the session process speaks `Ready`, `Shown`, `Beat`, `Begun`
and `Ended`. Nothing here can carry a word about a person: every field is a number, a flag or a
member of a closed list, so the supervisor can log whatever it hears.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

LONGEST_LINE = 1024
"""Bytes; no message comes near it, so a longer line is a fault of the speaker."""

FD_OPTION = "--supervisor-fd"
"""How the session process learns the number of the inherited socket."""


class ExitCode(IntEnum):
    """How a session process ends; anything else, signals included, counts as a crash."""

    SESSION_END = 0
    CRASHED = 10
    REFUSED = 11
    """The configuration forbids a start; trying again without a change is of no use."""


class Before(StrEnum):
    """What came before this process: where to look for something left half done."""

    START = "start"
    """The terminal came up; a power cut may have left something in the journals."""
    SESSION = "session"
    """The session before ended in order."""
    CRASH = "crash"
    """The process before crashed or hung and was killed; a payment may be unsettled."""


class EndReason(StrEnum):
    FINISHED = "finished"
    """The citizen walked the journey to its end."""
    LEFT = "left"
    """The citizen pressed End."""
    TIMED_OUT = "timed_out"
    """Nobody answered "are you still there?"."""
    FAILED = "failed"
    """The journey could not go on and said so."""
    ASKED = "asked"
    """The supervisor said `End`."""


class ProtocolError(ValueError):
    """A line that is no message of this protocol. The text names the fault, not the content."""


@dataclass(frozen=True, slots=True)
class Go:
    """You are on stage: open the devices and show the attract screen, with an apology if so told."""

    apology: bool = False
    before: Before = Before.SESSION


@dataclass(frozen=True, slots=True)
class End:
    """Leave in order, now; a running session is ended as if the citizen had pressed End."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A warm spare: imports done, window made but hidden, no device opened."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The first frame is on the screen."""


@dataclass(frozen=True, slots=True)
class Beat:
    """How often the interface's clock and the event loop have come round; both must grow."""

    frames: int
    turns: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A citizen has started."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over and the process is about to exit; the next one may go on stage."""

    reason: EndReason


SupervisorMessage = Go | End
SessionMessage = Ready | Shown | Beat | Begun | Ended

_Message = TypeVar("_Message", bound=SessionMessage | SupervisorMessage)

_FROM_SUPERVISOR: Mapping[str, type[SupervisorMessage]] = {"go": Go, "end": End}
_FROM_SESSION: Mapping[str, type[SessionMessage]] = {
    "ready": Ready,
    "shown": Shown,
    "beat": Beat,
    "begun": Begun,
    "ended": Ended,
}
_NAMES = {kind: name for name, kind in (*_FROM_SUPERVISOR.items(), *_FROM_SESSION.items())}


def encode(message: SupervisorMessage | SessionMessage) -> bytes:
    """Answer the message as one line, newline included."""
    body = {"say": _NAMES[type(message)], **asdict(message)}
    return json.dumps(body, separators=(",", ":")).encode() + b"\n"


def decode_from_session(line: bytes) -> SessionMessage:
    """Answer what a session process said. Raises ProtocolError."""
    return _decode(line, _FROM_SESSION)


def decode_from_supervisor(line: bytes) -> SupervisorMessage:
    """Answer what the supervisor said. Raises ProtocolError."""
    return _decode(line, _FROM_SUPERVISOR)


def _decode(line: bytes, kinds: Mapping[str, type[_Message]]) -> _Message:
    if len(line) > LONGEST_LINE:
        raise ProtocolError(f"A line of {len(line)} bytes; at most {LONGEST_LINE} are allowed.")
    try:
        body = json.loads(line)
    except ValueError:
        raise ProtocolError("A line is no JSON.") from None
    if not isinstance(body, dict):
        raise ProtocolError("A line is no JSON object.")
    kind = kinds.get(str(body.pop("say", "")))
    if kind is None:
        raise ProtocolError("A message of unknown name.")
    wanted = {field.name: field.type for field in fields(kind)}
    if body.keys() != wanted.keys():
        raise ProtocolError(f"The fields of {kind.__name__} are not {', '.join(wanted) or 'none'}.")
    return kind(**{name: _checked(name, body[name], wanted[name]) for name in wanted})


def _checked(name: str, value: object, wanted: Any) -> Any:
    if issubclass(wanted, StrEnum):
        try:
            return wanted(value)
        except ValueError:
            raise ProtocolError(f"'{name}' is none of {', '.join(wanted)}.") from None
    # bool is an int to isinstance, but a counter must not be true or false
    if type(value) is not wanted or (type(value) is int and value < 0):
        raise ProtocolError(f"'{name}' is no {wanted.__name__} of this protocol.")
    return value
