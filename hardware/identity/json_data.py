"""Attributes and PersonalData by the names of BSI TR-03130-1, 3.2, to types and back; pure."""

from collections.abc import Mapping
from typing import Any

from kiosk.contracts.identity import Address, Attribute, Identity, IdentityRequest

OPERATIONS = {
    Attribute.FAMILY_NAME: "FamilyNames",
    Attribute.GIVEN_NAMES: "GivenNames",
    Attribute.BIRTH_NAME: "BirthName",
    Attribute.DOCTORAL_DEGREE: "AcademicTitle",
    Attribute.DATE_OF_BIRTH: "DateOfBirth",
    Attribute.PLACE_OF_BIRTH: "PlaceOfBirth",
    Attribute.NATIONALITY: "Nationality",
    Attribute.ADDRESS: "PlaceOfResidence",
}


class PersonalDataError(ValueError):
    """What the service handed over has not the guideline's form; the text holds no data."""


def operations(request: IdentityRequest) -> dict[str, str]:
    """Answer `UseOperations` of a request; an attribute asked for twice is required."""
    asked = {OPERATIONS[name]: "ALLOWED" for name in request.optional}
    return asked | {OPERATIONS[name]: "REQUIRED" for name in request.required}


def identity(data: Mapping[str, Any]) -> Identity:
    """Answer the typed attributes; what is missing stays empty. Raises PersonalDataError."""
    return Identity(
        family_name=_text(data, "FamilyNames"),
        given_names=_text(data, "GivenNames"),
        birth_name=_text(data, "BirthName"),
        doctoral_degree=_text(data, "AcademicTitle"),
        date_of_birth=_text(_part(data, "DateOfBirth"), "DateString"),
        place_of_birth=_birthplace(_part(data, "PlaceOfBirth")),
        nationality=_text(data, "Nationality"),
        address=_address(_part(data, "PlaceOfResidence")),
    )


def _birthplace(place: Mapping[str, Any]) -> str:
    return _text(place, "FreetextPlace") or _text(_part(place, "StructuredPlace"), "City")


def _address(place: Mapping[str, Any]) -> Address | None:
    """Answer the address; None for NoPlaceInfo and FreetextPlace, which have no fields to fill."""
    fields = _part(place, "StructuredPlace")
    if not fields:
        return None
    country = _text(fields, "Country") or "D"
    return Address(
        _text(fields, "Street"), _text(fields, "ZipCode"), _text(fields, "City"), country
    )


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = data.get(name, {})
    if not isinstance(value, Mapping):
        raise PersonalDataError(f"{name} has no parts.")
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise PersonalDataError(f"{name} is no text.")
    return value
