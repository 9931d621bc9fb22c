"""Everything that can happen to a session: what the citizen does, and what devices and time report."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.contracts.captures import CaptureKind, Document, LeftReason
from kiosk.contracts.devices import DeviceKind
from kiosk.contracts.eid import EidPrompt, EidReply, PinTask
from kiosk.contracts.identity import Identity
from kiosk.domain.payment_events import (
    PaymentAuthorised,
    PaymentConfirmed,
    PaymentMoved,
    PaymentReversed,
    PayPageMoved,
    PayPageOpened,
    PayWayChosen,
)
from kiosk.domain.photo_events import (
    GuidanceChanged,
    KeptOnToggled,
    PhotoTaken,
    ShotChosen,
    ShutterPressed,
)
from kiosk.domain.portal_events import (
    PortalKeyPressed,
    PortalKeysToggled,
    PortalTold,
    PortalTyped,
)


class Timer(StrEnum):
    """What has passed: IDLE, nobody acted; STEP, a wait; CAPTURE, the time for a photo; others as named."""

    IDLE = "idle"
    STEP = "step"
    SECOND = "second"
    MINUTE = "minute"
    CAPTURE = "capture"


@dataclass(frozen=True, slots=True)
class Touched:
    """Any sign of life: attract screen touched, a key, an answer to "are you still there?"."""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True, slots=True)
class SettingChosen:
    """`name` is a field of Settings: theme, text_size, speech, volume."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OverlayOpened:
    """`name` is a member of `state.Overlay`: language, accessibility, help."""

    name: str


@dataclass(frozen=True, slots=True)
class OverlayClosed:
    pass


@dataclass(frozen=True, slots=True)
class ServiceChosen:
    service: str


@dataclass(frozen=True, slots=True)
class NextPressed:
    pass


@dataclass(frozen=True, slots=True)
class BackPressed:
    pass


@dataclass(frozen=True, slots=True)
class EndPressed:
    pass


@dataclass(frozen=True, slots=True)
class EndConfirmed:
    pass


@dataclass(frozen=True, slots=True)
class RetryPressed:
    """Once more, after a failure or for a better picture."""


@dataclass(frozen=True, slots=True)
class OtherWayPressed:
    """The way out of a step to a person: counter instead of camera, printer or card."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A choice was made or a text edited; the answer is kept at once, so that Back loses nothing."""

    question: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChangePressed:
    question: str


@dataclass(frozen=True, slots=True)
class EidReplied:
    reply: EidReply


@dataclass(frozen=True, slots=True)
class RightToggled:
    """An optional attribute of the provider's request was turned on or off."""

    attribute: str


@dataclass(frozen=True, slots=True)
class ProviderAsked:
    """The citizen wants to know who asks for the data (`shown`), or has read it."""

    shown: bool


@dataclass(frozen=True, slots=True)
class PinTaskChosen:
    task: PinTask


@dataclass(frozen=True, slots=True)
class ImpossiblePressed:
    """A finger cannot be taken here; why is asked next."""


@dataclass(frozen=True, slots=True)
class FingerImpossible:
    """Why the finger cannot be taken, for the clerk alone; `both` says the same of the other one."""

    reason: LeftReason
    both: bool


@dataclass(frozen=True, slots=True)
class StrokesCleared:
    pass


@dataclass(frozen=True, slots=True)
class StrokeTakenBack:
    """The newest stroke was not meant."""


@dataclass(frozen=True, slots=True)
class PaperChosen:
    """Receipt on paper, or only as the symbol on the screen."""

    printed: bool


@dataclass(frozen=True, slots=True)
class CopyPressed:
    """A copy of the application on A4, to take along."""


@dataclass(frozen=True, slots=True)
class CallPressed:
    pass


@dataclass(frozen=True, slots=True)
class HangUpPressed:
    pass


@dataclass(frozen=True, slots=True)
class TimerExpired:
    timer: Timer


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """`fault` is the port's fault, None when the device works; `name` what the device calls itself.

    `warnings` are for staff alone: nothing that the citizen could do or need know.
    """

    kind: DeviceKind
    fault: str | None
    name: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSeen:
    """`other` says that the card which lies there is no ID card."""

    present: bool
    other: bool = False


@dataclass(frozen=True, slots=True)
class HeadsetSeen:
    plugged: bool


@dataclass(frozen=True, slots=True)
class RehearsalSeen:
    """Recorded messages stand in for a real ID card: whoever sees the screen must be told."""

    on: bool


@dataclass(frozen=True, slots=True)
class StaffSeen:
    """Staffed hours began or ended while nobody was at the terminal."""

    present: bool


@dataclass(frozen=True, slots=True)
class EidPrompted:
    prompt: EidPrompt


@dataclass(frozen=True, slots=True)
class IdentityRead:
    identity: Identity = field(repr=False)


@dataclass(frozen=True, slots=True)
class StepFailed:
    """The running step could not do its work; `failure` is an id of the failure catalogue."""

    failure: str


@dataclass(frozen=True, slots=True)
class FingerTaken:
    """`quality` is NFIQ 2: 0 (worst) to 100, or 255 for unknown; `handle` names the print in memory.

    `problem` says what would make it better, empty where it is good enough. `same` says that it is
    the finger that was taken before.
    """

    kind: CaptureKind
    handle: str
    quality: int
    problem: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class FingerRefused:
    """What lay on the glass is no print of one finger; `problem` says what to do: `finger.…`."""

    kind: CaptureKind
    problem: str


@dataclass(frozen=True, slots=True)
class StrokesChanged:
    """Strokes so far."""

    count: int


@dataclass(frozen=True, slots=True)
class SignatureRefused:
    """What is on the pad is no signature; `problem` is a text id `signature.…`."""

    problem: str


@dataclass(frozen=True, slots=True)
class SignatureDrawn:
    """The pictures for these documents are there, each under its handle."""

    handles: tuple[tuple[Document, str], ...]


@dataclass(frozen=True, slots=True)
class CaptureSealed:
    """A capture is encrypted to the authority and on disk; the picture itself is gone from here."""

    kind: CaptureKind
    capture_id: str


@dataclass(frozen=True, slots=True)
class CaseStored:
    """The sealed case and its outbox row are on disk. `link` is the QR symbol's opaque token."""

    number: str
    link: str


@dataclass(frozen=True, slots=True)
class ReceiptPrinted:
    pass


@dataclass(frozen=True, slots=True)
class CopyPrinted:
    pass


@dataclass(frozen=True, slots=True)
class CallMoved:
    """`phase` is a value of the call port's CallPhase; `fault` one of its faults."""

    phase: str
    position: int = 0
    clerk: str = ""
    fault: str | None = None


CitizenEvent = (
    Touched
    | LanguageChosen
    | SettingChosen
    | OverlayOpened
    | OverlayClosed
    | ServiceChosen
    | NextPressed
    | BackPressed
    | EndPressed
    | EndConfirmed
    | RetryPressed
    | OtherWayPressed
    | Answered
    | ChangePressed
    | EidReplied
    | RightToggled
    | ProviderAsked
    | PinTaskChosen
    | KeptOnToggled
    | ShotChosen
    | ShutterPressed
    | ImpossiblePressed
    | FingerImpossible
    | StrokesCleared
    | StrokeTakenBack
    | PortalTyped
    | PortalKeyPressed
    | PortalKeysToggled
    | PaperChosen
    | CopyPressed
    | PayWayChosen
    | CallPressed
    | HangUpPressed
)
DeviceEvent = (
    TimerExpired
    | DeviceChanged
    | CardSeen
    | HeadsetSeen
    | RehearsalSeen
    | StaffSeen
    | EidPrompted
    | IdentityRead
    | StepFailed
    | PortalTold
    | GuidanceChanged
    | PhotoTaken
    | FingerTaken
    | FingerRefused
    | StrokesChanged
    | SignatureRefused
    | SignatureDrawn
    | CaptureSealed
    | PaymentMoved
    | PaymentAuthorised
    | CaseStored
    | PaymentConfirmed
    | PaymentReversed
    | ReceiptPrinted
    | CopyPrinted
    | PayPageOpened
    | PayPageMoved
    | CallMoved
)
Event = CitizenEvent | DeviceEvent
