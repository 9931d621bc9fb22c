"""Where within a step the citizen is: one frozen value per step kind."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.eid import CardReport, Connecting, EidPrompt, PinTask
from kiosk.contracts.photo import KeptOn, Shot
from kiosk.contracts.portal import FieldKind
from kiosk.contracts.private import Secret
from kiosk.domain.photo_events import GuidanceChanged


@dataclass(frozen=True, slots=True)
class ConsentStep:
    pass


@dataclass(frozen=True, slots=True)
class CardDialogue:
    """The eID dialogue as last heard. `serial` grows with every prompt and entry (empties the pad).

    `first_new_pin` is the new PIN as typed once, until it was repeated, and `guessable` that a
    finder of the card might guess it; `mismatch` says that the repetition differed. `provider_shown`
    while the citizen reads who asks.
    """

    prompt: EidPrompt = field(default_factory=Connecting)
    serial: int = 0
    chosen_rights: tuple[str, ...] = ()
    first_new_pin: Secret | None = None
    guessable: bool = field(repr=False, default=False)
    mismatch: bool = False
    report: CardReport | None = None
    provider_shown: bool = False


@dataclass(frozen=True, slots=True)
class IdentifyStep:
    dialogue: CardDialogue = field(default_factory=CardDialogue)


@dataclass(frozen=True, slots=True)
class ManagePinStep:
    """`task` is None while the citizen chooses what to do; `done` when the card has done it.

    `started` is False while the citizen is told what is needed for the task.
    """

    task: PinTask | None = None
    started: bool = True
    dialogue: CardDialogue = field(default_factory=CardDialogue)
    done: bool = False


@dataclass(frozen=True, slots=True)
class PortalStep:
    """The window of somebody else's portal, as last heard.

    `open`: the window was asked for and has not broken; `shown`: its first page stood; `back`: there
    is an earlier page. `field` is the focused field's kind, `keys_away` that the citizen put the keys
    away. `refused`: a link out of the portal was touched just now; `finishing`: the citizen is asked
    whether they are done. `eid` is the dialogue that call number `serial` of the portal asked for.
    The window has run for `minutes` and is asked about after `limit`.
    """

    open: bool = False
    shown: bool = False
    loading: bool = True
    back: bool = False
    field: FieldKind | None = None
    keys_away: bool = False
    refused: bool = False
    finishing: bool = False
    eid: CardDialogue | None = None
    serial: int = 0
    minutes: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class QuestionsStep:
    """`error` is a message id `check.…`; `returning` leads back to "check answers" after this one."""

    question: str
    error: str = ""
    returning: bool = False


STARTING = "photo.guidance.starting"
"""The hint before the camera has shown anything."""


NOTHING_SEEN = GuidanceChanged(STARTING, good=False)


class PhotoPhase(StrEnum):
    """ASKED: what stays on for the photo; WITHOUT: no photo came of it, and the way on is asked."""

    ASKED = "asked"
    LIVE = "live"
    COUNTDOWN = "countdown"
    TAKING = "taking"
    WITHOUT = "without"
    CHOOSING = "choosing"
    SEALING = "sealing"


@dataclass(frozen=True, slots=True)
class PhotoStep:
    """A photo by the process AUTO-1 of TR-03121-3 Vol. 2.

    `guidance` is the latest of the live picture. `by_hand`: the citizen pressed the shutter, and no
    guidance stops it. `late`: the time for the photo has passed while it was being taken. `shots` are
    all of them, in the order taken; `tries` counts those of this acquisition, `retakes` the
    acquisitions after the first. `problem` is the failure for which no further photo was taken.
    """

    phase: PhotoPhase = PhotoPhase.ASKED
    kept_on: tuple[KeptOn, ...] = ()
    guidance: GuidanceChanged = NOTHING_SEEN
    countdown: int = 0
    by_hand: bool = False
    late: bool = False
    tries: int = 0
    retakes: int = 0
    shots: tuple[Shot, ...] = ()
    chosen: str = ""
    problem: str = ""


class FingerPhase(StrEnum):
    """WHY: the citizen says why a finger cannot be taken; TROUBLE: the scanner does not work.

    LEFT_OUT: it is told that the counter takes the finger.
    """

    READY = "ready"
    PLACING = "placing"
    WEAK = "weak"
    SEALING = "sealing"
    WHY = "why"
    TROUBLE = "trouble"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class FingersStep:
    """Two index fingers, right then left; three tries each, best taken (`best` is handle, quality).

    `problem` is what was wrong last: `finger.…`, or a fault of the scanner. `repeated` says that
    right and left were one finger once already, and both are taken anew.
    """

    kind: CaptureKind = CaptureKind.FINGER_RIGHT
    phase: FingerPhase = FingerPhase.READY
    attempt: int = 1
    best: tuple[str, int] | None = None
    problem: str = ""
    repeated: bool = False


class SignaturePhase(StrEnum):
    WRITING = "writing"
    DRAWING = "drawing"
    CONFIRMING = "confirming"
    SEALING = "sealing"


@dataclass(frozen=True, slots=True)
class SignatureStep:
    """`problem` is the text id of what is wrong with what was drawn, told for the `refusals`-th time.

    `pictures` are the documents, each with the handle of its picture, while CONFIRMING and SEALING.
    """

    phase: SignaturePhase = SignaturePhase.WRITING
    strokes: int = 0
    problem: str = ""
    refusals: int = 0
    pictures: tuple[tuple[Document, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckStep:
    pass


class PayPhase(StrEnum):
    OFFER = "offer"
    OPENING = "opening"
    RUNNING = "running"
    NOT_PAID = "not_paid"


@dataclass(frozen=True, slots=True)
class PayStep:
    """`progress` is the card terminal's latest, `reason` the fault by which it ended unpaid."""

    phase: PayPhase = PayPhase.OFFER
    progress: str = ""
    reason: str = ""
    aborting: bool = False


@dataclass(frozen=True, slots=True)
class SubmitStep:
    stored: bool = False


class ReceiptPhase(StrEnum):
    """PAYING: the case is stored, and the fee is now paid on the phone, or by transfer later."""

    PAYING = "paying"
    CHOICE = "choice"
    PRINTING = "printing"
    PRINTED = "printed"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class ReceiptStep:
    """`fault` is why paper is not to be had.

    `declined` says that paying on the phone came to nothing. `copying` while A4 sheets are printed; `copied` once they are out, `copy_fault` why they are not.
    """

    phase: ReceiptPhase = ReceiptPhase.CHOICE
    fault: str = ""
    declined: bool = False
    copying: bool = False
    copied: bool = False
    copy_fault: str = ""


StepState = (
    ConsentStep
    | IdentifyStep
    | ManagePinStep
    | PortalStep
    | QuestionsStep
    | PhotoStep
    | FingersStep
    | SignatureStep
    | CheckStep
    | PayStep
    | SubmitStep
    | ReceiptStep
)
