"""Services as checked definitions: what `config/services/*.toml` says, once it has been believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

from kiosk.contracts.captures import CaptureKind, Document
from kiosk.contracts.identity import Attribute
from kiosk.contracts.paying import PayWay


class StepKind(StrEnum):
    CONSENT = "consent"
    IDENTIFY = "identify"
    MANAGE_PIN = "manage_pin"
    PORTAL = "portal"
    QUESTIONS = "questions"
    PHOTO = "photo"
    FINGERPRINTS = "fingerprints"
    SIGNATURE = "signature"
    CHECK = "check"
    PAY = "pay"
    SUBMIT = "submit"
    RECEIPT = "receipt"
    TAKE_CARD = "take_card"


class QuestionKind(StrEnum):
    CHOICE = "choice"
    MANY = "many"
    TEXT = "text"
    DATE = "date"
    DAY_MONTH = "day_month"


class Availability(StrEnum):
    ALWAYS = "always"
    STAFFED = "staffed"


@dataclass(frozen=True, slots=True)
class Question:
    """One question a page. `when` and `check` name a guard and a check written in Python.

    `unless_read` is an attribute of the ID card: who let the card tell it is not asked; an address is
    asked, too, of whoever has none on the card.
    """

    id: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    optional: bool = False
    max_length: int = 80
    check: str = "plain_text"
    when: str = ""
    unless_read: Attribute | None = None


@dataclass(frozen=True, slots=True)
class SignatureFor:
    """Which documents a signature is drawn for, by the answer to `question`."""

    question: str
    documents: Mapping[str, tuple[Document, ...]]

    def by(self, answers: Mapping[str, str]) -> tuple[Document, ...]:
        """Answer the documents; all that there may be where the question was not asked."""
        known = self.documents.get(answers.get(self.question, ""))
        if known is not None:
            return known
        return tuple(dict.fromkeys(chain.from_iterable(self.documents.values())))


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    when: str = ""
    questions: tuple[Question, ...] = ()
    signature: SignatureFor | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One service (Leistung). Texts are found by message ids made from `id`.

    `portal` names the portal of somebody else's at which it is walked, "" for the town's own; its fee
    is then what that portal takes. `ways` to pay are in the order in which they are offered.
    `renditions` are those that are kept of a capture; of one that it does not name, all are.
    """

    id: str
    icon: str
    minutes: int
    order: int
    availability: Availability
    fee_cents: int
    fee_waived_when: str
    required: tuple[Attribute, ...]
    optional: tuple[Attribute, ...]
    captures: tuple[CaptureKind, ...]
    destination: str
    leaves_case: bool
    steps: tuple[Step, ...] = field(default=())
    portal: str = ""
    ways: tuple[PayWay, ...] = (PayWay.CARD,)
    renditions: Mapping[CaptureKind, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)
