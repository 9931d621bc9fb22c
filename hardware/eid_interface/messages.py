"""The messages of useID and getResult as types, to XML and back (TR-03130-1, 3.2.1 and 3.2.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.eid_interface import markup, personal_data
from hardware.eid_interface.markup import Element, XmlRefused
from hardware.eid_interface.names import (
    DSS,
    EID,
    MAJOR_ERROR,
    MAJOR_OK,
    SINCE_2_4,
    Demand,
    Grant,
    Minor,
    Operation,
)
from hardware.eid_interface.personal_data import PersonalData

_SESSION = re.compile(r"([0-9A-Fa-f]{2}){16,128}")
_PSK_ID = re.compile(r"[!-~]{16,256}")
_COMMUNITY = re.compile(r"0\d{3}(\d\d(0\d(\d\d(0\d{3})?)?)?)?")
_MOST_SIGNS = 1000
_OLDEST = 150


@dataclass(frozen=True, slots=True)
class Result:
    """How a call went: no `minor` means well (3.4). `minor` is a URI of the server's or the eCard API's."""

    minor: str = ""
    message: str = ""

    @property
    def ok(self) -> bool:
        return not self.minor


@dataclass(frozen=True, slots=True)
class UseIdRequest:
    """What to read and verify; `age` and `place` belong to the operations of the same name."""

    operations: Mapping[Operation, Demand] = field(default_factory=dict)
    age: int | None = None
    place: str = ""
    transaction: str = ""


@dataclass(frozen=True, slots=True)
class UseIdResponse:
    """`session` fetches the result, `psk_id` and `psk` go into the TcToken."""

    session: str = field(repr=False)
    psk_id: str = field(repr=False)
    psk: bytes = field(repr=False)
    server: str = ""


@dataclass(frozen=True, slots=True)
class GetResultRequest:
    session: str = field(repr=False)
    counter: int


@dataclass(frozen=True, slots=True)
class GetResultResponse:
    """`age` and `place` are None where nothing was asked."""

    data: PersonalData = field(repr=False)
    age: bool | None = field(repr=False, default=None)
    place: bool | None = field(repr=False, default=None)
    grants: Mapping[Operation, Grant] = field(default_factory=dict)


def write_use_id(request: UseIdRequest, *, before_2_4: bool = False) -> Element:
    """Answer useIDRequest; `before_2_4` leaves out what older servers' schema refuses.

    Raises XmlRefused for an age, a place or a transaction that the schema does not hold.
    """
    root = _request("useIDRequest")
    operations = markup.add(root, EID, "UseOperations")
    for operation in Operation:
        if not (before_2_4 and operation in SINCE_2_4):
            demand = request.operations.get(operation, Demand.PROHIBITED)
            markup.add(operations, EID, operation, demand)
    if request.age is not None:
        if not 0 <= request.age <= _OLDEST:
            raise XmlRefused("Age is out of bounds.")
        markup.add(markup.add(root, EID, "AgeVerificationRequest"), EID, "Age", str(request.age))
    if request.place:
        if not _COMMUNITY.fullmatch(request.place):
            raise XmlRefused("CommunityID is none.")
        verification = markup.add(root, EID, "PlaceVerificationRequest")
        markup.add(verification, EID, "CommunityID", request.place)
    if request.transaction and not before_2_4:
        if len(request.transaction) > _MOST_SIGNS:
            raise XmlRefused("TransactionInfo is too long.")
        markup.add(root, EID, "TransactionInfo", request.transaction)
    return root


def read_use_id(root: Element) -> UseIdRequest:
    """Take useIDRequest apart. Raises XmlRefused."""
    operations = {}
    for element in markup.elements(markup.child(root, EID, "UseOperations")):
        try:
            operation = Operation(markup.local(element))
            demand = Demand(markup.words(element) or Demand.PROHIBITED)
        except ValueError:
            raise XmlRefused("UseOperations names what is not known.") from None
        if operation in operations:
            raise XmlRefused("An operation stands there more than once.")
        if demand is not Demand.PROHIBITED:
            operations[operation] = demand
    age = _words(root, "AgeVerificationRequest", "Age")
    place = _words(root, "PlaceVerificationRequest", "CommunityID")
    transaction = markup.optional(root, EID, "TransactionInfo")
    if age is not None and not age.isdecimal():
        raise XmlRefused("Age is no number.")
    if place is not None and not _COMMUNITY.fullmatch(place):
        raise XmlRefused("CommunityID is none.")
    return UseIdRequest(
        operations,
        None if age is None else int(age),
        place or "",
        "" if transaction is None else markup.text(transaction),
    )


def write_use_id_response(response: UseIdResponse | None, result: Result) -> Element:
    """Answer useIDResponse; None for one that opened no session."""
    root = _response("useIDResponse")
    if response is not None:
        markup.add(markup.add(root, EID, "Session"), EID, "ID", response.session)
        if response.server:
            markup.add(root, EID, "eCardServerAddress", response.server)
        psk = markup.add(root, EID, "PSK")
        markup.add(psk, EID, "ID", response.psk_id)
        markup.add(psk, EID, "Key", response.psk.hex())
    _write_result(root, result)
    return root


def read_use_id_response(root: Element) -> UseIdResponse | Result:
    """Answer what was opened, or why nothing was. Raises XmlRefused."""
    result = _read_result(root, "useIDResponse")
    if not result.ok:
        return result
    psk = markup.child(root, EID, "PSK")
    psk_id = markup.words(markup.child(psk, EID, "ID"))
    if not _PSK_ID.fullmatch(psk_id):
        raise XmlRefused("The PSK's ID is none.")
    server = markup.optional(root, EID, "eCardServerAddress")
    return UseIdResponse(
        _session(root),
        psk_id,
        personal_data.octets(markup.words(markup.child(psk, EID, "Key")), "Key"),
        "" if server is None else markup.words(server),
    )


def write_get_result(request: GetResultRequest) -> Element:
    root = _request("getResultRequest")
    markup.add(markup.add(root, EID, "Session"), EID, "ID", request.session)
    markup.add(root, EID, "RequestCounter", str(request.counter))
    return root


def read_get_result(root: Element) -> GetResultRequest:
    """Take getResultRequest apart. Raises XmlRefused."""
    counter = markup.words(markup.child(root, EID, "RequestCounter"))
    if not re.fullmatch(r"-?\d{1,10}", counter):
        raise XmlRefused("RequestCounter is no number.")
    return GetResultRequest(_session(root), int(counter))


def write_get_result_response(response: GetResultResponse | None, result: Result) -> Element:
    """Answer getResultResponse; None where there is nothing to hand over."""
    root = _response("getResultResponse")
    if response is not None:
        personal_data.write(root, response.data)
        verified = {
            "FulfilsAgeVerification": response.age,
            "FulfilsPlaceVerification": response.place,
        }
        for name, fulfilled in verified.items():
            if fulfilled is not None:
                said = "true" if fulfilled else "false"
                markup.add(markup.add(root, EID, name), EID, "FulfilsRequest", said)
        grants = markup.add(root, EID, "OperationsAllowedByUser")
        for operation in Operation:
            grant = response.grants.get(operation, Grant.PROHIBITED)
            markup.add(grants, EID, operation, grant)
    _write_result(root, result)
    return root


def read_get_result_response(root: Element) -> GetResultResponse | Result:
    """Answer what was read, or why there is nothing. Raises XmlRefused."""
    result = _read_result(root, "getResultResponse")
    if not result.ok:
        return result
    grants = {}
    allowed = markup.optional(root, EID, "OperationsAllowedByUser")
    for element in () if allowed is None else markup.elements(allowed):
        try:
            grants[Operation(markup.local(element))] = Grant(markup.words(element) or "PROHIBITED")
        except ValueError:
            continue  # of a later version
    return GetResultResponse(
        personal_data.read(markup.child(root, EID, "PersonalData")),
        _fulfils(root, "FulfilsAgeVerification"),
        _fulfils(root, "FulfilsPlaceVerification"),
        grants,
    )


def _request(name: str) -> Element:
    return markup.make(EID, name, {"eid": EID})


def _response(name: str) -> Element:
    return markup.make(EID, name, {"eid": EID, "dss": DSS})


def _session(root: Element) -> str:
    session = markup.words(markup.child(markup.child(root, EID, "Session"), EID, "ID"))
    if not _SESSION.fullmatch(session):
        raise XmlRefused("The session's ID is none.")
    return session


def _words(root: Element, name: str, inner: str) -> str | None:
    element = markup.optional(root, EID, name)
    return None if element is None else markup.words(markup.child(element, EID, inner))


def _fulfils(root: Element, name: str) -> bool | None:
    said = _words(root, name, "FulfilsRequest")
    if said is None:
        return None
    if said not in ("true", "false", "1", "0"):  # xsd:boolean
        raise XmlRefused(f"{name} is neither true nor false.")
    return said in ("true", "1")


def _write_result(root: Element, result: Result) -> None:
    element = markup.add(root, DSS, "Result")
    markup.add(element, DSS, "ResultMajor", MAJOR_OK if result.ok else MAJOR_ERROR)
    if not result.ok:
        markup.add(element, DSS, "ResultMinor", result.minor)
        if result.message:
            markup.add(element, DSS, "ResultMessage", result.message)


def _read_result(root: Element, name: str) -> Result:
    if root.tag != markup.tagged(EID, name):
        raise XmlRefused(f"This is no {name}.")
    element = markup.child(root, DSS, "Result")
    # The guideline's own examples (3.6) leave these two without the namespace of their schema.
    space = DSS if markup.optional(element, DSS, "ResultMajor") is not None else ""
    if markup.words(markup.child(element, space, "ResultMajor")) == MAJOR_OK:
        return Result()
    minor = markup.optional(element, space, "ResultMinor")
    return Result((minor is not None and markup.words(minor)) or Minor.INTERNAL_ERROR)
