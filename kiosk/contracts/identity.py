"""What an eID service tells of a person after an authentication (TR-03130, PersonalData)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Attribute(StrEnum):
    """Attributes by the names that the AusweisApp SDK uses for their rights."""

    FAMILY_NAME = "FamilyName"
    GIVEN_NAMES = "GivenNames"
    BIRTH_NAME = "BirthName"
    DOCTORAL_DEGREE = "DoctoralDegree"
    DATE_OF_BIRTH = "DateOfBirth"
    PLACE_OF_BIRTH = "PlaceOfBirth"
    NATIONALITY = "Nationality"
    ADDRESS = "Address"


@dataclass(frozen=True, slots=True)
class Address:
    street: str = field(repr=False)
    postal_code: str = field(repr=False)
    city: str = field(repr=False)
    country: str = field(repr=False, default="D")


@dataclass(frozen=True, slots=True)
class Identity:
    """The attributes that were read; empty where not asked for or not on the card.

    `date_of_birth` is YYYYMMDD with blanks for unknown parts, as on the card (TR-03110-4, A.1).
    `pseudonym` is the restricted identifier in capital hexadecimal digits; `age_verified` and
    `place_verified` are None where nothing was asked.
    """

    family_name: str = field(repr=False, default="")
    given_names: str = field(repr=False, default="")
    birth_name: str = field(repr=False, default="")
    doctoral_degree: str = field(repr=False, default="")
    date_of_birth: str = field(repr=False, default="")
    place_of_birth: str = field(repr=False, default="")
    nationality: str = field(repr=False, default="")
    address: Address | None = field(repr=False, default=None)
    pseudonym: str = field(repr=False, default="")
    age_verified: bool | None = field(repr=False, default=None)
    place_verified: bool | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """What is asked of the eID service for one authentication.

    `age` asks whether the holder is that many years old, `place` whether the holder lives within
    that community id (TR-03130-1, 3.3.10: zero and country, then state, district, municipality),
    `pseudonym` for the card's identifier that only this provider can know.
    """

    required: tuple[Attribute, ...]
    optional: tuple[Attribute, ...]
    transaction: str = ""
    age: int | None = None
    place: str = ""
    pseudonym: bool = False


@dataclass(frozen=True, slots=True)
class IdentitySession:
    """An opened request: the client gets the URL, the terminal keeps the key to the result."""

    tc_token_url: str = field(repr=False)
    key: str = field(repr=False)
