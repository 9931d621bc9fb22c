"""PersonalData: what was read from a card, typed, to XML and back (TR-03130-1, 3.3.2 to 3.3.5, 3.3.19)."""

import re
from dataclasses import dataclass, field, fields
from datetime import date

from hardware.eid_interface import markup
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.names import EID

_DATE = re.compile(r"[0-9 ]{8}")
_HEX = re.compile(r"([0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """YYYYMMDD with blanks for what is not known, as on the card (TR-03110-4, 2.2.3)."""

    digits: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _DATE.fullmatch(self.digits):
            raise ValueError("A date has eight digits or blanks.")

    @property
    def day(self) -> date | None:
        """Answer the day where it is known as a whole; None too for one that no calendar has."""
        try:
            return date(int(self.digits[:4]), int(self.digits[4:6]), int(self.digits[6:]))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class StructuredPlace:
    """A place in parts; `country` is one to three letters as on documents of travel: D, not DEU."""

    city: str = field(repr=False)
    country: str = field(repr=False)
    street: str = field(repr=False, default="")
    state: str = field(repr=False, default="")
    zip_code: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class FreetextPlace:
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoPlace:
    """The card says in words that there is no place, such as no main residence in Germany."""

    text: str = field(repr=False)


Place = StructuredPlace | FreetextPlace | NoPlace


@dataclass(frozen=True, slots=True)
class RestrictedId:
    """The card's identifier for one provider; `second` where its certificate has two sectors."""

    first: bytes = field(repr=False)
    second: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class PersonalData:
    """None for what was not read; a text that is empty on the card is empty here."""

    document_type: str | None = field(repr=False, default=None)
    issuing_state: str | None = field(repr=False, default=None)
    date_of_expiry: date | None = field(repr=False, default=None)
    given_names: str | None = field(repr=False, default=None)
    family_names: str | None = field(repr=False, default=None)
    artistic_name: str | None = field(repr=False, default=None)
    academic_title: str | None = field(repr=False, default=None)
    date_of_birth: PartialDate | None = field(repr=False, default=None)
    place_of_birth: Place | None = field(repr=False, default=None)
    nationality: str | None = field(repr=False, default=None)
    birth_name: str | None = field(repr=False, default=None)
    place_of_residence: Place | None = field(repr=False, default=None)
    community_id: str | None = field(repr=False, default=None)
    residence_permit: str | None = field(repr=False, default=None)
    restricted_id: RestrictedId | None = field(repr=False, default=None)


_NAMES = {
    "document_type": "DocumentType",
    "issuing_state": "IssuingState",
    "date_of_expiry": "DateOfExpiry",
    "given_names": "GivenNames",
    "family_names": "FamilyNames",
    "artistic_name": "ArtisticName",
    "academic_title": "AcademicTitle",
    "date_of_birth": "DateOfBirth",
    "place_of_birth": "PlaceOfBirth",
    "nationality": "Nationality",
    "birth_name": "BirthName",
    "place_of_residence": "PlaceOfResidence",
    "community_id": "CommunityID",
    "residence_permit": "ResidencePermitI",
    "restricted_id": "RestrictedID",
}


def write(parent: Element, data: PersonalData) -> None:
    """Append PersonalData with what was read, in the order of the schema."""
    root = markup.add(parent, EID, "PersonalData")
    for attribute in fields(data):
        value, name = getattr(data, attribute.name), _NAMES[attribute.name]
        match value:
            case None:
                pass
            case PartialDate():
                _write_date(markup.add(root, EID, name), value)
            case StructuredPlace() | FreetextPlace() | NoPlace():
                _write_place(markup.add(root, EID, name), value)
            case RestrictedId(first, second):
                element = markup.add(root, EID, name)
                markup.add(element, EID, "ID", first.hex().upper())
                if second:
                    markup.add(element, EID, "ID2", second.hex().upper())
            case date():
                markup.add(root, EID, name, value.isoformat())
            case _:
                markup.add(root, EID, name, value)


def read(root: Element) -> PersonalData:
    """Take PersonalData apart; elements that nobody here knows are passed over. Raises XmlRefused."""
    return PersonalData(
        document_type=_text(root, "DocumentType"),
        issuing_state=_text(root, "IssuingState"),
        date_of_expiry=_day(root, "DateOfExpiry"),
        given_names=_text(root, "GivenNames"),
        family_names=_text(root, "FamilyNames"),
        artistic_name=_text(root, "ArtisticName"),
        academic_title=_text(root, "AcademicTitle"),
        date_of_birth=_date(root, "DateOfBirth"),
        place_of_birth=_place(root, "PlaceOfBirth"),
        nationality=_text(root, "Nationality"),
        birth_name=_text(root, "BirthName"),
        place_of_residence=_place(root, "PlaceOfResidence"),
        community_id=_text(root, "CommunityID"),
        residence_permit=_text(root, "ResidencePermitI"),
        restricted_id=_restricted(root, "RestrictedID"),
    )


def _write_date(element: Element, value: PartialDate) -> None:
    markup.add(element, EID, "DateString", value.digits)
    if value.day is not None:
        markup.add(element, EID, "DateValue", value.day.isoformat())


def _write_place(element: Element, value: Place) -> None:
    match value:
        case FreetextPlace(text):
            markup.add(element, EID, "FreetextPlace", text)
        case NoPlace(text):
            markup.add(element, EID, "NoPlaceInfo", text)
        case StructuredPlace():
            part = markup.add(element, EID, "StructuredPlace")
            parts = {
                "Street": value.street,
                "City": value.city,
                "State": value.state,
                "Country": value.country,
                "ZipCode": value.zip_code,
            }
            for name, text in parts.items():
                if text or name in ("City", "Country"):
                    markup.add(part, EID, name, text)


def _text(parent: Element, name: str) -> str | None:
    element = markup.optional(parent, EID, name)
    return None if element is None else markup.words(element)


def _day(parent: Element, name: str) -> date | None:
    text = _text(parent, name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])  # xsd:date may carry a time zone behind the day
    except ValueError:
        raise XmlRefused(f"{name} is no date.") from None


def _date(parent: Element, name: str) -> PartialDate | None:
    element = markup.optional(parent, EID, name)
    if element is None:
        return None
    try:
        return PartialDate(markup.text(markup.child(element, EID, "DateString")))
    except XmlRefused:
        raise
    except ValueError:
        raise XmlRefused(f"{name} is no date.") from None


def _place(parent: Element, name: str) -> Place | None:
    element = markup.optional(parent, EID, name)
    if element is None:
        return None
    kinds = list(markup.elements(element))
    if len(kinds) != 1:
        raise XmlRefused(f"{name} is not of one kind.")
    match markup.local(kinds[0]):
        case "FreetextPlace":
            return FreetextPlace(markup.words(kinds[0]))
        case "NoPlaceInfo":
            return NoPlace(markup.words(kinds[0]))
        case "StructuredPlace":
            return StructuredPlace(
                city=markup.words(markup.child(kinds[0], EID, "City")),
                country=markup.words(markup.child(kinds[0], EID, "Country")),
                street=_text(kinds[0], "Street") or "",
                state=_text(kinds[0], "State") or "",
                zip_code=_text(kinds[0], "ZipCode") or "",
            )
        case _:
            raise XmlRefused(f"{name} is of a kind that is not known.")


def _restricted(parent: Element, name: str) -> RestrictedId | None:
    element = markup.optional(parent, EID, name)
    if element is None:
        return None
    first = _octets(markup.child(element, EID, "ID"))
    second = markup.optional(element, EID, "ID2")
    return RestrictedId(first, b"" if second is None else _octets(second))


def _octets(element: Element) -> bytes:
    return octets(markup.words(element), markup.local(element))


def octets(text: str, name: str) -> bytes:
    """Answer the octets of xsd:hexBinary. Raises XmlRefused."""
    if not _HEX.fullmatch(text):
        raise XmlRefused(f"{name} is not hexadecimal.")
    return bytes.fromhex(text)
