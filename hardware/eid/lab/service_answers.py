"""What the eID server answers to a service: sessions of the laboratory in the guideline's words."""

from hardware.eid.lab.sessions import Denied, Pending, Read, Sessions, Unknown
from hardware.eid_interface import messages
from hardware.eid_interface.markup import Element
from hardware.eid_interface.messages import (
    GetResultRequest,
    GetResultResponse,
    Result,
    UseIdRequest,
    UseIdResponse,
)
from hardware.eid_interface.names import Demand, Grant, Minor, Operation
from hardware.eid_interface.personal_data import (
    FreetextPlace,
    NoPlace,
    PartialDate,
    PersonalData,
    RestrictedId,
    StructuredPlace,
)
from kiosk.contracts.identity import Address, Attribute, Identity, IdentityRequest

ATTRIBUTES = {
    Operation.GIVEN_NAMES: Attribute.GIVEN_NAMES,
    Operation.FAMILY_NAMES: Attribute.FAMILY_NAME,
    Operation.ACADEMIC_TITLE: Attribute.DOCTORAL_DEGREE,
    Operation.DATE_OF_BIRTH: Attribute.DATE_OF_BIRTH,
    Operation.PLACE_OF_BIRTH: Attribute.PLACE_OF_BIRTH,
    Operation.NATIONALITY: Attribute.NATIONALITY,
    Operation.BIRTH_NAME: Attribute.BIRTH_NAME,
    Operation.PLACE_OF_RESIDENCE: Attribute.ADDRESS,
}
CHECKS = frozenset(
    {Operation.RESTRICTED_ID, Operation.AGE_VERIFICATION, Operation.PLACE_VERIFICATION}
)
RIGHTS = frozenset(ATTRIBUTES) | CHECKS
"""The operations that the laboratory's terminal authorisation certificate is good for."""

_NO_HOME = "keine Hauptwohnung in Deutschland"


class ServiceAnswers:
    """Answers calls; counters of getResult rise by one in each session, or the session is over."""

    def __init__(self, sessions: Sessions, address: str) -> None:
        """`address` is where clients find the server's PAOS end."""
        self._sessions = sessions
        self._address = address
        self._counters: dict[str, int] = {}

    def use_id(self, request: UseIdRequest) -> UseIdResponse | Result:
        """Open a session for what the certificate allows (3.2.1)."""
        if not request.operations.keys() <= RIGHTS:
            return Result(Minor.MISSING_RIGHTS)
        if (request.age is None) is (Operation.AGE_VERIFICATION in request.operations):
            return Result(Minor.MISSING_ARGUMENT)
        if bool(request.place) is not (Operation.PLACE_VERIFICATION in request.operations):
            return Result(Minor.MISSING_ARGUMENT)
        session = self._sessions.open(_asked(request))
        return UseIdResponse(session.key, session.id, bytes.fromhex(session.id), self._address)

    def get_result(self, request: GetResultRequest) -> GetResultResponse | Result:
        """Hand over what was read, once (3.2.2)."""
        key = request.session
        session = self._sessions.peek(key)
        last = self._counters.get(key, request.counter - 1)
        self._counters[key] = request.counter
        if session is not None and request.counter != last + 1:
            session.failure = Minor.INVALID_COUNTER
        handed = self._sessions.fetch(key)
        if isinstance(handed, Pending):
            return Result(Minor.NO_RESULT_YET)
        self._counters.pop(key)
        match handed:
            case Unknown():
                return Result(Minor.INVALID_SESSION)
            case Denied(minor):
                return Result(minor or Minor.INTERNAL_ERROR)
            case Read(identity, asked):
                return _told(identity, asked)


def write(answer: UseIdResponse | GetResultResponse | Result, *, to_use_id: bool) -> Element:
    """Answer the element of an answer to useID, or to getResult."""
    result = answer if isinstance(answer, Result) else Result()
    if to_use_id:
        opened = answer if isinstance(answer, UseIdResponse) else None
        return messages.write_use_id_response(opened, result)
    told = answer if isinstance(answer, GetResultResponse) else None
    return messages.write_get_result_response(told, result)


def _asked(request: UseIdRequest) -> IdentityRequest:
    def of(demand: Demand) -> tuple[Attribute, ...]:
        return tuple(
            attribute
            for operation, attribute in ATTRIBUTES.items()
            if request.operations.get(operation) is demand
        )

    return IdentityRequest(
        of(Demand.REQUIRED),
        of(Demand.ALLOWED),
        request.transaction,
        age=request.age,
        place=request.place,
        pseudonym=Operation.RESTRICTED_ID in request.operations,
    )


def _told(identity: Identity, asked: IdentityRequest) -> GetResultResponse:
    """Answer what was asked for and allowed; an optional attribute that is empty was not."""
    pseudonym = bytes.fromhex(identity.pseudonym)
    values = {
        Attribute.GIVEN_NAMES: identity.given_names,
        Attribute.FAMILY_NAME: identity.family_name,
        Attribute.DOCTORAL_DEGREE: identity.doctoral_degree,
        Attribute.DATE_OF_BIRTH: identity.date_of_birth,
        Attribute.PLACE_OF_BIRTH: identity.place_of_birth,
        Attribute.NATIONALITY: identity.nationality,
        Attribute.BIRTH_NAME: identity.birth_name,
        Attribute.ADDRESS: identity.address,
    }
    read = {*asked.required, *(name for name in asked.optional if values[name])}

    def text(name: Attribute) -> str | None:
        return str(values[name]) if name in read else None

    birth, place = text(Attribute.DATE_OF_BIRTH), text(Attribute.PLACE_OF_BIRTH)
    data = PersonalData(
        given_names=text(Attribute.GIVEN_NAMES),
        family_names=text(Attribute.FAMILY_NAME),
        academic_title=text(Attribute.DOCTORAL_DEGREE),
        date_of_birth=PartialDate(birth) if birth else None,
        place_of_birth=FreetextPlace(place) if place is not None else None,
        nationality=text(Attribute.NATIONALITY),
        birth_name=text(Attribute.BIRTH_NAME),
        place_of_residence=_home(identity.address) if Attribute.ADDRESS in read else None,
        restricted_id=RestrictedId(pseudonym) if pseudonym else None,
    )
    grants = {operation: Grant.ALLOWED for operation, name in ATTRIBUTES.items() if name in read}
    return GetResultResponse(data, identity.age_verified, identity.place_verified, grants)


def _home(address: Address | None) -> StructuredPlace | NoPlace:
    if address is None:
        return NoPlace(_NO_HOME)
    return StructuredPlace(
        address.city, address.country, address.street, zip_code=address.postal_code
    )
