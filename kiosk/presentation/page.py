"""The frozen page that screens render: a title, blocks top to bottom, and actions in fixed places.

Texts are final (translated, formatted). A block is one thing on the page; screens hold one widget
for each block type. `private` marks what only the citizen may see and hear: it is spoken to a
headset only and is covered while the terminal asks "are you still there?".
"""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.contracts.captures import CaptureKind
from kiosk.contracts.eid import SecretKind
from kiosk.contracts.portal import FieldKind
from kiosk.domain.events import CitizenEvent


class Tone(StrEnum):
    """What a surface means; the theme turns it into colours, and never colour alone."""

    QUIET = "quiet"
    MAIN = "main"
    SUN = "sun"
    INFO = "info"
    GOOD = "good"
    BAD = "bad"


class Paper(StrEnum):
    """The page's ground."""

    PAPER = "paper"
    WHITE = "white"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class Action:
    """A thing the citizen can press. `id` is stable across languages (tests, focus, autopilot)."""

    id: str
    label: str
    intent: CitizenEvent
    icon: str = ""
    tone: Tone = Tone.QUIET
    spoken: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Lead:
    """A paragraph under the title."""

    text: str


@dataclass(frozen=True, slots=True)
class Banner:
    """One large statement with an icon: it worked, it failed, take your card."""

    icon: str
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet box with an icon and a sentence or two."""

    icon: str
    text: str
    tone: Tone = Tone.INFO


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of what a hand must do; `name` is a drawing that screens know."""

    name: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A service to choose. A tile that is not offered now says why in `detail`."""

    icon: str
    title: str
    detail: str
    price: str
    action: Action


@dataclass(frozen=True, slots=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several; `language` is the BCP 47 tag of the label where it differs from the page's."""

    action: Action
    detail: str = ""
    chosen: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """Choose one (or several, `multiple`), in `columns` columns, under a small heading."""

    options: tuple[Option, ...]
    heading: str = ""
    columns: int = 1
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value; `icon` tells where it comes from, `change` leads to its question."""

    label: str
    value: str
    private: bool = False
    icon: str = ""
    change: Action | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    facts: tuple[Fact, ...]


class Keys(StrEnum):
    """Which on-screen keys a field brings along."""

    TEXT = "text"
    DATE = "date"
    DAY_MONTH = "day_month"


@dataclass(frozen=True, slots=True)
class Field:
    """One text to type; screens emit `Answered(question, value)` on every edit."""

    question: str
    label: str
    value: str = field(repr=False)
    keys: Keys = Keys.TEXT
    max_length: int = 80
    error: str = ""


@dataclass(frozen=True, slots=True)
class PinPad:
    """Digits to type unseen; screens emit `EidReplied(Digits(kind, secret))` on the pad's own OK.

    With `on_reader` there are no keys here, only the drawing of the reader's pad.
    The widget's state must be empty again whenever `serial` changes.
    """

    kind: SecretKind
    minimum: int
    maximum: int
    serial: int
    ok: str
    clear: str
    delete: str
    error: str = ""
    on_reader: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the things that a photo needs, in a word or two, and whether it is so now."""

    label: str
    good: bool


@dataclass(frozen=True, slots=True)
class CameraView:
    """The mirrored live picture with a head outline; `hint` is the one instruction now.

    `picture` names the drawing that shows the instruction, `marks` are what is right already and
    what is not, `held` is the share (0 to 1) of holding still after which the shutter goes off, and
    `lamp` makes the page's edges shine, for light on the face. `spoken` is said in the hint's place.
    """

    hint: str
    tone: Tone
    countdown: int = 0
    picture: str = ""
    marks: tuple[Mark, ...] = ()
    held: float = 0.0
    lamp: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Shots:
    """Pictures taken, to choose from; each option's action id ends with the picture's handle."""

    handles: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FingerView:
    """A hand with the finger to place, and what the scanner is doing.

    `picture` names the drawing that shows the instruction, `marks` are the fingers and whether each
    is taken.
    """

    kind: CaptureKind
    hint: str
    tone: Tone
    picture: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureArea:
    """The pad on the screen; touches go to the signature port's touch driver, not into events.

    `undo` takes the newest stroke back.
    """

    label: str
    clear: Action
    undo: Action


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """The signature as one document will show it, by its picture's handle."""

    handle: str
    label: str


@dataclass(frozen=True, slots=True)
class PortalArea:
    """Where the window of somebody else's portal stands; screens tell the rectangle that it may have.

    Over it stands whose pages these are. `label` is seen while no window stands there, and at the
    side of `host` while a page is `loading`.
    """

    host: str
    label: str
    spoken: str
    loading: bool = False


@dataclass(frozen=True, slots=True)
class PortalKeys:
    """Keys for the focused field of a portal.

    Screens emit `PortalTyped`, `PortalKeyPressed` and, by `hide`, `PortalKeysToggled`. What is typed
    is not shown here, and for FieldKind.HIDDEN neither spoken nor seen at the keys.
    """

    kind: FieldKind
    enter: str
    next_field: str
    left: str
    right: str
    hide: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The receipt on the screen: a QR symbol beside its facts."""

    link: str
    spoken: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Something runs; `percent` is None where no measure exists."""

    text: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Countdown:
    seconds: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """Actions inside the page, side by side; `large` is the attract screen's one button."""

    actions: tuple[Action, ...]
    large: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A longer text in paragraphs under a small heading; what does not fit is turned to."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Short statements, each with an icon: what is read, what is kept, what happens next."""

    items: tuple[tuple[str, str], ...]


Block = (
    Lead
    | Banner
    | Note
    | Picture
    | Tiles
    | Options
    | Facts
    | Field
    | PinPad
    | CameraView
    | Shots
    | FingerView
    | SignatureArea
    | SignatureShown
    | PortalArea
    | PortalKeys
    | Slip
    | Wait
    | Countdown
    | Buttons
    | Sentences
    | Prose
)


@dataclass(frozen=True, slots=True)
class Header:
    """Top left: the town with its arms, or the service with its price."""

    title: str
    subtitle: str
    arms: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the citizen is ("Schritt 2 von 5"), in words and as a bar."""

    current: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """How it is shown: settings of the citizen, from language to text size."""

    language: str = "de"
    rtl: bool = False
    theme: str = "standard"
    text_size: str = "normal"
    speech: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `id` names it for tests and for keeping widgets; actions sit in fixed places.

    Bottom row, left to right: `back`, `end`, (space), `help`, `main`. `chips` sit top right.
    `covered` hides private contents (the citizen may have gone).
    """

    id: str
    title: str
    look: Look
    header: Header
    blocks: tuple[Block, ...] = ()
    chips: tuple[Action, ...] = ()
    progress: Progress | None = None
    back: Action | None = None
    end: Action | None = None
    help: Action | None = None
    main: Action | None = None
    paper: Paper = Paper.PAPER
    footnote: Note | None = None
    covered: bool = False
