"""Everything a session can want done; the runner does it and answers with events."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kiosk.contracts.captures import CaptureKind, Document, LeftReason, Rendition
from kiosk.contracts.eid import EidReply, PinTask
from kiosk.contracts.identity import Attribute, Identity
from kiosk.contracts.paying import PayWay
from kiosk.contracts.portal import PortalKey, Visit
from kiosk.contracts.private import Secret
from kiosk.domain.events import Timer


@dataclass(frozen=True, slots=True)
class StartTimer:
    """(Re)start; `TimerExpired(timer)` follows once after `seconds`."""

    timer: Timer
    seconds: float


@dataclass(frozen=True, slots=True)
class StopTimer:
    timer: Timer


@dataclass(frozen=True, slots=True)
class BeginSession:
    """A citizen is here: the supervisor may warm the next process."""


@dataclass(frozen=True, slots=True)
class EraseSession:
    """The citizen has gone: end the process, which is the erasure. `outcome` goes to the event log."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Record:
    """Write a catalogued event (`config/events.toml`); attributes are never about a person."""

    event: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Identify:
    """Run an authentication, then fetch the attributes: `EidPrompted…`, `IdentityRead`."""

    required: tuple[Attribute, ...]
    optional: tuple[Attribute, ...]
    service: str


@dataclass(frozen=True, slots=True)
class ManagePin:
    task: PinTask


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Run the authentication that a portal asked for: `EidPrompted…`, the last one with its refresh."""

    tc_token_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReplyEid:
    reply: EidReply


@dataclass(frozen=True, slots=True)
class CancelEid:
    """End a running dialogue and release the card; harmless when none runs."""


@dataclass(frozen=True, slots=True)
class WipeSecret:
    secret: Secret


@dataclass(frozen=True, slots=True)
class OpenPortal:
    """Open the portal's window, unseen: `PortalTold…`, or `StepFailed`.

    It is seen where, and as long as, the page that is shown has room for it.
    """

    visit: Visit


@dataclass(frozen=True, slots=True)
class ClosePortal:
    """End window, process and profile; harmless when none is open."""


@dataclass(frozen=True, slots=True)
class GoBackInPortal:
    pass


@dataclass(frozen=True, slots=True)
class TypeInPortal:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PressInPortal:
    key: PortalKey


@dataclass(frozen=True, slots=True)
class AnswerPortal:
    """Answer its call for the eID number `serial`: go on at `refresh`, or stay (None)."""

    serial: int
    refresh: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """Start live picture and guidance: `GuidanceChanged…`."""


@dataclass(frozen=True, slots=True)
class CloseCamera:
    pass


@dataclass(frozen=True, slots=True)
class TakePhoto:
    """Take a picture, look at it and keep it in the session's memory: `PhotoTaken`."""


@dataclass(frozen=True, slots=True)
class PreparePhotos:
    """Have ready what looks at pictures, while the citizen reads."""


@dataclass(frozen=True, slots=True)
class DropPhotos:
    """Let go of every photo that was not sealed."""


@dataclass(frozen=True, slots=True)
class PrepareFingers:
    """Have ready what looks at prints, while the citizen reads."""


@dataclass(frozen=True, slots=True)
class CaptureFinger:
    """Take one print: `FingerTaken`, `FingerRefused` or `StepFailed`."""

    kind: CaptureKind


@dataclass(frozen=True, slots=True)
class CancelFinger:
    pass


@dataclass(frozen=True, slots=True)
class DiscardFingers:
    """Forget every print of this session: what is taken next is compared with none of them."""


@dataclass(frozen=True, slots=True)
class DropTries:
    """Forget the prints that were not accepted; those that were can still be compared with."""


@dataclass(frozen=True, slots=True)
class OpenPad:
    """Start taking strokes: `StrokesChanged…`."""


@dataclass(frozen=True, slots=True)
class ClosePad:
    pass


@dataclass(frozen=True, slots=True)
class ClearPad:
    pass


@dataclass(frozen=True, slots=True)
class TakeBackStroke:
    pass


@dataclass(frozen=True, slots=True)
class DrawSignature:
    """Check what is on the pad and draw it for these documents: `SignatureDrawn` or `SignatureRefused`."""

    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class SealCapture:
    """Encrypt to the authority and write: `CaptureSealed`. For a signature `handle` is empty.

    `remarks` are told to the clerk beside what the capture's own work knows of it, `kept` are the
    names of the renditions to keep (all, if it is empty).
    """

    kind: CaptureKind
    handle: str
    destination: str
    remarks: tuple[tuple[str, str | int | bool], ...] = ()
    kept: tuple[str, ...] = ()

    def wanted(self, renditions: Iterable[Rendition]) -> tuple[Rendition, ...]:
        """Answer the renditions that the service keeps; all where it names none."""
        return tuple(each for each in renditions if not self.kept or each.name in self.kept)


@dataclass(frozen=True, slots=True)
class Authorise:
    """Take a card payment: `PaymentMoved…`, then `PaymentAuthorised` or `StepFailed`."""

    cents: int


@dataclass(frozen=True, slots=True)
class AbortPayment:
    pass


@dataclass(frozen=True, slots=True)
class ConfirmPayment:
    reference: str


@dataclass(frozen=True, slots=True)
class ReversePayment:
    reference: str


@dataclass(frozen=True, slots=True)
class OpenPayPage:
    """Open a transaction at the payment provider: `PayPageOpened` or `StepFailed`."""

    cents: int


@dataclass(frozen=True, slots=True)
class FollowPayPage:
    """Ask until it is paid or given up: `PayPageMoved…`."""

    transaction: str


@dataclass(frozen=True, slots=True)
class SubmitCase:
    """Seal and store the case with its outbox row in one transaction: `CaseStored`.

    `left` are the service's captures that the counter must make, each with the reason.
    """

    service: str
    destination: str
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    identity: Identity | None = field(repr=False)
    captures: tuple[str, ...]
    left: tuple[tuple[CaptureKind, LeftReason], ...] = field(repr=False)
    payment_reference: str
    cents: int
    way: PayWay = PayWay.CARD


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Print the slip of the stored case: `ReceiptPrinted` or `StepFailed`."""


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """Print the application on A4 for the citizen: `CopyPrinted` or `StepFailed`."""


@dataclass(frozen=True, slots=True)
class Dial:
    topic: str
    language: str


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


Effect = (
    StartTimer
    | StopTimer
    | BeginSession
    | EraseSession
    | Record
    | Identify
    | ManagePin
    | Authenticate
    | ReplyEid
    | CancelEid
    | WipeSecret
    | OpenPortal
    | ClosePortal
    | GoBackInPortal
    | TypeInPortal
    | PressInPortal
    | AnswerPortal
    | OpenCamera
    | CloseCamera
    | TakePhoto
    | PreparePhotos
    | DropPhotos
    | PrepareFingers
    | CaptureFinger
    | CancelFinger
    | DiscardFingers
    | DropTries
    | OpenPad
    | ClosePad
    | ClearPad
    | TakeBackStroke
    | DrawSignature
    | SealCapture
    | Authorise
    | AbortPayment
    | ConfirmPayment
    | ReversePayment
    | OpenPayPage
    | FollowPayPage
    | SubmitCase
    | PrintReceipt
    | PrintCopy
    | Dial
    | HangUp
)
