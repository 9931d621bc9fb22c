"""What the supervisor knows, what can happen to it, and what it may do: plain values."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.contracts.supervision import SessionMessage, SupervisorMessage


class Phase(StrEnum):
    COMING_UP = "coming_up"
    """A process is on stage but has shown nothing yet."""
    ATTRACT = "attract"
    SESSION = "session"
    OUT_OF_SERVICE = "out_of_service"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Actor:
    """One session process. Times are the clock's monotonic seconds, -1 where it has not happened.

    `doomed` says why it was killed; until it is gone nobody takes its place, for it holds devices.
    """

    serial: int
    spawned: float
    ready: bool = False
    went_on: float = -1
    shown: bool = False
    frames: int = -1
    frames_at: float = -1
    turns: int = -1
    turns_at: float = -1
    doomed: str = ""
    leave_by: float = -1


@dataclass(frozen=True, slots=True)
class State:
    """`spare_due`, `retry_due` and `stop_by` are moments to act at, None where there is none."""

    phase: Phase = Phase.COMING_UP
    stage: Actor | None = None
    spare: Actor | None = None
    leaving: tuple[Actor, ...] = ()
    serial: int = 0
    crashes: tuple[float, ...] = ()
    on_probation_until: float = -1
    spare_failures: int = 0
    spare_due: float | None = None
    retry_due: float | None = None
    stop_by: float | None = None
    picture: bool = False


# --- what happens ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The supervisor itself has come up."""


@dataclass(frozen=True, slots=True)
class Said:
    serial: int
    message: SessionMessage


@dataclass(frozen=True, slots=True)
class Exited:
    """`status` is the exit code, or minus the signal's number."""

    serial: int
    status: int


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Something may be due."""


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """A technician wants the terminal tried again now."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    pass


Event = Started | Said | Exited | TimePassed | RetryAsked | StopAsked


# --- what is to be done ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spawn:
    serial: int


@dataclass(frozen=True, slots=True)
class Tell:
    serial: int
    message: SupervisorMessage


@dataclass(frozen=True, slots=True)
class Kill:
    """Kill the process and everything it started."""

    serial: int


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """Put "Außer Betrieb" on the screen, and keep it there until `HidePicture`."""


@dataclass(frozen=True, slots=True)
class HidePicture:
    pass


@dataclass(frozen=True, slots=True)
class Announce:
    """Something a log, and systemd's status line, should tell: an id and a detail, never a person."""

    id: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """All is cleared up; the supervisor may exit."""


Effect = Spawn | Tell | Kill | ShowPicture | HidePicture | Announce | Leave
