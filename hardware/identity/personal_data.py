"""What the kiosk asks and learns of a person, in the words of the eID-Interface and back; pure."""

from hardware.eid_interface.messages import GetResultResponse, UseIdRequest
from hardware.eid_interface.names import Demand, Operation
from hardware.eid_interface.personal_data import FreetextPlace, Place, StructuredPlace
from kiosk.contracts.identity import Address, Attribute, Identity, IdentityRequest

OPERATIONS = {
    Attribute.FAMILY_NAME: Operation.FAMILY_NAMES,
    Attribute.GIVEN_NAMES: Operation.GIVEN_NAMES,
    Attribute.BIRTH_NAME: Operation.BIRTH_NAME,
    Attribute.DOCTORAL_DEGREE: Operation.ACADEMIC_TITLE,
    Attribute.DATE_OF_BIRTH: Operation.DATE_OF_BIRTH,
    Attribute.PLACE_OF_BIRTH: Operation.PLACE_OF_BIRTH,
    Attribute.NATIONALITY: Operation.NATIONALITY,
    Attribute.ADDRESS: Operation.PLACE_OF_RESIDENCE,
}


def use_id_request(request: IdentityRequest) -> UseIdRequest:
    """Answer the request in the service's words; an attribute asked for twice is required."""
    operations = {OPERATIONS[name]: Demand.ALLOWED for name in request.optional}
    operations |= {OPERATIONS[name]: Demand.REQUIRED for name in request.required}
    verified = {
        Operation.RESTRICTED_ID: request.pseudonym,
        Operation.AGE_VERIFICATION: request.age is not None,
        Operation.PLACE_VERIFICATION: bool(request.place),
    }
    operations |= {name: Demand.REQUIRED for name, asked in verified.items() if asked}
    return UseIdRequest(operations, request.age, request.place, request.transaction)


def identity(response: GetResultResponse) -> Identity:
    """Answer what the kiosk goes on with; what is missing stays empty."""
    data = response.data
    return Identity(
        family_name=data.family_names or "",
        given_names=data.given_names or "",
        birth_name=data.birth_name or "",
        doctoral_degree=data.academic_title or "",
        date_of_birth=data.date_of_birth.digits if data.date_of_birth else "",
        place_of_birth=_birthplace(data.place_of_birth),
        nationality=data.nationality or "",
        address=_address(data.place_of_residence),
        pseudonym=data.restricted_id.first.hex().upper() if data.restricted_id else "",
        age_verified=response.age,
        place_verified=response.place,
    )


def _birthplace(place: Place | None) -> str:
    match place:
        case FreetextPlace(text):
            return text
        case StructuredPlace():
            return place.city
        case _:
            return ""


def _address(place: Place | None) -> Address | None:
    """Answer the address; None for NoPlace and FreetextPlace, which have no fields to fill."""
    if not isinstance(place, StructuredPlace):
        return None
    return Address(place.street, place.zip_code, place.city, place.country or "D")
