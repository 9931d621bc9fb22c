"""One session as a frozen value: the site it runs at, the citizen's settings, and where they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from kiosk.contracts.captures import CaptureKind, LeftReason
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.identity import Attribute, Identity
from kiosk.contracts.paying import Account, PayWay
from kiosk.contracts.portal import Portal
from kiosk.domain.events import CallMoved, CaseStored
from kiosk.domain.service import Service
from kiosk.domain.step_states import StepState


@dataclass(frozen=True, slots=True)
class FailureRule:
    """What the machine does about a failure: may the citizen try the step again."""

    id: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. EN 301 549, 11.2.2.1: warn, and at least 20 s to extend by a simple action."""

    idle: float = 75.0
    still_there: int = 45
    connecting: float = 40.0
    reading: float = 90.0
    card_unread: float = 8.0
    paying: float = 190.0
    on_the_phone: float = 240.0
    looking: float = 8.0
    storing: float = 20.0
    printing: float = 30.0
    copying: float = 100.0
    finger: float = 20.0
    portal: float = 900.0
    take_card: float = 60.0
    card_reminder: float = 8.0


@dataclass(frozen=True, slots=True)
class PhotoProcess:
    """What the profile says of taking a photo.

    `time_out` in seconds from the camera's first picture, `countdown` in seconds, `shots` of one
    acquisition.
    """

    time_out: float = 30.0
    countdown: int = 3
    shots: int = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """What the citizen may set for this session; `volume` is 0 to 10."""

    language: str = "de"
    theme: str = "standard"
    text_size: str = "normal"
    speech: bool = False
    volume: int = 5


@dataclass(frozen=True, slots=True)
class Site:
    """What does not change while a citizen is here.

    `portal_zoom` makes the pages of portals as large as a person in front of this display needs.
    """

    town: str
    place: str
    terminal: str
    languages: tuple[str, ...]
    services: tuple[Service, ...]
    failures: Mapping[str, FailureRule]
    portals: Mapping[str, Portal] = field(default_factory=lambda: MappingProxyType({}))
    portal_zoom: float = 1.5
    staffed: bool = False
    account: Account | None = None
    timing: Timing = field(default_factory=Timing)
    photo: PhotoProcess = field(default_factory=PhotoProcess)


class Money(StrEnum):
    """The truth about the citizen's money, for every page that must tell it."""

    NOTHING_PAID = "nothing_paid"
    AUTHORISED = "authorised"
    PAID = "paid"
    REVERSED = "reversed"
    DEMANDED = "demanded"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class SealedCapture:
    kind: CaptureKind
    capture_id: str


@dataclass(frozen=True, slots=True)
class Walk:
    """One service as it is being walked.

    `released` are the attributes that the citizen let the card tell, whether or not it holds them;
    `skipped` are captures left to the counter, `reasons` why, where it was more than a wish.
    """

    service: Service
    position: int
    step: StepState
    answers: Mapping[str, str] = field(repr=False, default_factory=lambda: MappingProxyType({}))
    identity: Identity | None = field(repr=False, default=None)
    released: tuple[Attribute, ...] = ()
    captures: tuple[SealedCapture, ...] = ()
    skipped: tuple[CaptureKind, ...] = ()
    reasons: Mapping[CaptureKind, LeftReason] = field(
        repr=False, default_factory=lambda: MappingProxyType({})
    )
    consented: bool = False
    money: Money = Money.NOTHING_PAID
    way: PayWay = PayWay.CARD
    payment_reference: str = ""
    pay_at: str = field(repr=False, default="")
    card_slip: tuple[str, ...] = field(repr=False, default=())
    case: CaseStored | None = None


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is here. `apology` after a crash."""

    apology: bool = False


@dataclass(frozen=True, slots=True)
class Choosing:
    """Service choice; `parked` keeps what was already told when the citizen came back here."""

    parked: Walk | None = None


@dataclass(frozen=True, slots=True)
class Walking:
    walk: Walk


@dataclass(frozen=True, slots=True)
class Failed:
    """A step did not pass; the walk stays as it was, so that a retry loses nothing."""

    walk: Walk
    failure: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """The session is over, but the card still lies on the reader; `reminders` so far."""

    outcome: str
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """Over; the process ends."""

    outcome: str


Stage = Attract | Choosing | Walking | Failed | Leaving | Closed


class Overlay(StrEnum):
    """What may lie over a stage; the stage goes on underneath."""

    LANGUAGE = "language"
    ACCESSIBILITY = "accessibility"
    HELP = "help"
    CONFIRM_END = "confirm_end"
    STILL_THERE = "still_there"


@dataclass(frozen=True, slots=True)
class Session:
    """Everything about this session.

    `reader_emptied` says that the reader was seen without a card since this process began;
    `device_names` are what devices call themselves, `warnings` what staff should see to.
    """

    site: Site
    stage: Stage
    settings: Settings = field(default_factory=Settings)
    overlay: Overlay | None = None
    countdown: int = 0
    faults: Mapping[DeviceKind, str] = field(default_factory=lambda: MappingProxyType({}))
    device_names: Mapping[DeviceKind, str] = field(default_factory=lambda: MappingProxyType({}))
    warnings: Mapping[DeviceKind, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    card_present: bool = False
    other_card: bool = False
    reader_emptied: bool = False
    headset: bool = False
    call: CallMoved | None = None
    rehearsal: bool = False
