"""What a server asks of a card once the channel stands, and what it reads from the answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from hardware.eid.lab import auxiliary, rights, sector, tlv
from hardware.eid.lab.card_files import EID_APPLICATION
from hardware.eid.lab.person import GROUPS, read_address, read_text
from hardware.eid.lab.secure_messaging import Command
from kiosk.contracts.identity import Attribute, Identity, IdentityRequest

AGE, PLACE, PSEUDONYM = "AgeVerification", "AddressVerification", "Pseudonym"

_OK = 0x9000
_SHORT_FILE = 0x6282
_SELECT = Command(0, 0xA4, 4, 0x0C, EID_APPLICATION, None)

Answers = list[tuple[bytes, int]]


class CardRefused(Exception):
    """The card denied what the channel entitles to; the text is one sentence."""


class OutOfDate(CardRefused):
    """The card's own date of expiry is over."""


@dataclass(frozen=True, slots=True)
class Question:
    """Commands that belong together; `read` gets their answers and answers fields of Identity."""

    commands: tuple[Command, ...]
    read: Callable[[Answers], dict[str, object]]


def required(request: IdentityRequest) -> tuple[str, ...]:
    """Answer the names of the rights that the request cannot do without."""
    checks = {AGE: request.age is not None, PLACE: request.place, PSEUDONYM: request.pseudonym}
    return (*request.required, *(name for name, asked in checks.items() if asked))


def auxiliary_data(request: IdentityRequest, today: date) -> bytes:
    """Answer what the terminal signs for the card's comparisons. Raises ValueError."""
    items = {auxiliary.EXPIRY: today.strftime("%Y%m%d").encode()}
    if request.age is not None:
        items[auxiliary.BIRTH] = auxiliary.born_by(today, request.age)
    if request.place:
        items[auxiliary.COMMUNITY] = bytes.fromhex(request.place)
    return auxiliary.encode(items)


def questions(request: IdentityRequest, granted: bytes, sector_key: bytes) -> tuple[Question, ...]:
    """Answer what to ask with the rights that the citizen left, the card's validity first."""
    asked = [Question((_SELECT,), _selected), Question((_compare(auxiliary.EXPIRY),), _valid)]
    if request.age is not None and rights.holds(granted, AGE):
        asked.append(Question((_compare(auxiliary.BIRTH),), _comparison("age_verified")))
    if request.place and rights.holds(granted, PLACE):
        asked.append(Question((_compare(auxiliary.COMMUNITY),), _comparison("place_verified")))
    if request.pseudonym and rights.holds(granted, PSEUDONYM):
        asked.append(Question(sector.commands(sector_key), _pseudonym))
    for name in (*request.required, *request.optional):
        if rights.holds(granted, name):
            read = Command(0, 0xB0, 0x80 | GROUPS[name], 0, b"", 256)
            asked.append(Question((read,), _attribute(name)))
    return tuple(asked)


def identity(asked: Iterable[Question], answers: Answers) -> Identity:
    """Answer what all answers tell. Raises CardRefused, ValueError."""
    fields: dict[str, object] = {}
    rest = list(answers)
    for question in asked:
        count = len(question.commands)
        if len(rest) < count:
            raise ValueError("The client passed on fewer answers than commands.")
        fields |= question.read(rest[:count])
        rest = rest[count:]
    return Identity(**fields)  # type: ignore[arg-type] # each question answers its own field


def _compare(oid: bytes) -> Command:
    return Command(0x80, 0x20, 0x80, 0, tlv.encode(0x06, oid), None)


def _selected(answers: Answers) -> dict[str, object]:
    _need(answers[0][1] == _OK)
    return {}


def _valid(answers: Answers) -> dict[str, object]:
    if answers[0][1] != _OK:
        raise OutOfDate("The card is out of date.")
    return {}


def _comparison(field: str) -> Callable[[Answers], dict[str, object]]:
    def read(answers: Answers) -> dict[str, object]:
        status = answers[0][1]
        _need(status in (_OK, auxiliary.NOT_VERIFIED))
        return {field: status == _OK}

    return read


def _pseudonym(answers: Answers) -> dict[str, object]:
    (_, chosen), (data, status) = answers
    _need(chosen == _OK and status == _OK)
    return {"pseudonym": sector.pseudonym(data).hex().upper()}


def _attribute(name: Attribute) -> Callable[[Answers], dict[str, object]]:
    def read(answers: Answers) -> dict[str, object]:
        data, status = answers[0]
        _need(status in (_OK, _SHORT_FILE))
        if name is Attribute.ADDRESS:
            return {"address": read_address(data)}
        return {_FIELDS[name]: read_text(data)}

    return read


def _need(holds: object) -> None:
    if not holds:
        raise CardRefused("The card refused what its channel entitles to.")


_FIELDS = {
    Attribute.FAMILY_NAME: "family_name",
    Attribute.GIVEN_NAMES: "given_names",
    Attribute.BIRTH_NAME: "birth_name",
    Attribute.DOCTORAL_DEGREE: "doctoral_degree",
    Attribute.DATE_OF_BIRTH: "date_of_birth",
    Attribute.PLACE_OF_BIRTH: "place_of_birth",
    Attribute.NATIONALITY: "nationality",
}
